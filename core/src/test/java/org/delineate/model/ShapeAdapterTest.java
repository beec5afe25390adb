package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeAdapterTest {
    private static final int SIDE = 64;

    private static float[] noise(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** The shape "3x4" as numbers. */
    private static long[] shape(String text) {
        return Arrays.stream(text.split("x")).mapToLong(Long::parseLong).toArray();
    }

    private static Network drawn(Zoo zoo, int channels) {
        Network network = zoo.create(channels, 1);
        network.initialise(channels);
        network.train(false);
        return network;
    }

    private static float[] answer(Network network, float[] grey) {
        int channels = network.spec().inputChannels();
        float[] x = new float[channels * grey.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = grey[i % grey.length];
        }
        try (Scope scope = Scope.inference()) {
            return network.forward(Tensor.images(x, 1, channels, SIDE, SIDE))
                    .logits()
                    .toFloats();
        }
    }

    /** A grey picture is a colour picture of three equal channels: both networks answer the same. */
    @ParameterizedTest
    @CsvSource({"UNEXT, 3, 1", "UNEXT, 1, 3", "SC_UNEXT, 3, 1", "SC_UNEXT, 1, 3"})
    void anotherNumberOfChannelsAnswersAlikeForGreyPictures(Zoo zoo, int from, int to) {
        Network source = drawn(zoo, from);
        Network target = drawn(zoo, to);
        Matching matching = Matching.ofModel(target, source);
        float[] grey = noise(SIDE * SIDE, 1);
        float[] expected = answer(source, grey);
        double scale = 0;
        double before = 0;
        float[] untouched = answer(target, grey);
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            before = Math.max(before, Math.abs(expected[i] - untouched[i]));
        }
        matching.into(target);
        assertEquals(target.state().size(), matching.taken().size());
        assertEquals(1, matching.exceptions().size(), "one adapted convolution");
        float[] answer = answer(target, grey);
        for (int i = 0; i < answer.length; i++) {
            assertEquals(expected[i], answer[i], 1e-4 * scale, "at " + i);
        }
        assertTrue(before > 0.1 * scale, "another network answers otherwise");
    }

    @Test
    void sumsAndSpreadsChannelByChannel() {
        float[] colour = {1, 2, 10, 20, 100, 200, -1, -2, -10, -20, -100, -200};
        float[] grey = ShapeAdapter.of("w", shape("2x3x1x2"), shape("2x1x1x2"), 1)
                .change()
                .apply(colour);
        assertArrayEquals(new float[] {111, 222, -111, -222}, grey);
        float[] back = ShapeAdapter.of("w", shape("2x1x1x2"), shape("2x3x1x2"), 3)
                .change()
                .apply(grey);
        assertArrayEquals(new float[] {37, 74, 37, 74, 37, 74, -37, -74, -37, -74, -37, -74}, back);
    }

    @ParameterizedTest
    @CsvSource({
        "conv.weight, 8x3x3x3, 8x1x3x3, 3", // not where the network takes 3
        "conv.weight, 8x3x3x3, 9x1x3x3, 1",
        "conv.weight, 8x3x3x3, 8x1x5x5, 1",
        "conv.weight, 8x4x3x3, 8x1x3x3, 1",
        "conv.weight, 8x3, 8x1, 1",
        "head.weight, 2x8x1x1, 1x8x1x1, 3",
        "fc.weight, 169x3, 225x3, 3", // no positions
        "relativePositionBiasTable, 169x3, 225x6, 3",
        "relativePositionBiasTable, 168x3, 225x3, 3",
        "relativePositionBiasTable, 170x3, 225x3, 3", // tables have no class token
        "positionEmbeddings, 1x198x8, 1x256x8, 3",
        "positionEmbeddings, 2x196x8, 2x256x8, 3",
        "positionEmbeddings, 1x196x8, 1x255x8, 3",
        "positionBias, 169, 225, 3",
    })
    void refusesOtherShapes(String name, String from, String to, int channels) {
        assertNull(ShapeAdapter.of(name, shape(from), shape(to), channels));
    }

    @Test
    void resizesTablesOfRelativePositionsAndEmbeddings() {
        Map<String, String> how = new HashMap<>();
        float[] table = noise(169 * 3, 1);
        ShapeAdapter cubic = ShapeAdapter.of("b.relativePositionBiasTable", shape("169x3"), shape("225x3"), 3);
        how.put("table", cubic.how());
        assertArrayEquals(GridResize.bicubic(table, 13, 3, 15), cubic.change().apply(table));
        float[] embeddings = noise(5 * 2, 2);
        ShapeAdapter linear = ShapeAdapter.of("positionEmbeddings", shape("1x5x2"), shape("1x9x2"), 3);
        how.put("token", linear.how());
        assertArrayEquals(
                GridResize.bilinear(Arrays.copyOfRange(embeddings, 2, 10), 2, 2, 3),
                linear.change().apply(embeddings));
        ShapeAdapter same = ShapeAdapter.of("positionEmbeddings", shape("1x5x2"), shape("1x4x2"), 3);
        how.put("same", same.how());
        assertArrayEquals(Arrays.copyOfRange(embeddings, 2, 10), same.change().apply(embeddings));
        assertEquals(
                Map.of(
                        "table", "resized from 13x13 to 15x15",
                        "token", "without the class token, resized from 2x2 to 3x3",
                        "same", "without the class token"),
                how);
    }
}
