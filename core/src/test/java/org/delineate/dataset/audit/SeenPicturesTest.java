package org.delineate.dataset.audit;

import static org.delineate.dataset.Pictures.blobs;
import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model keeps of its pictures recognises them, turned and scaled ones too, and takes a kilobyte each. */
class SeenPicturesTest {
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    private SeenPictures seen;

    @BeforeEach
    void collect() {
        Path trained = folder.resolve("trained");
        for (int i = 0; i < 30; i++) {
            add(trained, "p" + i, blobs(SIDE, SIDE, i));
        }
        Digests digests = digests(trained);
        SortedMap<String, List<String>> parts = new TreeMap<>(Map.of(
                Split.TRAIN,
                List.of("p0", "p1", "p2", "p3", "p4"),
                Split.VAL,
                List.of("p5"),
                Split.TEST,
                List.of("p6")));
        seen = SeenPictures.of(digests, new Split("test", 0, List.of(), "", parts, List.of()), Audit.of(digests));
    }

    private static void add(Path data, String name, BufferedImage image) {
        write(data.resolve("images/" + name + ".png"), image);
        mask(data.resolve("masks/" + name + ".png"), image.getHeight(), image.getWidth(), 8, 8, 28, 18);
    }

    private static Digests digests(Path data) {
        return AuditCache.NONE.read(Dataset.open(data), (done, total) -> {});
    }

    private static BufferedImage moved(long seed, int width, int height, AffineTransform how) {
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        new AffineTransformOp(how, AffineTransformOp.TYPE_BILINEAR).filter(blobs(SIDE, SIDE, seed), out);
        return out;
    }

    @Test
    void recognisesTurnedMirroredAndScaledPictures() {
        Path other = folder.resolve("other");
        add(other, "same", blobs(SIDE, SIDE, 0));
        add(other, "mirrored", moved(1, SIDE, SIDE, new AffineTransform(-1, 0, 0, 1, SIDE, 0)));
        add(other, "turned", moved(2, SIDE, SIDE, new AffineTransform(0, 1, -1, 0, SIDE, 0)));
        add(other, "scaled", moved(3, 96, 80, AffineTransform.getScaleInstance(1.5, 1.25)));
        add(other, "validated", blobs(SIDE, SIDE, 5));
        add(other, "scaled-validated", moved(5, 96, 80, AffineTransform.getScaleInstance(1.5, 1.25)));
        add(other, "tested", blobs(SIDE, SIDE, 6));
        add(other, "new", blobs(SIDE, SIDE, 700));
        Map<String, Seen> expected = Map.of(
                "same", Seen.TRAINED,
                "mirrored", Seen.NEARLY_TRAINED,
                "turned", Seen.NEARLY_TRAINED,
                "scaled", Seen.NEARLY_TRAINED,
                "validated", Seen.VALIDATED,
                "scaled-validated", Seen.NEARLY_VALIDATED,
                "tested", Seen.NO,
                "new", Seen.NO);
        assertEquals(expected, seen.among(digests(other)));
        assertEquals(expected, SeenPictures.of(seen.bytes()).among(digests(other)), "from a file");
        assertEquals(Seen.NO, seen.trained().among(digests(other)).get("validated"));
        assertEquals(5, seen.trained().count());
    }

    @Test
    void aPictureThatTrainedAndValidatedCountsAsTrained() {
        Path other = folder.resolve("other");
        add(other, "a", blobs(SIDE, SIDE, 5));
        Digests digests = digests(other);
        SortedMap<String, List<String>> parts = new TreeMap<>(Map.of(Split.TRAIN, List.of("a")));
        Split split = new Split("test", 0, List.of(), "", parts, List.of());
        SeenPictures both = seen.and(SeenPictures.of(digests, split, Audit.of(digests)));
        assertEquals(7, both.count());
        assertEquals(Map.of("a", Seen.TRAINED), both.among(digests));
    }

    @Test
    void takesAKilobyteAPicture() {
        assertEquals(6 * 1045, seen.bytes().length);
        assertArrayEquals(seen.bytes(), SeenPictures.of(seen.bytes()).bytes());
        String message = assertThrows(IllegalArgumentException.class, () -> SeenPictures.of(new byte[1044]))
                .getMessage();
        assertEquals("the pictures that the model has seen take 1044 bytes, which is no multiple of 1045", message);
    }
}
