package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.delineate.image.Image;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Fit;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SegmenterTest {
    /** Odd, tiny, one pixel, wider and higher than the network's 64 x 64, and equal to it. */
    private static final int[][] SIZES = {{37, 53}, {1, 1}, {5, 200}, {301, 7}, {129, 131}, {64, 64}, {40, 41}};

    private static Segmenter segmenter(Fit fit) {
        Network network = Models.network();
        network.train(false);
        return new Segmenter(network, Preprocess.of(3, 64).withFit(fit), 0.5, PostProcess.NONE, Precision.FLOAT32);
    }

    private static List<Image> images() {
        List<Image> images = new ArrayList<>();
        for (int[] size : SIZES) {
            images.add(Models.image(size[0], size[1], images.size()));
        }
        return images;
    }

    @ParameterizedTest
    @EnumSource
    void maskHasTheSizeOfThePicture(Fit fit) {
        Segmenter segmenter = segmenter(fit);
        int lesion = 0;
        int all = 0;
        for (Image image : images()) {
            Prediction p = segmenter.segment(image);
            assertEquals(image.height(), p.mask().height());
            assertEquals(image.width(), p.mask().width());
            assertEquals(image.height() * image.width(), p.probability().length);
            for (int i = 0; i < p.probability().length; i++) {
                assertTrue(p.probability()[i] > 0 && p.probability()[i] < 1);
                assertEquals(p.probability()[i] > 0.5f, p.mask().at(i));
            }
            lesion += p.mask().areaPx();
            all += p.probability().length;
        }
        assertTrue(lesion > 0.05 * all && lesion < 0.95 * all, lesion + " of " + all + ": says next to nothing");
    }

    /** At every place of a batch, beside any others, in a batch that is not full; networks of several kinds. */
    @ParameterizedTest
    @CsvSource({
        "SC_UNEXT, FLOAT32", "SC_UNEXT, BF16",
        "CMUNEXT, FLOAT32", "CMUNEXT, BF16",
        "RCA_IUNET, FLOAT32", "RCA_IUNET, BF16",
        "PRANET, FLOAT32", "PRANET, BF16"
    })
    void picturesBesideItChangeNoBit(Zoo zoo, Precision precision) {
        assumeTrue(precision.runsHere(), precision::lack);
        Network network = zoo.create(3, 1);
        network.initialise(41);
        network.train(false);
        List<Image> images = images();
        List<Image> reversed = new ArrayList<>(images);
        Collections.reverse(reversed);
        Preprocess preprocess = Preprocess.of(3, 64).withFit(Fit.PAD);
        try (Segmenter segmenter = new Segmenter(
                network,
                preprocess,
                0.5,
                PostProcess.RCA_IUNET,
                new Libtorch(precision).preparation(network),
                4,
                null)) {
            List<Prediction> together = segmented(segmenter, images);
            List<Prediction> otherwise = segmented(segmenter, reversed);
            assertEquals(images.size(), together.size());
            for (int i = 0; i < images.size(); i++) {
                Prediction alone = segmenter.segment(images.get(i));
                float[] p = together.get(i).probability();
                assertArrayEquals(alone.probability(), p, "picture " + i);
                assertArrayEquals(otherwise.get(images.size() - 1 - i).probability(), p, "picture " + i);
                assertEquals(alone.mask(), together.get(i).mask());
            }
        }
    }

    /** All of them in batches, as a pipeline forms them. */
    private static List<Prediction> segmented(Segmenter segmenter, List<Image> images) {
        List<Views> pictures = images.stream().map(segmenter::crop).toList();
        segmenter.answer(pictures.stream().flatMap(p -> p.crops().stream()).toList());
        return pictures.stream().map(segmenter::join).toList();
    }

    /** Another size of the batch is another kernel: near, and nobody says equal. */
    @Test
    void batchesOfOtherSizesAreClose() {
        Network network = Models.network();
        network.train(false);
        Image image = Models.image(50, 60, 1);
        Preprocess preprocess = Preprocess.of(3, 64);
        float[] one = new Segmenter(network, preprocess, 0.5, PostProcess.NONE, Precision.FLOAT32)
                .segment(image)
                .probability();
        float[] of3 = new Segmenter(
                        network,
                        preprocess,
                        0.5,
                        PostProcess.NONE,
                        new Libtorch(Precision.FLOAT32).preparation(network),
                        3,
                        null)
                .segment(image)
                .probability();
        assertArrayEquals(one, of3, 1e-5f);
    }

    /** Nets whose answers depend on their place, or on what stands beside them, get one picture at a time. */
    @Test
    void aBatchThatChangesAnswersIsNotUsed() {
        assertEquals(4, together(x -> x.mul(3)));
        assertEquals(1, together(x -> x.add(x.constant(last(x.size(0)), x.size(0), 1, 1, 1)), x -> x));
        assertEquals(1, together(x -> x.add(x.mean(0).mul(1e-6)), x -> x));
    }

    /** What is added to the last of these places alone. */
    private static float[] last(long places) {
        float[] values = new float[(int) places];
        values[values.length - 1] = 1e-6f;
        return values;
    }

    @SafeVarargs
    private static int together(UnaryOperator<Tensor> rule, UnaryOperator<Tensor>... alone) {
        Network network =
                new PointwiseNetwork(x -> x.size(0) == 1 && alone.length > 0 ? alone[0].apply(x) : rule.apply(x));
        network.train(false);
        Preprocess preprocess = new Preprocess(1, 16, 16, Fit.STRETCH, List.of(0.5f), List.of(0.2f));
        try (Segmenter s = new Segmenter(
                network,
                preprocess,
                0.5,
                PostProcess.NONE,
                new Libtorch(Precision.FLOAT32).preparation(network),
                4,
                null)) {
            assertEquals(0, s.together());
            s.segment(Models.image(16, 16, 1));
            return s.together();
        }
    }

    /**
     * PraNet stretches its answer to 0 to 1: the extremes lie in the picture, not in the border, and survive the way
     * back.
     */
    @ParameterizedTest
    @EnumSource
    void rulesOfANetworkSeeThePictureAtItsOwnSize(Fit fit) {
        Network network = Zoo.PRANET.create(3, 1);
        network.initialise(1);
        network.train(false);
        Preprocess preprocess = Preprocess.of(3, 64).withFit(fit);
        float[] p = new Segmenter(network, preprocess, 0.5, PostProcess.NONE, Precision.FLOAT32)
                .segment(Models.image(37, 153, 1))
                .probability();
        Arrays.sort(p);
        assertEquals(0, p[0]);
        assertEquals(1, p[p.length - 1], 1e-5);
    }

    @Test
    void secondAnswerEqualsTheFirst() {
        Segmenter segmenter = segmenter(Fit.PAD);
        Image image = Models.image(50, 60, 1);
        assertArrayEquals(
                segmenter.segment(image).probability(), segmenter.segment(image).probability());
    }

    /** A network as it is, without the model file, gives the same as the model that was loaded. */
    @Test
    void modelBringsPreprocessingThresholdAndPostProcessing() {
        Manifest manifest = Models.manifest();
        Network network = Models.network();
        Segmenter ofModel = Segmenter.of(new Model(manifest, network, ""), Precision.FLOAT32);
        Segmenter byHand = new Segmenter(
                network,
                manifest.preprocess(),
                manifest.masks().threshold(),
                manifest.masks().postProcess(),
                Precision.FLOAT32);
        Image image = Models.image(70, 90, 3);
        assertEquals(byHand.segment(image).mask(), ofModel.segment(image).mask());
        Segmenter other = new Segmenter(network, manifest.preprocess(), 0.6, PostProcess.NONE, Precision.FLOAT32);
        assertTrue(other.segment(image).mask().areaPx()
                < ofModel.segment(image).mask().areaPx());
    }

    /** When it is made, not at the first picture. */
    @ParameterizedTest
    @EnumSource
    void refusesWhatCannotBeComputedHere(Precision precision) {
        Network network = Models.network();
        network.train(false);
        Executable made = () -> new Segmenter(network, Preprocess.of(3, 64), 0.5, PostProcess.NONE, precision).close();
        if (precision.runsHere()) {
            assertDoesNotThrow(made);
        } else {
            String message = assertThrows(IllegalArgumentException.class, made).getMessage();
            assertEquals(precision.lack() + ": use precision float32, or auto for the best here", message);
        }
    }

    /** Two ways of the same arithmetic; bf16 has three digits. */
    @Test
    void bf16IsClose() {
        assumeTrue(Precision.BF16.runsHere(), Precision.BF16::lack);
        Network network = Models.network();
        network.train(false);
        Image image = Models.image(64, 64, 5);
        Preprocess preprocess = Preprocess.of(3, 64);
        float[] exact = new Segmenter(network, preprocess, 0.5, PostProcess.NONE, Precision.FLOAT32)
                .segment(image)
                .probability();
        float[] rounded = new Segmenter(network, preprocess, 0.5, PostProcess.NONE, Precision.BF16)
                .segment(image)
                .probability();
        assertArrayEquals(exact, rounded, 0.05f);
    }

    @Test
    void refusesANetworkInTrainingMode() {
        Network network = Models.network();
        Segmenter segmenter = new Segmenter(network, Preprocess.of(3, 64), 0.5, PostProcess.NONE, Precision.FLOAT32);
        network.train(true);
        assertEquals(
                "the network is in training mode; its answer would depend on the batch",
                assertThrows(IllegalStateException.class, () -> segmenter.segment(Models.image(9, 9, 1)))
                        .getMessage());
    }

    @Test
    void refusesASizeTheNetworkCannotTake() {
        assertEquals(
                "SCUNeXt: height and width must be multiples of 32, got 48x48; pad to 64x64",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Segmenter(
                                        Models.network(),
                                        Preprocess.of(3, 48),
                                        0.5,
                                        PostProcess.NONE,
                                        Precision.FLOAT32))
                        .getMessage());
    }

    /** One broken value anywhere is enough: there is no mask. */
    @Test
    void brokenWeightsGiveAnErrorAndNoMask() {
        for (String name : List.of("enc.0.weight", "block1.fc1.bias", "final_.bias")) {
            Network network = Models.network();
            network.train(false);
            Tensor t = network.state().get(name);
            float[] values = t.toFloats();
            values[0] = Float.NaN;
            Weights.fill(t, values);
            Preprocess preprocess = Preprocess.of(3, 64);
            Segmenter segmenter = new Segmenter(network, preprocess, 0.5, PostProcess.NONE, Precision.FLOAT32);
            Image image = Models.image(20, 30, 1);
            assertEquals(
                    "the network's weights are not finite; train again from the last good checkpoint",
                    assertThrows(ArithmeticException.class, () -> segmenter.segment(image))
                            .getMessage(),
                    name);
        }
    }

    /** Weights may be finite and the answer still no number. */
    @Test
    void aNetworkThatAnswersNoNumberGivesAnErrorAndNoMask() {
        Preprocess preprocess = new Preprocess(1, 4, 4, Fit.STRETCH, List.of(0.5f), List.of(1f));
        Network network = new PointwiseNetwork(Tensor::log); // of what is darker than the middle
        network.train(false);
        Segmenter segmenter = new Segmenter(network, preprocess, 0.5, PostProcess.NONE, Precision.FLOAT32);
        Image dark = Image.ofBytes(4, 4, 1, new byte[16]);
        assertEquals(
                "the network answers NaN; the weights are broken: train again from the last good checkpoint",
                assertThrows(ArithmeticException.class, () -> segmenter.segment(dark))
                        .getMessage());
    }

    @Test
    void refusesABatchOfNothing() {
        assertEquals(
                "batch must be at least 1, got 0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Segmenter(
                                        Models.network(),
                                        Preprocess.of(3, 64),
                                        0.5,
                                        PostProcess.NONE,
                                        shape -> null,
                                        0,
                                        null))
                        .getMessage());
    }
}
