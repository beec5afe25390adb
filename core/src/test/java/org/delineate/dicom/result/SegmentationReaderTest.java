package org.delineate.dicom.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Segmentations of other projects; the READMEs beside them say where they come from. */
class SegmentationReaderTest {
    private static final int MUTANTS = Integer.getInteger("mutants", 1000);
    private static final Path FOLDER = Path.of("src/test/resources/dicom");

    @ParameterizedTest
    @CsvFileSource(resources = "/dicom/segmentations/expected.tsv", delimiter = '\t')
    void masksAreThoseOfPydicom(String name, int masks, String sha256) {
        MessageDigest digest = Hash.sha256();
        int count = 0;
        try (SegmentationReader reader = SegmentationReader.open(DicomFile.read(FOLDER.resolve(name)))) {
            for (int frame = 0; frame < reader.frames().size(); frame++) {
                for (int segment : reader.frames().get(frame).segments()) {
                    digest.update(bytes(reader.mask(frame, segment)));
                    count++;
                }
            }
        }
        assertEquals(masks, count);
        assertEquals(sha256, Hash.hex(digest));
    }

    private static byte[] bytes(Mask mask) {
        byte[] bytes = new byte[mask.height() * mask.width()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (mask.at(i) ? 1 : 0);
        }
        return bytes;
    }

    @Test
    void saysWhatEachFrameIsAbout() {
        try (SegmentationReader reader = SegmentationReader.open(
                DicomFile.read(FOLDER.resolve("files/highdicom/seg_image_ct_binary_overlap.dcm")))) {
            assertEquals(
                    List.of(1, 2),
                    reader.segments().stream().map(StoredSegment::number).toList());
            assertEquals(8, reader.frames().size());
            assertEquals(List.of(1), reader.frames().get(0).segments());
            assertEquals(List.of(2), reader.frames().get(7).segments());
            assertEquals(List.of(), reader.remarks());
        }
    }

    @Test
    void tilesOfASlideAreNotTakenForPictures() {
        try (SegmentationReader reader = SegmentationReader.open(
                DicomFile.read(FOLDER.resolve("segmentations/seg_image_sm_dots_tiled_full.dcm")))) {
            assertEquals(List.of(1), reader.frames().get(24).segments(), "25 tiles of a segment after the other");
            assertEquals(List.of(2), reader.frames().get(25).segments());
            assertEquals(List.of("each mask is a tile of a picture of 50 rows of 50 pixels"), reader.remarks());
        }
    }

    @Test
    void missingFramesAreNamed() {
        try (SegmentationReader reader =
                SegmentationReader.open(DicomFile.read(FOLDER.resolve("files/pydicom/liver_1frame.dcm")))) {
            assertEquals(1, reader.frames().size());
            assertEquals(List.of("3 frames are described, 1 are there"), reader.remarks());
        }
    }

    @Test
    void sharesOfAPixelAreNoMask() {
        try (SegmentationReader reader = SegmentationReader.open(
                DicomFile.read(FOLDER.resolve("segmentations/seg_image_ct_true_fractional.dcm")))) {
            BadFileException bad = assertThrows(BadFileException.class, () -> {
                for (int frame = 0; frame < reader.frames().size(); frame++) {
                    reader.mask(frame, 1);
                }
            });
            assertEquals("export it as a binary segmentation", bad.getMessage().split("; ")[1]);
        }
    }

    @Test
    void refusesWhatContradictsItself() {
        DataSet good = Masks.segmentation(SourceFiles.ULTRASOUND_LOOP, SegmentationObject.Form.PLACED)
                .dataSet();
        refused("no segments", good.toBuilder().sequence(Tag.SEGMENT_SEQUENCE).build());
        DataSet one = good.items(Tag.SEGMENT_SEQUENCE).get(0);
        refused(
                "frame 4 is of the segment 2, which is not described",
                good.toBuilder().sequence(Tag.SEGMENT_SEQUENCE, one).build());
        refused(
                "two segments have the number 1",
                good.toBuilder().sequence(Tag.SEGMENT_SEQUENCE, one, one).build());
        refused(
                "1 descriptions of 6 frames",
                good.toBuilder()
                        .sequence(
                                Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
                                good.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)
                                        .get(0))
                        .build());
        refused(
                "a segmentation of the type \"SURFACE\" is not read",
                good.toBuilder().text(Tag.SEGMENTATION_TYPE, "SURFACE").build());
        refused(
                "Ultrasound Image Storage is no segmentation",
                good.toBuilder().text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND).build());
    }

    @Test
    void damagedFilesAreNamedOrRead() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] good = DicomWriter.encode(Masks.segmentation(SourceFiles.ULTRASOUND_LOOP, SegmentationObject.Form.PLACED)
                .dataSet());
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] bytes = good.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[132 + random.nextInt(bytes.length - 132)] = (byte) (random.nextBoolean() ? random.nextInt() : 0);
            }
            try (SegmentationReader reader = SegmentationReader.open(DicomFile.of(bytes, Path.of("mutant.dcm")))) {
                for (int frame = 0; frame < reader.frames().size(); frame++) {
                    for (int segment : reader.frames().get(frame).segments()) {
                        reader.mask(frame, segment);
                    }
                }
            } catch (BadFileException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", mutant " + i, e);
            }
        }
        assertTrue(refused > 0, "seed " + seed);
    }

    private static void refused(String rule, DataSet set) {
        BadFileException bad = assertThrows(
                BadFileException.class,
                () -> SegmentationReader.open(SourceFiles.read(set)).close());
        assertEquals(rule, bad.rule());
    }
}
