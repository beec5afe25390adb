package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.lab.Quantizer;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.Quantization;
import org.delineate.model.TestTimeAugmentation;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.sample.Fit;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mean of a picture and its mirror: the same, bit by bit, as that of the mirror and the picture. */
class TestTimeAugmentationTest {
    private final int threads = Engine.threads();

    /** As the threads of a pipeline: results depend on their number in the last bits. */
    @BeforeEach
    void oneThread() {
        Engine.threads(1);
    }

    @AfterEach
    void asBefore() {
        Engine.threads(threads);
    }

    /** Odd sizes, padded to one side and to both, larger and smaller than the network's 64 x 64. */
    private static final int[][] SIZES = {{37, 53}, {5, 201}, {129, 131}, {1, 1}, {64, 64}};

    private enum Way {
        STRETCHED,
        PADDED,
        TILES,
        BATCH,
        ONNX,
        INT8
    }

    private static Segmenter segmenter(Way way, TestTimeAugmentation tta) {
        Network network = Models.network();
        Manifest plain = Models.manifest();
        Fit fit = way == Way.STRETCHED ? Fit.STRETCH : Fit.PAD;
        Map<String, LayerRanges> int8 = way == Way.INT8 ? ranges(network) : null;
        Manifest manifest = new Manifest(
                plain.network(),
                3,
                1,
                0,
                plain.preprocess().withFit(fit),
                plain.masks().withTta(tta),
                plain.provenance(),
                int8 == null ? null : new Quantization("percentile", 1, int8));
        Model model = new Model(manifest, network, "");
        Backend backend = way == Way.ONNX
                ? new OnnxRuntime(1)
                : new Libtorch(way == Way.INT8 ? Precision.INT8 : Precision.FLOAT32);
        return Segmenter.of(model, backend, way == Way.BATCH ? 3 : 1, way == Way.TILES ? new Tiles(0.3) : null);
    }

    private static Map<String, LayerRanges> ranges(Network network) {
        network.train(false);
        Sample sample = Models.manifest().preprocess().apply("", Models.image(64, 64, 1));
        return Quantizer.rangesOfFirst(network, sample.x(), 1, 3, 64, 64);
    }

    private static float[] mirrored(float[] map, int width) {
        float[] mirror = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            mirror[i] = map[i - i % width + width - 1 - i % width];
        }
        return mirror;
    }

    private static Mask mirrored(Mask mask) {
        boolean[] lesion = new boolean[mask.height() * mask.width()];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = mask.at(i / mask.width(), mask.width() - 1 - i % mask.width());
        }
        return Mask.of(mask.height(), mask.width(), lesion);
    }

    @ParameterizedTest
    @EnumSource
    void aMirroredPictureGetsTheMirroredAnswer(Way way) {
        assumeTrue(way != Way.INT8 || Precision.INT8.runsHere(), Precision.INT8::lack);
        int marked = 0;
        try (Segmenter flip = segmenter(way, TestTimeAugmentation.FLIP);
                Segmenter none = segmenter(way, TestTimeAugmentation.NONE)) {
            for (int[] size : SIZES) {
                Image image = Models.image(size[0], size[1], 3);
                Prediction ours = flip.segment(image);
                Prediction theirs = flip.segment(image.mirrored());
                assertArrayEquals(mirrored(ours.probability(), size[1]), theirs.probability(), size[0] + "x" + size[1]);
                assertEquals(mirrored(ours.mask()), theirs.mask());
                marked += ours.mask().areaPx();

                float[] plain = none.segment(image).probability();
                float[] other = mirrored(none.segment(image.mirrored()).probability(), size[1]);
                float[] mean = new float[plain.length];
                for (int i = 0; i < mean.length; i++) {
                    mean[i] = (plain[i] + other[i]) / 2;
                }
                assertArrayEquals(mean, ours.probability(), size[0] + "x" + size[1]);
                assertFalse(
                        size[1] > 1 && Arrays.equals(plain, mean), "the mirror says the same: says next to nothing");
            }
        }
        assertTrue(marked > 0, "nothing is marked");
    }

    /** Each view is a crop of its own; a batch may end between the two. */
    @Test
    void manyPicturesGetTheSameAsEachAlone() {
        List<Image> images = new ArrayList<>();
        for (int[] size : SIZES) {
            images.add(Models.image(size[0], size[1], images.size()));
        }
        Pipeline.Work<Image, Prediction> work = new Pipeline.Work<>() {
            @Override
            public Image read(int number) {
                return images.get(number);
            }

            @Override
            public Views crop(Segmenter segmenter, Image image) {
                return segmenter.crop(image);
            }

            @Override
            public Prediction finish(int number, Image image, Prediction prediction) {
                return prediction;
            }

            @Override
            public boolean writesFiles() {
                return false;
            }
        };
        for (Way way : List.of(Way.BATCH, Way.TILES)) {
            try (Segmenter flip = segmenter(way, TestTimeAugmentation.FLIP)) {
                List<Prediction> together = Pipeline.run(flip, images.size(), work, p -> {});
                for (int i = 0; i < images.size(); i++) {
                    assertArrayEquals(
                            flip.segment(images.get(i)).probability(),
                            together.get(i).probability(),
                            "picture " + i);
                }
            }
        }
    }
}
