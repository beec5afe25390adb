package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.delineate.image.Image;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.model.TestTimeAugmentation;
import org.delineate.nn.Precision;
import org.delineate.sample.Fit;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    private static final Image IMAGE = Models.image(70, 90, 3);
    private static final Libtorch ENGINE = new Libtorch(Precision.FLOAT32);

    private static final Manifest.Masks RULE = Manifest.Masks.ofLesions(0.5, PostProcess.NONE);

    private static Model first() {
        return new Model(Models.manifest(), Models.network(), "aa");
    }

    private static Model other(Preprocess preprocess) {
        Manifest m = Models.manifest();
        Network network = Zoo.UNEXT_S.create(3, 1);
        network.initialise(3);
        Manifest.Masks masks = Manifest.Masks.ofLesions(0.9, PostProcess.NONE);
        return new Model(new Manifest("unext-s", 3, 1, null, preprocess, masks, m.provenance(), null), network, "bb");
    }

    private static Model other() {
        return other(Models.manifest().preprocess());
    }

    private static Prediction segmented(int batch, Model... models) {
        try (Segmenter segmenter = Ensemble.of(List.of(models), m -> ENGINE).segmenter(batch, null)) {
            return segmenter.segment(IMAGE);
        }
    }

    @Test
    void probabilitiesAreAveragedAndTheFirstModelDecides() {
        Model first = first();
        Model other = other();
        float[] a = segmented(1, first).probability();
        float[] b = segmented(1, other).probability();
        float[] mean = new float[a.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (a[i] + b[i]) / 2;
        }
        Prediction both = segmented(1, first, other);
        assertArrayEquals(mean, both.probability());
        assertArrayEquals(mean, segmented(2, first, other).probability(), 1e-5f);
        assertTrue(both.mask().areaPx() > 0, "the threshold is 0.4, not 0.9");
        assertTrue(segmented(1, other, first).mask().isEmpty(), "the threshold is 0.9");
    }

    @Test
    void everyMemberSeesTheMirrorToo() {
        Model first = first();
        Model flipped =
                first.with(first.manifest().withMasks(first.manifest().masks().withTta(TestTimeAugmentation.FLIP)));
        Model other = other();
        Model otherFlipped =
                other.with(other.manifest().withMasks(other.manifest().masks().withTta(TestTimeAugmentation.FLIP)));
        float[] a = segmented(1, flipped).probability();
        float[] b = segmented(1, otherFlipped).probability();
        float[] both = segmented(1, flipped, other).probability();
        for (int i = 0; i < both.length; i++) {
            assertEquals((a[i] + b[i]) / 2, both[i]);
        }
    }

    @Test
    void saysWhatItIsMadeOf() {
        Model first = first();
        Ensemble one = Ensemble.of(List.of(first), m -> ENGINE);
        assertEquals("sc-unext", one.network());
        assertEquals("aa", one.hash());
        Ensemble three = Ensemble.of(List.of(first, first(), first()), m -> ENGINE);
        assertEquals("3 x sc-unext", three.network());
        assertEquals(3 * first.network().parameterCount(), three.parameters());
        Ensemble two = Ensemble.of(List.of(first, other()), m -> ENGINE);
        assertEquals("sc-unext + unext-s", two.network());
        assertNotEquals(
                two.hash(), Ensemble.of(List.of(other(), first), m -> ENGINE).hash());
    }

    @Test
    void refusesInputsThatDiffer() {
        Model stretched = other(Preprocess.of(3, 64).withFit(Fit.STRETCH));
        assertEquals(
                "the models of an ensemble take the same input, but one takes 64x64, channels 3, pad, white 65535 and"
                        + " another 64x64, channels 3, stretch, white 65535; give models that were trained alike",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Ensemble.of(List.of(first(), stretched), m -> ENGINE))
                        .getMessage());
    }

    /** The mask stays where the threshold is calibrated with the probabilities. */
    @Test
    void theTemperatureDividesTheLogits() {
        Model plain = first();
        Manifest.Masks m = plain.manifest().masks();
        double threshold = 1 / (1 + Math.exp(-Math.log(0.4 / 0.6) / 2.5));
        Model calibrated = plain.with(plain.manifest()
                .withMasks(new Manifest.Masks(threshold, m.postProcess(), m.labels(), m.tta(), 2.5, null)));
        Prediction before = segmented(1, plain);
        Prediction after = segmented(1, calibrated);
        assertEquals(before.mask(), after.mask());
        for (int i = 0; i < before.probability().length; i++) {
            double p = before.probability()[i];
            assertEquals(1 / (1 + Math.exp(-Math.log(p / (1 - p)) / 2.5)), after.probability()[i], 1e-6);
        }
    }

    @Test
    void uncertaintyIsTheEntropyInsideTheMaskElseOfTheMostProbablePixel() {
        float[] probability = {0.5f, 0.9f, 0.4f, 1};
        Prediction marked = new Prediction(probability, Masks.of("##.#"), RULE);
        assertEquals((1 + 0.4690 + 0) / 3, marked.uncertainty(), 1e-4);
        assertEquals(0.9710, new Prediction(new float[] {0.1f, 0.4f}, Masks.of(".."), RULE).uncertainty(), 1e-4);
        assertEquals(0, new Prediction(new float[] {0, 0}, Masks.of(".."), RULE).uncertainty());
    }
}
