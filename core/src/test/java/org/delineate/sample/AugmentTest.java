package org.delineate.sample;

import static org.delineate.sample.TestSamples.SEED;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AugmentTest {
    private static final int[][] SIZES = {{1, 1}, {1, 9}, {9, 1}, {2, 2}, {16, 16}, {33, 20}};

    @Test
    void givesTheSampleItselfWhereAllIsOff() {
        Sample sample = TestSamples.noise(3, 9, 7, SEED);
        assertSame(sample, Augment.NONE.apply(sample, 1, 2, 3));
    }

    @Test
    void changesNothingWhereNothingHappens() {
        RandomRange never = new RandomRange(0, 0.5, 1);
        Augment off = new Augment(
                new Augment.Spatial(0.0, 0.0, 0.0, never, never, never, never, 0.1),
                new Augment.Intensity(never, never, never, never, never, never, never));
        RandomRange one = new RandomRange(1, 1, 1);
        RandomRange zero = new RandomRange(1, 0, 0);
        Augment neutral = new Augment(
                new Augment.Spatial(0.0, 0.0, 0.0, zero, one, zero, zero, 0.1),
                new Augment.Intensity(zero, one, zero, one, zero, zero, zero));
        for (Augment augment : List.of(off, neutral)) {
            Sample sample = TestSamples.noise(3, 9, 7, SEED);
            Sample same = augment.apply(sample, 1, 2, 3);
            assertArrayEquals(sample.x(), same.x());
            assertArrayEquals(sample.y(), same.y());
        }
    }

    @ParameterizedTest
    @EnumSource
    void isAPureFunctionOfSeedEpochAndIndex(SingleAugment single) {
        Augment augment = single.always();
        Sample sample = TestSamples.noise(3, 16, 16, SEED);
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
        Sample sample = TestSamples.noise(1, 16, 16, SEED);
        Set<Integer> seen = new HashSet<>();
        for (int seed = 0; seed < 5; seed++) {
            for (int epoch = 0; epoch < 5; epoch++) {
                for (int index = 0; index < 5; index++) {
                    seen.add(Arrays.hashCode(SingleAugment.ROTATE
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
        Sample sample = TestSamples.discs(24, 24, SEED);
        RandomRange one = new RandomRange(1, 1, 1);
        RandomRange zero = new RandomRange(1, 0, 0);
        for (int i = 0; i < 50; i++) {
            for (boolean even : new boolean[] {true, false}) {
                Augment off = everySecond(even, RandomRange.NEVER, RandomRange.NEVER);
                Augment neutral = everySecond(even, zero, one);
                Sample expected = off.apply(sample, SEED, 0, i);
                Sample actual = neutral.apply(sample, SEED, 0, i);
                assertArrayEquals(expected.x(), actual.x(), "seed " + SEED + ", " + i);
                assertArrayEquals(expected.y(), actual.y(), "seed " + SEED + ", " + i);
            }
        }
    }

    private static Augment everySecond(boolean even, RandomRange zero, RandomRange one) {
        Augment.Spatial s = Augment.STRONG.spatial();
        Augment.Intensity i = Augment.STRONG.intensity();
        return new Augment(
                new Augment.Spatial(
                        s.flipHorizontal(),
                        s.flipVertical(),
                        s.quarterTurns(),
                        even ? zero : s.rotateDegrees(),
                        even ? s.scale() : one,
                        even ? zero : s.shift(),
                        even ? s.elastic() : zero,
                        s.elasticSmoothness()),
                new Augment.Intensity(
                        even ? zero : i.blurPx(),
                        even ? i.contrast() : one,
                        even ? zero : i.brightness(),
                        even ? i.gamma() : one,
                        even ? zero : i.speckle(),
                        even ? i.noise() : zero,
                        even ? zero : i.callipers()));
    }

    @Test
    void happensAsOftenAsItsProbability() {
        Sample sample = TestSamples.noise(1, 4, 4, SEED);
        for (SingleAugment single : SingleAugment.values()) {
            double value = single == SingleAugment.SCALE ? 1.5 : single == SingleAugment.CALLIPERS ? 1 : 0.25;
            RandomRange usual = new RandomRange(0.3, value, value);
            Augment augment = single.with(usual);
            long changed = IntStream.range(0, 4000)
                    .filter(i -> !Arrays.equals(
                            sample.x(), augment.apply(sample, SEED, 0, i).x()))
                    .count();
            assertEquals(1200, changed, 5 * Math.sqrt(4000 * 0.3 * 0.7), single + ", seed " + SEED);
        }
    }

    @Test
    void staysInZeroToOneAtEverySize() {
        for (int[] size : SIZES) {
            for (int i = 0; i < 100; i++) {
                Sample sample = TestSamples.noise(3, size[0], size[1], SEED + i);
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
    void computesGreyPicturesOnce(SingleAugment single) {
        Sample grey = TestSamples.noise(1, 16, 16, SEED);
        float[] x = new float[3 * 256];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(grey.x(), 0, x, c * 256, 256);
        }
        Sample repeated = single.always().apply(TestSamples.of(3, 16, 16, x, grey.y()), SEED, 0, 1);
        float[] once = single.always().apply(grey, SEED, 0, 1).x();
        for (int c = 0; c < 3; c++) {
            assertArrayEquals(once, Arrays.copyOfRange(repeated.x(), c * 256, (c + 1) * 256));
        }
    }

    @Test
    void augmentsWithoutAMask() {
        Sample noise = TestSamples.noise(1, 16, 16, SEED);
        Sample changed = Augment.STRONG.apply(TestSamples.of(1, 16, 16, noise.x(), null), SEED, 0, 1);
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
                SingleAugment.ROTATE.exactly(5),
                parse("{\"rotateDegrees\": {\"probability\": 1, \"from\": 5, \"to\": 5}}"));
        assertEquals(SingleAugment.FLIP_VERTICAL.always(), parse("{\"flipVertical\": 1}"));
        assertThrows(BadFileException.class, () -> parse("{\"flipsVertical\": 1}"));
    }

    @Test
    void isDocumentedAsItIs() throws ReflectiveOperationException, IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/augmentation.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        Map<String, Object> none = components(Augment.NONE);
        assertEquals(none.size(), rows.size());
        List<Augment> presets =
                List.of(Augment.FLIPS, Augment.LIGHT, Augment.UPRIGHT, Augment.ULTRASOUND, Augment.STRONG);
        int row = 0;
        for (String component : none.keySet()) {
            String[] cells = rows.get(row++).split("\\s*\\|\\s*");
            assertEquals("`" + component + "`", cells[1]);
            for (int k = 0; k < presets.size(); k++) {
                Object value = components(presets.get(k)).get(component);
                boolean described = !cells[4 + k].equals("-");
                if (value instanceof RandomRange c && described) {
                    assertEquals(c.probability() + ": " + number(c.from()) + ".." + number(c.to()), cells[4 + k]);
                } else {
                    assertEquals(described ? cells[4 + k] : none.get(component).toString(), value.toString());
                }
            }
        }
    }

    /** The components of all groups by their names, in their order. */
    private static Map<String, Object> components(Augment augment) throws ReflectiveOperationException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Record group : List.of(augment.spatial(), augment.intensity(), augment.mixing())) {
            for (RecordComponent component : group.getClass().getRecordComponents()) {
                values.put(component.getName(), component.getAccessor().invoke(group));
            }
        }
        return values;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    @Test
    void saysWhatIsWrong() {
        assertMessage(
                "unknown augmentation \"srong\"; known: flips, light, none, strong, ultrasound, upright; did you mean strong?",
                () -> Augment.valueOf("srong"));
        assertMessage("flipVertical lies in 0.0..1.0, not 1.5", () -> Augment.Spatial.flips(0.0, 1.5, null));
        assertMessage("scale lies in 0.25..4.0, not in 0.0..0.0", () -> SingleAugment.SCALE.exactly(0));
        assertMessage(
                "rotateDegrees lies in -180.0..180.0, not in 181.0..181.0", () -> SingleAugment.ROTATE.exactly(181));
        assertMessage("a probability lies in 0..1, not NaN", () -> new RandomRange(Double.NaN, 0, 1));
        assertMessage("from is at most to and both are finite, not 2.0..1.0", () -> new RandomRange(1, 2, 1));
        assertMessage(
                "from is at most to and both are finite, not 2.0..Infinity",
                () -> new RandomRange(1, 2, Double.POSITIVE_INFINITY));
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
