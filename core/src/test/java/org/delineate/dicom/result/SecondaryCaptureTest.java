package org.delineate.dicom.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.FrameReader;
import org.delineate.dicom.StoredFrame;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecondaryCaptureTest {
    private static final int WIDTH = 13;
    private static final int HEIGHT = 7;

    static SecondaryCapture capture(SourceFiles source, int... frames) {
        SortedMap<Integer, BufferedImage> pictures = new TreeMap<>();
        for (int frame : frames) {
            pictures.put(frame, picture(frame, BufferedImage.TYPE_INT_RGB));
        }
        return new SecondaryCapture(source.image(), Masks.instance(400), "Outlines of the lesions", pictures);
    }

    private static BufferedImage picture(int seed, int type) {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, type);
        Random random = new Random(seed);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            picture.setRGB(i % WIDTH, i / WIDTH, random.nextInt());
        }
        return picture;
    }

    @ParameterizedTest
    @EnumSource
    void pixelsAreThoseOfThePicture(SourceFiles source) {
        for (int[] frames : source.frames() == 1 ? new int[][] {{1}} : new int[][] {{3}, {1, 2, 3, 4, 5}, {2, 5}}) {
            DataSet made = capture(source, frames).dataSet();
            assertEquals(
                    frames.length == 1 ? Uid.SECONDARY_CAPTURE : Uid.MULTIFRAME_TRUE_COLOR_SECONDARY_CAPTURE,
                    made.requireText(Tag.SOP_CLASS_UID));
            assertEquals("YES", made.requireText(Tag.BURNED_IN_ANNOTATION));
            assertEquals(frames.length, made.items(Tag.SOURCE_IMAGE_SEQUENCE).size());
            DicomFile file = DicomFile.of(DicomWriter.encode(made), Path.of("sc.dcm"));
            try (FrameReader reader = FrameReader.open(file)) {
                assertEquals(frames.length, reader.format().frames());
                for (int i = 0; i < frames.length; i++) {
                    StoredFrame stored = reader.frame(i);
                    BufferedImage expected = picture(frames[i], BufferedImage.TYPE_INT_RGB);
                    for (int pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
                        int rgb = (int) (stored.value(3 * pixel) << 16
                                | stored.value(3 * pixel + 1) << 8
                                | stored.value(3 * pixel + 2));
                        assertEquals(expected.getRGB(pixel % WIDTH, pixel / WIDTH) & 0xffffff, rgb);
                    }
                }
            }
        }
    }

    @Test
    void aWholeLoopRunsAsFastAsItsSource() {
        DataSet whole = capture(SourceFiles.ULTRASOUND_LOOP, 1, 2, 3, 4, 5).dataSet();
        assertEquals(40, whole.number(Tag.FRAME_TIME).orElseThrow());
        assertEquals(Tag.FRAME_TIME, whole.requireInteger(Tag.FRAME_INCREMENT_POINTER));
        DataSet part = capture(SourceFiles.ULTRASOUND_LOOP, 2, 5).dataSet();
        assertEquals(List.of("2", "5"), part.texts(Tag.PAGE_NUMBER_VECTOR), "the frames' numbers");
        assertEquals("5", part.items(Tag.SOURCE_IMAGE_SEQUENCE).get(1).requireText(Tag.REFERENCED_FRAME_NUMBER));
    }

    @Test
    void refusesWhatItCannotShow() {
        assertThrows(BadFileException.class, () -> capture(SourceFiles.ULTRASOUND, 2));
        assertThrows(IllegalArgumentException.class, () -> capture(SourceFiles.ULTRASOUND));
        SortedMap<Integer, BufferedImage> pictures = new TreeMap<>();
        pictures.put(1, picture(1, BufferedImage.TYPE_INT_ARGB));
        SourceImage source = SourceFiles.ULTRASOUND_LOOP.image();
        NewInstance instance = Masks.instance(400);
        assertThrows(
                IllegalArgumentException.class, () -> new SecondaryCapture(source, instance, "transparent", pictures));
        pictures.put(1, picture(1, BufferedImage.TYPE_INT_RGB));
        pictures.put(2, new BufferedImage(WIDTH, HEIGHT + 1, BufferedImage.TYPE_INT_RGB));
        assertThrows(
                IllegalArgumentException.class, () -> new SecondaryCapture(source, instance, "two sizes", pictures));
    }
}
