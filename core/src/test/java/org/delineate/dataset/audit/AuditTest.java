package org.delineate.dataset.audit;

import static org.delineate.dataset.Pictures.blobs;
import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.delineate.dataset.Pictures.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.dataset.Dataset;
import org.delineate.file.Json;
import org.delineate.image.MaskValues;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    @BeforeEach
    void writeThirtyDifferentPictures() {
        for (int i = 0; i < 30; i++) {
            add("p" + i, blobs(SIDE, SIDE, i), 8, 8);
        }
    }

    private void add(String name, BufferedImage image, int top, int left) {
        write(folder.resolve("images/benign/" + name + ".png"), image);
        mask(
                folder.resolve("masks/benign/" + name + ".png"),
                image.getHeight(),
                image.getWidth(),
                top,
                left,
                top + 20,
                left + 10);
    }

    private Audit audit() {
        return Audit.of(Dataset.open(folder), (done, total) -> {});
    }

    /** The same through a transformation of its coordinates. */
    private static BufferedImage moved(BufferedImage image, int width, int height, AffineTransform how) {
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        new AffineTransformOp(how, AffineTransformOp.TYPE_BILINEAR).filter(image, out);
        return out;
    }

    @Test
    void findsNothingAmongDifferentPictures() {
        Audit audit = audit();
        assertEquals(30, audit.overview().cases());
        assertEquals(List.of(), audit.duplicates().exact());
        assertEquals(
                List.of(),
                audit.duplicates().near(),
                () -> "threshold " + audit.duplicates().nearThreshold());
        assertEquals(List.of(), audit.duplicates().groups());
        assertEquals(List.of(), audit.duplicates().conflicts());
        assertEquals(new Audit.Range(SIDE, SIDE, SIDE), audit.sizes().widthPx());
        assertEquals(200.0 / SIDE / SIDE, audit.sizes().lesionShare().median(), 1e-12);
    }

    @Test
    void findsTheSamePixelsInAnotherFormatAndTheConflictOfClasses() {
        write(folder.resolve("images/malignant/q.bmp"), blobs(SIDE, SIDE, 3));
        mask(folder.resolve("masks/malignant/q.png"), SIDE, SIDE, 8, 8, 28, 18);
        Audit audit = audit();
        assertEquals(List.of(List.of("p3", "q")), audit.duplicates().exact());
        assertEquals(List.of(List.of("p3", "q")), audit.duplicates().groups());
        assertEquals(
                List.of(new Audit.Conflict("p3", "q", "classes benign and malignant")),
                audit.duplicates().conflicts());
        assertEquals(Map.of("benign", 30, "malignant", 1), audit.overview().classes());
    }

    @Test
    void findsScaledMarkedAndCompressedCopies() throws IOException {
        add("scaled", moved(blobs(SIDE, SIDE, 4), 96, 80, AffineTransform.getScaleInstance(1.5, 1.25)), 10, 12);
        BufferedImage marked = blobs(SIDE, SIDE, 5);
        for (int i = 10; i < 20; i++) {
            marked.getRaster().setSample(i, 12, 0, 255);
        }
        add("marked", marked, 8, 8);
        write(folder.resolve("images/benign/small.jpg"), blobs(SIDE, SIDE, 6));
        mask(folder.resolve("masks/benign/small.png"), SIDE, SIDE, 8, 8, 28, 18);
        Audit audit = audit();
        assertEquals(
                List.of(List.of("marked", "p5"), List.of("p4", "scaled"), List.of("p6", "small")),
                audit.duplicates().groups());
        assertEquals(List.of(), audit.duplicates().exact());
    }

    @Test
    void findsEverySymmetryAndNamesIt() {
        BufferedImage original = blobs(SIDE, SIDE, 7);
        List<String> expected = new ArrayList<>();
        for (Symmetry turn : Symmetry.values()) {
            if (turn != Symmetry.SAME) {
                BufferedImage turned = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        int from = turn.source(y, x, SIDE);
                        turned.getRaster()
                                .setSample(x, y, 0, original.getRaster().getSample(from % SIDE, from / SIDE, 0));
                    }
                }
                add("t_" + turn, turned, 8, 8);
                expected.add("t_" + turn);
            }
        }
        Audit audit = audit();
        for (Audit.NearDuplicate near : audit.duplicates().near()) {
            if (near.a().equals("p7")) {
                assertTrue(expected.remove(near.b()), near.b());
                assertTrue(near.similarity() > 0.999, near::toString);
                // what undoes a quarter turn is the quarter turn the other way; every other turn undoes itself
                Symmetry undo = switch (Symmetry.valueOf(near.b().substring(2))) {
                    case TURNED_90_LEFT -> Symmetry.TURNED_90_RIGHT;
                    case TURNED_90_RIGHT -> Symmetry.TURNED_90_LEFT;
                    default -> Symmetry.valueOf(near.b().substring(2));
                };
                assertEquals(undo, near.turn(), near.b());
            }
        }
        assertEquals(List.of(), expected);
        assertEquals(8, audit.duplicates().groups().get(0).size());
    }

    @Test
    void reportsOnePictureWithTwoMasksThatDisagree() {
        add("again", blobs(SIDE, SIDE, 8), 30, 30);
        assertEquals(
                List.of(new Audit.Conflict("again", "p8", "masks that overlap with a Dice of 0.00")),
                audit().duplicates().conflicts());
    }

    @Test
    void reportsNoConflictForAMirroredPictureWithItsMirroredMask() {
        BufferedImage mirrored = moved(blobs(SIDE, SIDE, 9), SIDE, SIDE, new AffineTransform(-1, 0, 0, 1, SIDE, 0));
        add("mirrored", mirrored, 8, SIDE - 18);
        Audit audit = audit();
        assertEquals(
                Symmetry.MIRRORED_LEFT_RIGHT, audit.duplicates().near().get(0).turn());
        assertEquals(List.of(), audit.duplicates().conflicts());
    }

    @Test
    void reportsWhatCannotBeReadWithoutFailing() throws IOException {
        add("other", blobs(SIDE, SIDE, 50), 8, 8);
        mask(folder.resolve("masks/benign/other.png"), 30, 40, 1, 1, 2, 2);
        add("broken", blobs(SIDE, SIDE, 51), 8, 8);
        Files.writeString(folder.resolve("images/benign/broken.png"), "no picture");
        add("lost", blobs(SIDE, SIDE, 52), 8, 8);
        Files.writeString(folder.resolve("masks/benign/lost.png"), "no mask");
        Audit audit = audit();
        assertEquals(33, audit.overview().cases());
        assertEquals(
                List.of("other"), List.copyOf(audit.files().sizeMismatches().keySet()));
        assertTrue(
                audit.files().sizeMismatches().get("other").contains("40 x 30"),
                audit.files().sizeMismatches()::toString);
        assertEquals(
                List.of("broken", "lost"),
                List.copyOf(audit.files().unreadable().keySet()));
        assertEquals(List.of(), audit.masks().emptyMasks());
    }

    @Test
    void countsIntermediateAndFaintValues() {
        BufferedImage labels = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        labels.getRaster().setSample(3, 4, 0, 2);
        add("labels", blobs(SIDE, SIDE, 60), 8, 8);
        write(folder.resolve("masks/benign/labels.png"), labels);
        Audit stray = audit();
        assertEquals(List.of("labels"), stray.masks().emptyMasks());
        assertEquals(List.of(), stray.masks().faintMasks());
        assertEquals(
                List.of("mask value 2 is rare and is ignored: 1 pixels in 1 mask, for instance labels.png"),
                stray.masks().cautions());
        MaskValues shades = MaskValues.parse("background=0..127,lesion=128..255");
        Audit audit = Audit.of(Dataset.open(folder).withMaskValues(shades), (done, total) -> {});
        assertEquals(List.of("labels"), audit.masks().faintMasks());
        assertEquals(List.of("labels"), audit.masks().emptyMasks());
        assertEquals(1.0 / SIDE / SIDE, audit.files().intermediate().get("labels"), 1e-12);
    }

    @Test
    void survivesJson() {
        add("again", blobs(SIDE, SIDE, 8), 30, 30);
        Audit audit = audit();
        assertEquals(audit, Json.parse(Json.pretty(audit), Audit.class, Path.of("audit.json")));
    }

    @Test
    void reportsProgressAndListsTheFirstPairsFirst() {
        List<Integer> steps = new ArrayList<>();
        Audit audit = Audit.of(Dataset.open(folder), (done, total) -> steps.add(done * 100 + total));
        assertEquals(30, steps.size());
        assertEquals(130, steps.get(0));
        assertEquals(3030, steps.get(29));
        String[] lines = audit.text().split("\n");
        assertTrue(lines[0].contains("layout mirrored, 30 cases"), lines[0]);
        assertEquals("  images/benign/p0.png + masks/benign/p0.png", lines[1]);
    }

    @Test
    void joinsDuplicatesWithTheGroupsOfTheLayout() throws IOException {
        write(folder.resolve("copy.png"), blobs(SIDE, SIDE, 1));
        Files.writeString(
                folder.resolve("manifest.csv"),
                "image,mask,group\nimages/benign/p1.png,masks/benign/p1.png,one\n"
                        + "images/benign/p2.png,masks/benign/p2.png,one\nimages/benign/p3.png,masks/benign/p3.png,two\n"
                        + "copy.png,masks/benign/p1.png,three\n");
        assertEquals(List.of(List.of("copy", "p1", "p2")), audit().duplicates().groups());
    }

    @Test
    void fewPicturesAreComparedToo() {
        Path few = folder.resolve("few");
        picture(few.resolve("images/a.png"), 40, 40, 1);
        picture(few.resolve("images/b.jpg"), 40, 40, 1);
        picture(few.resolve("images/c.png"), 40, 40, 2);
        for (String name : List.of("a", "b", "c")) {
            mask(few.resolve("masks/" + name + ".png"), 40, 40, 3, 3, 9, 9);
        }
        assertEquals(
                List.of(List.of("a", "b")),
                Audit.of(Dataset.open(few), (done, total) -> {}).duplicates().groups());
    }
}
