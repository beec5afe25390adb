package org.delineate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.delineate.model.Export;
import org.delineate.onnx.OnnxFile;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/** A folder with what every peer gets: pictures and masks, and networks written down for those that do not know the zoo. */
record TaskFiles(Path folder) {
    private static final int MOST = 8;
    private static final int PLANE = Task.SIDE * Task.SIDE;

    /** Noise of two scales, so that the masks are areas and not dots. */
    void writePictures() {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = new float[MOST * Task.CHANNELS * PLANE];
        float[] y = new float[MOST * PLANE];
        for (int plane = 0; plane < MOST * Task.CHANNELS; plane++) {
            double row = random.nextDouble(0.02, 0.05);
            double column = random.nextDouble(0.02, 0.05);
            for (int i = 0; i < PLANE; i++) {
                double wave = Math.sin(row * (i / Task.SIDE)) * Math.cos(column * (i % Task.SIDE));
                x[plane * PLANE + i] = (float) (wave + random.nextDouble(-0.5, 0.5));
                if (plane % Task.CHANNELS == 0) {
                    y[plane / Task.CHANNELS * PLANE + i] = wave > 0.3 ? 1 : 0;
                }
            }
        }
        write("x.f32", x);
        write("y.f32", y);
    }

    /** [batch, 3, 256, 256]. */
    float[] pictures(int batch) {
        return read("x.f32", batch * Task.CHANNELS * PLANE);
    }

    /** [batch, 1, 256, 256] of 0 and 1. */
    float[] masks(int batch) {
        return read("y.f32", batch * PLANE);
    }

    /** The network that all peers share: weights as training begins. */
    static Network network(Task task) {
        Network network = Zoo.of(task.network()).create(Task.CHANNELS, 1);
        network.initialise(1);
        network.train(task.what() == Task.What.TRAINING);
        return network;
    }

    Path script(Task task) {
        return folder.resolve(task.network() + "-" + task.what().id() + "-" + task.batch() + ".json");
    }

    Path weights(Task task) {
        return folder.resolve(task.network() + "-" + task.what().id() + "-" + task.batch() + ".safetensors");
    }

    Path onnx(Task task, boolean quantized) {
        return folder.resolve(task.network() + "-" + task.batch() + (quantized ? "-int8" : "") + ".onnx");
    }

    /** Once. */
    void writeScript(Task task) {
        if (!Files.exists(script(task))) {
            GraphFile.write(task, this);
        }
    }

    /** Once. */
    void writeOnnx(Task task, boolean quantized) {
        Path file = onnx(task, quantized);
        if (!Files.exists(file)) {
            Network network = network(task);
            OnnxFile model = quantized
                    ? QuantizedOnnx.of(task, network, this)
                    : new OnnxFile(
                            Export.graph(task.network(), network, task.batch(), Task.SIDE, Task.SIDE),
                            task.network(),
                            Map.of());
            model.write(file);
        }
    }

    /** Deletes what was written for one task. */
    void forget(Task task) {
        try {
            Files.deleteIfExists(script(task));
            Files.deleteIfExists(weights(task));
            Files.deleteIfExists(onnx(task, false));
            Files.deleteIfExists(onnx(task, true));
            System.gc(); // the engine's memory behind the networks that were written goes with their handles
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        try {
            Files.write(folder.resolve(name), bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private float[] read(String name, int count) {
        if (count > MOST * Task.CHANNELS * PLANE) {
            throw new IllegalArgumentException("at most " + MOST + " pictures at once");
        }
        try {
            float[] values = new float[count];
            ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
