package org.delineate.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.model.Manifest;
import org.delineate.model.PostProcess;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Fit;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/** Small networks with drawn weights, manifests and noisy pictures. */
public final class Models {
    private static final float FINAL_BIAS = -2.9f;

    private Models() {}

    public static Network network() {
        Network network = Zoo.SC_UNEXT.create(3, 1);
        network.initialise(41);
        Random random = new Random(41); // norms that have seen data, and biases that spread the answers around 0.5
        network.buffers()
                .forEach((name, t) ->
                        fill(t, random, name.toLowerCase(Locale.ROOT).endsWith("var") ? 1 : 0, 0.3));
        network.parameters().forEach((name, t) -> {
            if (name.endsWith("bias")) {
                fill(t, random, 0, 0.3);
            }
        });
        Tensor last = network.state().get("final_.weight"); // answers from 0.2 to 0.7
        float[] values = last.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= 20;
        }
        Weights.fill(last, values);
        Weights.fill(network.state().get("final_.bias"), new float[] {FINAL_BIAS});
        return network;
    }

    private static void fill(Tensor t, Random random, double middle, double spread) {
        float[] values = new float[Math.toIntExact(t.count())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (middle + spread * (2 * random.nextDouble() - 1));
        }
        Weights.fill(t, values);
    }

    public static Manifest manifest() {
        return new Manifest(
                "sc-unext",
                3,
                1,
                0,
                Preprocess.of(3, 64).withFit(Fit.PAD),
                Manifest.Masks.ofLesions(0.4, PostProcess.RCA_IUNET),
                new Manifest.Provenance(
                        new Manifest.Data("discs", "d", "s", null, null),
                        7,
                        Json.parse("{\"epochs\":3,\"learningRate\":0.001}", JsonNode.class, Path.of("config")),
                        Map.of("val_dice", 0.75),
                        "0.1.0",
                        "a machine",
                        "none"),
                null);
    }

    /** Grey noise on a gradient, three channels. */
    public static Image image(int height, int width, long seed) {
        Random random = new Random(seed);
        byte[] samples = new byte[height * width * 3];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (100 * i / samples.length + random.nextInt(100));
        }
        return Image.ofBytes(height, width, 3, samples);
    }
}
