package org.delineate.dicom.codec;

/** Keeps what the markers of a JPEG say about its colours: JFIF (T.871) and Adobe's segment (T.872, 6.5.3). */
final class JpegColours {
    private boolean jfif;
    /** Adobe's colour transform; -1 where there is no such segment. */
    private int transform = -1;

    void application(int marker, MarkerReader segment) throws CodecException {
        if (marker == 0xe0 && segment.begins("JFIF\0")) {
            jfif = true;
        } else if (marker == 0xee && segment.left() >= 12 && segment.begins("Adobe")) {
            segment.number(); // version
            segment.number(); // flags
            segment.number();
            transform = segment.octet();
        }
    }

    Samples.Colours of(JpegComponent[] components) {
        if (components.length == 3) {
            if (jfif || transform == 1) {
                return Samples.Colours.YCBCR;
            }
            boolean named = components[0].id == 'R' && components[1].id == 'G' && components[2].id == 'B';
            return transform == 0 || named ? Samples.Colours.RGB : Samples.Colours.UNSAID;
        }
        if (components.length == 4 && transform >= 0) {
            return transform == 2 ? Samples.Colours.YCCK : Samples.Colours.CMYK;
        }
        return Samples.Colours.UNSAID;
    }
}
