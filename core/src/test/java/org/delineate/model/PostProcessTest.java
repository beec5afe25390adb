package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Random;
import org.delineate.file.Json;
import org.delineate.image.Mask;
import org.delineate.infer.Masks;
import org.delineate.metric.Confusion;
import org.delineate.parity.GoldenCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostProcessTest {
    private static final PostProcess FILL = new PostProcess(true, 0);

    @Test
    void noneLeavesEveryMask() {
        Mask mask = Masks.of("#.#", "...", "#.#");
        assertEquals(mask, PostProcess.NONE.apply(mask));
    }

    @Test
    void fillsHoles() {
        assertFilled(Masks.of("......", ".####.", ".#..#.", ".####."), "......", ".####.", ".####.", ".####.");
    }

    @Test
    void leavesWhatIsOpenToTheBorder() {
        for (int turn = 0; turn < 4; turn++) {
            Mask bay = Masks.turned(Masks.of(".....", ".###.", ".#.#.", ".#.#."), turn);
            assertEquals(bay, FILL.apply(bay), "turned " + turn + " times");
        }
    }

    /** The frame of the picture is no wall: background on it is outside, even between lesion on both sides. */
    @Test
    void leavesBackgroundOnTheBorder() {
        for (int turn = 0; turn < 4; turn++) {
            Mask corner = Masks.turned(Masks.of(".#...", "#....", "....."), turn);
            assertEquals(corner, FILL.apply(corner));
            Mask side = Masks.turned(Masks.of("#..#", "####", "...."), turn);
            assertEquals(side, FILL.apply(side));
        }
    }

    /** Background walks along edges only, so a diagonal wall holds. */
    @Test
    void diagonalWallHolds() {
        assertFilled(
                Masks.of(".....", "..#..", ".#.#.", "..#..", "....."), ".....", "..#..", ".###.", "..#..", ".....");
    }

    @Test
    void fillsHoleWithIslandInIt() {
        assertFilled(
                Masks.of(".......", ".#####.", ".#...#.", ".#.#.#.", ".#...#.", ".#####.", "......."),
                ".......",
                ".#####.",
                ".#####.",
                ".#####.",
                ".#####.",
                ".#####.",
                ".......");
    }

    @Test
    void fillsWhatAWalkFromTheBorderMisses() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int h = 1 + random.nextInt(14);
            int w = 1 + random.nextInt(14);
            double density = random.nextDouble();
            boolean[] lesion = new boolean[h * w];
            boolean[] inside = new boolean[h * w];
            for (int i = 0; i < lesion.length; i++) {
                lesion[i] = random.nextDouble() < density;
                boolean border = i < w || i >= (h - 1) * w || i % w == 0 || i % w == w - 1;
                inside[i] = lesion[i] || !border;
            }
            for (boolean changed = true; changed; ) {
                changed = false;
                for (int i = 0; i < lesion.length; i++) {
                    boolean reached = inside[i]
                            && !lesion[i]
                            && (!inside[i - 1] || !inside[i + 1] || !inside[i - w] || !inside[i + w]);
                    inside[i] &= !reached;
                    changed |= reached;
                }
            }
            assertEquals(Mask.of(h, w, inside), FILL.apply(Mask.of(h, w, lesion)), "seed " + seed);
        }
    }

    @Test
    void fillsNothingInEmptyAndFullMasks() {
        for (Mask mask :
                new Mask[] {Masks.of("...", "...", "..."), Masks.of("###", "###"), Masks.of("#"), Masks.of(".")}) {
            assertEquals(mask, FILL.apply(mask));
        }
    }

    /** 20 pixels: a share of 0.1 is exactly two of them. */
    @Test
    void dropsRegionsBelowTheShareAndKeepsThoseOfIt() {
        Mask mask = Masks.of("#..##", ".....", "###..", ".....");
        assertEquals(Masks.of("...##", ".....", "###..", "....."), new PostProcess(false, 0.1).apply(mask));
        assertEquals(Masks.of(".....", ".....", "###..", "....."), new PostProcess(false, 0.11).apply(mask));
        assertEquals(Masks.of(".....", ".....", ".....", "....."), new PostProcess(false, 0.16).apply(mask));
    }

    /** Lesion walks along edges and corners, so a diagonal line is one region. */
    @Test
    void diagonalLineIsOneRegion() {
        for (int turn = 0; turn < 4; turn++) {
            Mask line = Masks.turned(Masks.of("#...", ".#..", "..#.", "...#"), turn);
            assertEquals(line, new PostProcess(false, 0.25).apply(line));
            assertTrue(new PostProcess(false, 0.26).apply(line).isEmpty());
        }
    }

    @Test
    void regionsDoNotReachAroundTheEdgeOfARow() {
        Mask mask = Masks.of("...#", "#...", "....", "....");
        assertTrue(new PostProcess(false, 0.125).apply(mask).isEmpty(), "two regions of one pixel");
    }

    /** A ring of eight of 25 pixels is nine once its hole is filled: first the holes, then the regions. */
    @Test
    void fillsBeforeItDrops() {
        Mask ring = Masks.of(".....", ".###.", ".#.#.", ".###.", ".....");
        assertTrue(new PostProcess(false, 0.35).apply(ring).isEmpty());
        assertEquals(9, new PostProcess(true, 0.35).apply(ring).areaPx());
    }

    @Test
    void twiceIsOnce() {
        Random random = new Random(41);
        PostProcess process = new PostProcess(true, 0.02);
        for (int i = 0; i < 200; i++) {
            boolean[] lesion = new boolean[(3 + i % 14) * 17];
            double density = random.nextDouble();
            for (int k = 0; k < lesion.length; k++) {
                lesion[k] = random.nextDouble() < density;
            }
            Mask once = process.apply(Mask.of(lesion.length / 17, 17, lesion));
            assertEquals(once, process.apply(once), "mask " + i + " of seed 41");
        }
    }

    /** Three synthetic maps of the reference; its least region is below one pixel here, so it shows the holes. */
    @Test
    void equalsTheReference() throws URISyntaxException {
        int h = 24;
        int w = 20;
        int[][] ellipses = {{10, 9, 6, 5}, {15, 12, 7, 4}, {6, 13, 3, 5}}; // cy, cx, a, b
        float[] noise = GoldenCase.uniform("noise", new long[] {3, h, w}, -3, 3, 1);
        JsonNode metrics = Json.tree(Path.of(PostProcessTest.class
                        .getResource("/metric/losses_metrics.json")
                        .toURI()))
                .get("metrics");
        for (int image = 0; image < 3; image++) {
            int[] e = ellipses[image];
            boolean[] truth = new boolean[h * w];
            float[] logit = new float[h * w];
            for (int i = 0; i < truth.length; i++) {
                truth[i] =
                        Math.pow((double) (i / w - e[0]) / e[2], 2) + Math.pow((double) (i % w - e[1]) / e[3], 2) < 1;
                logit[i] = noise[image * h * w + i] + (truth[i] ? 2.6f : -2.6f);
            }
            Mask before = Mask.above(0, h, w, logit);
            Mask after = PostProcess.RCA_IUNET.apply(before);
            JsonNode expected = metrics.get(image);
            assertEquals(expected.get("postprocessed_pixels").intValue(), after.areaPx());
            Confusion c = Confusion.of(after, Mask.of(h, w, truth));
            JsonNode counts = expected.get("postprocessed_counts");
            assertEquals(counts.get(0).longValue(), c.truePositive());
            assertEquals(counts.get(1).longValue(), c.falsePositive());
            assertEquals(counts.get(2).longValue(), c.falseNegative());
            assertEquals(counts.get(3).longValue(), c.trueNegative());
            assertEquals(image < 2, after.areaPx() > before.areaPx(), "two of the three have holes");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 2, Double.NaN})
    void refusesSharesThatAreNone(double share) {
        assertEquals(
                "minAreaShare must be in [0, 1), got " + share,
                assertThrows(IllegalArgumentException.class, () -> new PostProcess(false, share))
                        .getMessage());
    }

    private static void assertFilled(Mask mask, String... rows) {
        assertEquals(Masks.of(rows), FILL.apply(mask));
    }

    @Test
    void isKnownByNameAndTellsWhatItDoes() {
        assertEquals(PostProcess.NONE, PostProcess.of("none"));
        assertEquals(PostProcess.RCA_IUNET, PostProcess.of("rca-iunet"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> PostProcess.of("crf"))
                .getMessage()
                .contains("known: none, rca-iunet"));
        assertEquals("none", PostProcess.NONE.words());
        assertEquals("holes filled, regions below 0.05 % of the picture dropped", PostProcess.RCA_IUNET.words());
        assertEquals("regions below 1 % of the picture dropped", new PostProcess(false, 0.01).words());
    }
}
