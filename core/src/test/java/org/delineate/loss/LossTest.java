package org.delineate.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.delineate.file.Json;
import org.delineate.nn.Output;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Weights;
import org.delineate.parity.GoldenCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LossTest {
    private static final long[] SHAPE = {3, 1, 24, 20};
    private static final int PLANE = 24 * 20;
    private static final List<JsonNode> RECORDS = List.of(
            records("/metric/losses_metrics.json"), records("/loss/polyps.json"), records("/loss/micro_seg.json"));
    private static final double TOLERANCE = 2e-6;

    /** Holds logits as a parameter, so that their gradient is computed. */
    private static final class Logits extends Module {
        private final Tensor values;

        Logits(float[] start, long... shape) {
            values = parameter("values", shape);
            Weights.fill(values, start);
        }
    }

    private record LossAndGradient(double loss, double gradientNorm) {}

    private static JsonNode records(String resource) {
        try {
            return Json.tree(Path.of(LossTest.class.getResource(resource).toURI()));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static float[] uniform(String name) {
        return GoldenCase.uniform(name, SHAPE, -3, 3, 1);
    }

    /** Draws the three ellipses that the records were made with. */
    private static float[] target() {
        double[][] ellipses = {{10, 9, 6, 5}, {15, 12, 7, 4}, {6, 13, 3, 5}};
        float[] t = new float[3 * PLANE];
        for (int i = 0; i < t.length; i++) {
            double[] e = ellipses[i / PLANE];
            double y = (i % PLANE / 20 - e[0]) / e[2];
            double x = (i % 20 - e[1]) / e[3];
            t[i] = y * y + x * x < 1 ? 1 : 0;
        }
        return t;
    }

    /** Joins two classes: channel 0 = -0.3 coarse, channel 1 = logit. */
    private static Tensor twoClasses(Tensor logit) {
        return Tensor.cat(1, Tensor.of(uniform("coarse"), SHAPE).mul(-0.3), logit);
    }

    private static LossAndGradient evaluate(Logits logits, Function<Tensor, Tensor> loss) {
        try (Scope scope = Scope.training()) {
            Tensor value = loss.apply(logits.values);
            assertEquals(0, value.rank(), "a loss is a scalar");
            value.backward();
            return new LossAndGradient(
                    value.item(), Weights.gradientNorms(logits).get("values"));
        }
    }

    private static void assertGolden(String name, LossAndGradient computed) {
        JsonNode record = RECORDS.stream()
                .filter(r -> r.get("loss").has(name))
                .findFirst()
                .orElseThrow();
        assertEquals(record.get("loss").get(name).doubleValue(), computed.loss, TOLERANCE, name);
        double norm = record.get("grad_l2").get(name).doubleValue();
        assertEquals(norm, computed.gradientNorm, 1e-4 * norm, "gradient of " + name);
    }

    private static final String ROWS = """
            BCE, bce, 1
            BCE, arunet_ce, 2
            DICE, dice_per_image, 1
            DICE_SQUARED, dice_squared, 1
            DICE_TWO, arunet_dice, 2
            FOCAL_TVERSKY, focal_tversky, 1
            EDGE, edge, 1
            STRUCTURE, structure, 1
            UNEXT, unext, 1
            SCRNET, scrnet, 1
            RCA_IUNET, rcaiunet, 1
            SC_UNEXT, scunext, 1
            ARU_NET, arunet, 2
            BSANET, bsanet, 1
            PRANET, pranet, 1
            SANET, sanet, 1
            LDNET, ldnet, 1
            MICRO_SEGNET, micro_seg, 1
            """;

    @ParameterizedTest
    @CsvSource(textBlock = ROWS)
    void equalsItsRecord(Loss loss, String name, int classes) {
        Tensor t = Tensor.of(target(), SHAPE);
        assertGolden(
                name, evaluate(new Logits(uniform("logit"), SHAPE), o -> loss.of(classes == 1 ? o : twoClasses(o), t)));
    }

    private static Tensor map(String name, long... shape) {
        return Tensor.of(GoldenCase.uniform(name, shape, -3, 3, 1), shape);
    }

    /** So it is said where processes share a batch; the images differ, and their lesions in size. */
    @ParameterizedTest
    @EnumSource
    void saysWhetherTheLossOfABatchIsTheMeanOfThatOfItsImages(Loss loss) {
        Tensor o = Tensor.of(uniform("logit"), SHAPE);
        Tensor t = Tensor.of(target(), SHAPE);
        double mean = 0;
        for (int i = 0; i < SHAPE[0]; i++) {
            mean += loss.of(o.narrow(0, i, 1), t.narrow(0, i, 1)).item() / SHAPE[0];
        }
        assertEquals(loss.isMeanOverImages(), Math.abs(loss.of(o, t).item() - mean) < 1e-5, loss.id() + " " + mean);
    }

    private static final Map<String, Loss> SUMS = Map.of(
            "bsanet_with_coarse", Loss.BSANET,
            "pranet_with_coarse", Loss.PRANET,
            "ldnet_with_scales", Loss.LDNET,
            "micro_seg_with_scales", Loss.MICRO_SEGNET);

    @Test
    void someLossesAddTheAuxiliaryMaps() {
        Tensor t = Tensor.of(target(), SHAPE);
        SUMS.forEach((name, loss) -> {
            List<Tensor> maps = name.endsWith("scales")
                    ? List.of(map("half", 3, 1, 12, 10), map("quarter", 3, 1, 6, 5))
                    : List.of(map("coarse", SHAPE));
            assertGolden(name, evaluate(new Logits(uniform("logit"), SHAPE), o -> loss.of(new Output(o, maps), t)));
        });
    }

    @Test
    void everyLossAndEveryRecordIsCompared() {
        Set<String> rows = ROWS.lines().map(String::trim).collect(Collectors.toSet());
        Set<Loss> losses =
                rows.stream().map(r -> Loss.valueOf(r.split(", ")[0])).collect(Collectors.toSet());
        assertEquals(EnumSet.allOf(Loss.class), losses);
        Set<String> compared = rows.stream().map(r -> r.split(", ")[1]).collect(Collectors.toSet());
        compared.addAll(SUMS.keySet());
        Set<String> recorded = new HashSet<>();
        RECORDS.forEach(r -> r.get("loss").fieldNames().forEachRemaining(recorded::add));
        assertEquals(recorded, compared);
    }

    @Test
    void otherLossesAverageOverTheAuxiliaryMaps() {
        Tensor t = Tensor.of(target(), SHAPE);
        Tensor o = Tensor.of(uniform("logit"), SHAPE);
        Tensor coarse = Tensor.of(uniform("coarse"), SHAPE);
        double mean = (Loss.UNEXT.of(o, t).item() + 2 * Loss.UNEXT.of(coarse, t).item()) / 3;
        Output output = new Output(o, List.of(coarse, coarse));
        assertEquals(mean, Loss.UNEXT.of(output, t).item(), TOLERANCE);
    }

    @Test
    void smallerMapsAreComparedWithTheShareOfLesionInTheirArea() {
        Tensor o = Tensor.of(uniform("logit"), SHAPE);
        Tensor small = map("small", 3, 1, 6, 10);
        float[] share = new float[3 * 60];
        float[] t = target();
        for (int i = 0; i < t.length; i++) {
            share[i / PLANE * 60 + i % PLANE / 80 * 10 + i % 20 / 2] += t[i] / 8;
        }
        double mean = (Loss.BCE.of(o, Tensor.of(t, SHAPE)).item()
                        + Loss.BCE.of(small, Tensor.of(share, 3, 1, 6, 10)).item())
                / 2;
        Output output = new Output(o, List.of(small));
        assertEquals(mean, Loss.BCE.of(output, Tensor.of(t, SHAPE)).item(), TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void takesTwoClassesAsTheirDifference(Loss loss) {
        Tensor t = Tensor.of(target(), SHAPE);
        float[] difference = new float[3 * PLANE];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = uniform("logit")[i] + 0.3f * uniform("coarse")[i];
        }
        double one = loss.of(Tensor.of(difference, SHAPE), t).item();
        assertEquals(
                one, loss.of(twoClasses(Tensor.of(uniform("logit"), SHAPE)), t).item(), TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void staysFiniteWhereNothingOrEverythingIsLesionAndLogitsSaturate(Loss loss) {
        float[] truth = target();
        for (float[] t : List.of(truth, new float[3 * PLANE], filled(1))) {
            for (float scale : new float[] {0, 1, 200, -200}) {
                float[] logits = new float[3 * PLANE];
                for (int i = 0; i < logits.length; i++) {
                    logits[i] = scale * (2 * truth[i] - 1);
                }
                LossAndGradient a = evaluate(new Logits(logits, SHAPE), o -> loss.of(o, Tensor.of(t, SHAPE)));
                assertTrue(Double.isFinite(a.loss), loss + " " + scale + ": " + a);
                assertTrue(Double.isFinite(a.gradientNorm), loss + " " + scale + ": " + a);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void isSmallForTheTruthAndLargeForItsOpposite(Loss loss) {
        float[] logits = target();
        for (int i = 0; i < logits.length; i++) {
            logits[i] = 40 * logits[i] - 20;
        }
        Tensor t = Tensor.of(target(), SHAPE);
        assertTrue(loss.of(Tensor.of(logits, SHAPE), t).item() < 1e-2);
        assertTrue(loss.of(Tensor.of(logits, SHAPE).mul(-1), t).item() > 0.9);
    }

    @Test
    void unknownNamesListTheKnownOnes() {
        String known = Arrays.stream(Loss.values()).map(Loss::id).collect(Collectors.joining(", "));
        assertEquals(
                "unknown loss \"dyce\"; known: " + known + "; did you mean dice?",
                assertThrows(IllegalArgumentException.class, () -> Loss.of("dyce"))
                        .getMessage());
        for (Loss loss : Loss.values()) {
            assertEquals(loss, Loss.of(loss.id()));
        }
    }

    @Test
    void rejectsMoreThanTwoClasses() {
        Tensor three = Tensor.of(new float[3 * PLANE], 1, 3, 24, 20);
        Tensor t = Tensor.of(new float[PLANE], 1, 1, 24, 20);
        assertEquals(
                "lesion or not: 1 or 2 classes, got 3",
                assertThrows(IllegalArgumentException.class, () -> Loss.DICE.of(three, t))
                        .getMessage());
    }

    private static float[] filled(float value) {
        float[] v = new float[3 * PLANE];
        Arrays.fill(v, value);
        return v;
    }

    /** Holds logits of the pixels that count, and of the others. */
    private static final class TwoKinds extends Module {
        private final Tensor counted = parameter("counted", SHAPE);
        private final Tensor ignored = parameter("ignored", SHAPE);
    }

    /** What the network says where the truth ignores pixels changes neither the loss nor any gradient. */
    @ParameterizedTest
    @EnumSource(Loss.class)
    void ignoredPixelsHaveNeitherLossNorGradient(Loss loss) {
        float[] ignored = target();
        for (int i = 0; i < ignored.length; i++) {
            ignored[i] = ignored[i] == 0 && i % 20 > 14 ? 1 : 0;
        }
        LossAndGradient one = ignoring(loss, uniform("other"), ignored);
        assertEquals(one, ignoring(loss, uniform("coarse"), ignored), loss.id());
        assertTrue(one.gradientNorm > 0, loss.id());
    }

    /** The loss, and the gradient of the pixels that count; a smaller map is supervised as well. */
    private static LossAndGradient ignoring(Loss loss, float[] others, float[] ignored) {
        TwoKinds logits = new TwoKinds();
        Weights.fill(logits.counted, uniform("logit"));
        Weights.fill(logits.ignored, others);
        try (Scope scope = Scope.training()) {
            Tensor out = Tensor.of(ignored, SHAPE);
            Tensor all = logits.counted.mul(out.mul(-1).add(1)).add(logits.ignored.mul(out));
            Tensor value = loss.of(new Output(all, List.of(all.avgPool2d(2, 2, 0))), Tensor.of(target(), SHAPE), out);
            value.backward();
            Map<String, Double> norms = Weights.gradientNorms(logits);
            assertEquals(0.0, norms.get("ignored"), loss.id());
            return new LossAndGradient(value.item(), norms.get("counted"));
        }
    }
}
