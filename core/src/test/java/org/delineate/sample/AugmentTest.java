package org.delineate.sample;

import static org.delineate.sample.SampleCases.SEED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.delineate.dataset.Only;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AugmentTest {
    private static final int[][] SIZES = {{1, 1}, {1, 9}, {9, 1}, {2, 2}, {16, 16}, {33, 20}};

    @Test
    void givesTheSampleItselfWhereAllIsOff() {
        Sample sample = SampleCases.noise(3, 9, 7, SEED);
        assertSame(sample, Augment.NONE.apply(sample, 1, 2, 3));
    }

    @Test
    void changesNothingWhereNothingHappens() {
        Chance never = new Chance(0, 0.5, 1);
        Augment off =
                new Augment(0.0, 0.0, 0.0, never, never, never, never, 0.1, never, never, never, never, never, never);
        Chance one = new Chance(1, 1, 1);
        Chance zero = new Chance(1, 0, 0);
        Augment neutral = new Augment(0.0, 0.0, 0.0, zero, one, zero, zero, 0.1, zero, one, zero, one, zero, zero);
        for (Augment augment : List.of(off, neutral)) {
            Sample sample = SampleCases.noise(3, 9, 7, SEED);
            Sample same = augment.apply(sample, 1, 2, 3);
            assertArrayEquals(sample.x(), same.x());
            assertArrayEquals(sample.y(), same.y());
        }
    }

    @ParameterizedTest
    @EnumSource
    void isAPureFunctionOfSeedEpochAndIndex(Only only) {
        Augment augment = only.always();
        Sample sample = SampleCases.noise(3, 16, 16, SEED);
        float[] x = sample.x().clone();
        byte[] y = sample.y().clone();
        List<float[]> inOrder = IntStream.range(0, 50)
                .mapToObj(i -> augment.apply(sample, SEED, i / 10, i % 10).x())
                .toList();
        List<float[]> atOnce = IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> augment.apply(sample, SEED, i / 10, i % 10).x())
                .toList();
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(inOrder.get(i), atOnce.get(i));
        }
        assertArrayEquals(x, sample.x(), "the sample given stays as it is");
        assertArrayEquals(y, sample.y(), "the sample given stays as it is");
    }

    @Test
    void dependsOnEachOfSeedEpochAndIndex() {
        Sample sample = SampleCases.noise(1, 16, 16, SEED);
        Set<Integer> seen = new HashSet<>();
        for (int seed = 0; seed < 5; seed++) {
            for (int epoch = 0; epoch < 5; epoch++) {
                for (int index = 0; index < 5; index++) {
                    seen.add(Arrays.hashCode(Only.ROTATE
                            .always()
                            .apply(sample, seed, epoch, index)
                            .x()));
                }
            }
        }
        assertEquals(125, seen.size());
    }

    /** An operation that happens with no effect is drawn as one that never happens. */
    @Test
    void oneOperationDoesNotChangeTheDrawsOfAnother() {
        Sample sample = SampleCases.discs(24, 24, SEED);
        Chance one = new Chance(1, 1, 1);
        Chance zero = new Chance(1, 0, 0);
        for (int i = 0; i < 50; i++) {
            for (boolean even : new boolean[] {true, false}) {
                Augment off = everySecond(even, Chance.NEVER, Chance.NEVER);
                Augment neutral = everySecond(even, zero, one);
                Sample expected = off.apply(sample, SEED, 0, i);
                Sample actual = neutral.apply(sample, SEED, 0, i);
                assertArrayEquals(expected.x(), actual.x(), "seed " + SEED + ", " + i);
                assertArrayEquals(expected.y(), actual.y(), "seed " + SEED + ", " + i);
            }
        }
    }

    private static Augment everySecond(boolean even, Chance zero, Chance one) {
        Augment a = Augment.STRONG;
        return new Augment(
                a.flipHorizontal(),
                a.flipVertical(),
                a.quarterTurns(),
                even ? zero : a.rotateDegrees(),
                even ? a.scale() : one,
                even ? zero : a.shift(),
                even ? a.elastic() : zero,
                a.elasticSmoothness(),
                even ? zero : a.blurPx(),
                even ? a.contrast() : one,
                even ? zero : a.brightness(),
                even ? a.gamma() : one,
                even ? zero : a.speckle(),
                even ? a.noise() : zero);
    }

    @Test
    void happensAsOftenAsItsProbability() {
        Sample sample = SampleCases.noise(1, 4, 4, SEED);
        for (Only only : Only.values()) {
            Chance usual = new Chance(0.3, only == Only.SCALE ? 1.5 : 0.25, only == Only.SCALE ? 1.5 : 0.25);
            Augment augment = only.with(usual);
            long changed = IntStream.range(0, 4000)
                    .filter(i -> !Arrays.equals(
                            sample.x(), augment.apply(sample, SEED, 0, i).x()))
                    .count();
            assertEquals(1200, changed, 5 * Math.sqrt(4000 * 0.3 * 0.7), only + ", seed " + SEED);
        }
    }

    @Test
    void staysInZeroToOneAtEverySize() {
        for (int[] size : SIZES) {
            for (int i = 0; i < 100; i++) {
                Sample sample = SampleCases.noise(3, size[0], size[1], SEED + i);
                Sample changed = Augment.STRONG.apply(sample, SEED, 0, i);
                for (float value : changed.x()) {
                    assertTrue(value >= 0 && value <= 1, value + ", seed " + SEED + ", " + i);
                }
                assertEquals(sample.geometry(), changed.geometry());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void worksGreyPicturesOnce(Only only) {
        Sample grey = SampleCases.noise(1, 16, 16, SEED);
        float[] x = new float[3 * 256];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(grey.x(), 0, x, c * 256, 256);
        }
        Sample repeated = only.always().apply(SampleCases.of(3, 16, 16, x, grey.y()), SEED, 0, 1);
        float[] once = only.always().apply(grey, SEED, 0, 1).x();
        for (int c = 0; c < 3; c++) {
            assertArrayEquals(once, Arrays.copyOfRange(repeated.x(), c * 256, (c + 1) * 256));
        }
    }

    @Test
    void worksWithoutTruth() {
        Sample noise = SampleCases.noise(1, 16, 16, SEED);
        Sample changed = Augment.STRONG.apply(SampleCases.of(1, 16, 16, noise.x(), null), SEED, 0, 1);
        assertEquals(null, changed.y());
        assertArrayEquals(Augment.STRONG.apply(noise, SEED, 0, 1).x(), changed.x());
    }

    @Test
    void survivesJson() {
        for (String name : List.of("none", "flips", "light", "strong")) {
            Augment preset = Augment.valueOf(name);
            assertEquals(preset, parse(Json.line(preset)));
            assertEquals(preset, parse("\"" + name + "\""));
        }
    }

    @Test
    void takesAPartialConfiguration() {
        assertEquals(Augment.NONE, parse("{}"));
        assertEquals(
                Only.ROTATE.exactly(5), parse("{\"rotateDegrees\": {\"probability\": 1, \"from\": 5, \"to\": 5}}"));
        assertEquals(Only.FLIP_VERTICAL.always(), parse("{\"flipVertical\": 1}"));
        assertThrows(BadFileException.class, () -> parse("{\"flipsVertical\": 1}"));
    }

    @Test
    void isDescribedAsItIs() throws ReflectiveOperationException, IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/augmentation.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        RecordComponent[] components = Augment.class.getRecordComponents();
        assertEquals(components.length, rows.size());
        for (int i = 0; i < components.length; i++) {
            String[] cells = rows.get(i).split("\\s*\\|\\s*");
            assertEquals("`" + components[i].getName() + "`", cells[1]);
            List<Augment> presets = List.of(Augment.FLIPS, Augment.LIGHT, Augment.UPRIGHT, Augment.STRONG);
            for (int k = 0; k < presets.size(); k++) {
                Object none = components[i].getAccessor().invoke(Augment.NONE);
                Object value = components[i].getAccessor().invoke(presets.get(k));
                boolean described = !cells[4 + k].equals("-");
                if (value instanceof Chance c && described) {
                    assertEquals(c.probability() + ": " + number(c.from()) + ".." + number(c.to()), cells[4 + k]);
                } else {
                    assertEquals(described ? cells[4 + k] : none.toString(), value.toString());
                }
            }
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    @Test
    void saysWhatIsWrong() {
        assertMessage(
                "unknown augmentation \"srong\"; known: flips, light, none, strong, upright",
                () -> Augment.valueOf("srong"));
        assertMessage(
                "flipVertical lies in 0.0..1.0, not 1.5",
                () -> new Augment(0.0, 1.5, null, null, null, null, null, null, null, null, null, null, null, null));
        assertMessage("scale lies in 0.25..4.0, not in 0.0..0.0", () -> Only.SCALE.exactly(0));
        assertMessage("rotateDegrees lies in -180.0..180.0, not in 181.0..181.0", () -> Only.ROTATE.exactly(181));
        assertMessage("a probability lies in 0..1, not NaN", () -> new Chance(Double.NaN, 0, 1));
        assertMessage("from is at most to and both are finite, not 2.0..1.0", () -> new Chance(1, 2, 1));
        assertMessage(
                "from is at most to and both are finite, not 2.0..Infinity",
                () -> new Chance(1, 2, Double.POSITIVE_INFINITY));
        BadFileException bad = assertThrows(
                BadFileException.class, () -> parse("{\"noise\": {\"probability\": 1, \"from\": 0, \"to\": 2}}"));
        assertTrue(bad.getMessage().contains("noise lies in 0.0..1.0, not in 0.0..2.0"), bad.getMessage());
        assertFalse(bad.getMessage().contains("null"), bad.getMessage());
    }

    private static Augment parse(String json) {
        return Json.parse(json, Augment.class, Path.of("config.json"));
    }

    private static void assertMessage(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }
}
