package org.delineate.dicom.result;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;

/**
 * Makes a picture with the result drawn into it, which every viewer shows: in colours of 8 bits, one frame or several
 * (PS3.3, A.8.1 and A.8.5.4).
 *
 * @param description what is drawn, for people
 * @param pictures by the number of the source's frame, from 1; all of one size, which need not be the source's
 */
public record SecondaryCapture(
        SourceImage source, NewInstance instance, String description, SortedMap<Integer, BufferedImage> pictures) {

    /**
     * Checks the pictures.
     *
     * @throws org.delineate.file.BadFileException where one is of a frame that the source lacks
     * @throws IllegalArgumentException where there is none, one is transparent, or sizes differ
     */
    public SecondaryCapture {
        Texts.text("what a secondary capture shows", description);
        pictures = Collections.unmodifiableSortedMap(new TreeMap<>(pictures));
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("a secondary capture has a picture");
        }
        BufferedImage first = pictures.get(pictures.firstKey());
        for (Map.Entry<Integer, BufferedImage> entry : pictures.entrySet()) {
            source.requireFrame(entry.getKey());
            BufferedImage picture = entry.getValue();
            if (picture.getColorModel().hasAlpha()) {
                throw new IllegalArgumentException("a transparent picture cannot be a secondary capture");
            }
            if (picture.getWidth() != first.getWidth() || picture.getHeight() != first.getHeight()) {
                throw new IllegalArgumentException("pictures of " + picture.getWidth() + "x" + picture.getHeight()
                        + " and " + first.getWidth() + "x" + first.getHeight() + " in one secondary capture");
            }
        }
    }

    public DataSet dataSet() {
        boolean several = pictures.size() > 1;
        String sopClass = several ? Uid.MULTIFRAME_TRUE_COLOR_SECONDARY_CAPTURE : Uid.SECONDARY_CAPTURE;
        DataSetBuilder set = Modules.start(source, instance, sopClass, "OT")
                .text(Tag.CONVERSION_TYPE, "WSD")
                .text(Tag.DATE_OF_SECONDARY_CAPTURE, Modules.date(source, instance))
                .text(Tag.TIME_OF_SECONDARY_CAPTURE, Modules.time(source, instance))
                .text(Tag.IMAGE_TYPE, "DERIVED", "SECONDARY")
                .text(Tag.DERIVATION_DESCRIPTION, description)
                .text(Tag.BURNED_IN_ANNOTATION, "YES")
                .copyOrEmpty(source.dataSet(), Tag.PATIENT_ORIENTATION);
        Modules.bodyPart(source.dataSet(), set);
        Modules.sideOrUnknown(source.dataSet(), set);
        List<DataSet> references = new ArrayList<>();
        for (int frame : pictures.keySet()) {
            references.add(Codes.SOURCE_IMAGE
                    .to(source.reference(frame), Tag.PURPOSE_OF_REFERENCE_CODE_SEQUENCE)
                    .build());
        }
        set.sequence(Tag.SOURCE_IMAGE_SEQUENCE, references);
        source.lossy(set);
        if (several) {
            time(set);
        }
        return pixels(set).build();
    }

    /** Frames run as fast as the source's where it says how fast and none is left out; else they are pages. */
    private void time(DataSetBuilder set) {
        set.integer(Tag.NUMBER_OF_FRAMES, pictures.size());
        if (source.dataSet().number(Tag.FRAME_TIME).isPresent() && pictures.size() == source.frames()) {
            set.copy(source.dataSet(), Tag.FRAME_TIME).integer(Tag.FRAME_INCREMENT_POINTER, Tag.FRAME_TIME);
        } else {
            int[] pages = pictures.keySet().stream().mapToInt(i -> i).toArray();
            set.integer(Tag.PAGE_NUMBER_VECTOR, pages).integer(Tag.FRAME_INCREMENT_POINTER, Tag.PAGE_NUMBER_VECTOR);
        }
    }

    private DataSetBuilder pixels(DataSetBuilder set) {
        BufferedImage first = pictures.get(pictures.firstKey());
        int width = first.getWidth();
        int height = first.getHeight();
        long bytes = Math.multiplyExact(3L * width * height, (long) pictures.size());
        byte[] rgb = new byte[source.arrayLength(bytes + (bytes & 1), pictures.size() + " pictures")];
        int at = 0;
        for (BufferedImage picture : pictures.values()) {
            int[] row = new int[width];
            for (int y = 0; y < height; y++) {
                picture.getRGB(0, y, width, 1, row, 0, width);
                for (int pixel : row) {
                    rgb[at++] = (byte) (pixel >> 16);
                    rgb[at++] = (byte) (pixel >> 8);
                    rgb[at++] = (byte) pixel;
                }
            }
        }
        return set.integer(Tag.SAMPLES_PER_PIXEL, 3)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "RGB")
                .integer(Tag.PLANAR_CONFIGURATION, 0)
                .integer(Tag.ROWS, height)
                .integer(Tag.COLUMNS, width)
                .integer(Tag.BITS_ALLOCATED, 8)
                .integer(Tag.BITS_STORED, 8)
                .integer(Tag.HIGH_BIT, 7)
                .integer(Tag.PIXEL_REPRESENTATION, 0)
                .bytes(Tag.PIXEL_DATA, Vr.OB, rgb);
    }
}
