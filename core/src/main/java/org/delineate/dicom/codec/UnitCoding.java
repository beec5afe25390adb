package org.delineate.dicom.codec;

/** Decodes the data units of a scan, one after the other. */
interface UnitCoding {
    /**
     * Decodes the next data unit.
     *
     * @param x column in data units; one behind the component's last is padding, decoded and dropped
     * @param y row in data units, likewise
     */
    void unit(JpegComponent component, int x, int y) throws CodecException;

    /** Sets the predictions back, at the beginning of a scan and of each restart interval. */
    void restart(int row) throws CodecException;
}
