package org.delineate.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.delineate.nn.Engine;

/**
 * A batch in equal parts, each through the whole network on a thread of its own.
 *
 * <p>Threads that share an operation wait for each other at its end; the operations of small networks are too short for that.
 */
final class Split implements Computation {
    private final Computation part;
    private final int parts;
    private final ExecutorService threads;

    private Split(Computation part, int parts) {
        this.part = part;
        this.parts = parts;
        threads = Solo.pool(parts);
    }

    /** As many parts as the engine has threads; the batch as it is where it cannot be divided by their number. */
    static Computation over(Function<long[], Computation> preparation, long... shape) {
        int parts = Engine.threads();
        if (parts == 1 || shape[0] % parts != 0) {
            return preparation.apply(shape);
        }
        long[] one = shape.clone();
        one[0] /= parts;
        return new Split(preparation.apply(one), parts);
    }

    @Override
    public float[] run(float[] pictures) {
        int length = pictures.length / parts;
        List<Future<float[]>> running = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int from = i * length;
            running.add(threads.submit(() -> part.run(Arrays.copyOfRange(pictures, from, from + length))));
        }
        float[] all = null;
        for (int i = 0; i < parts; i++) {
            float[] answer = answer(running.get(i));
            if (all == null) {
                all = new float[parts * answer.length];
            }
            System.arraycopy(answer, 0, all, i * answer.length, answer.length);
        }
        return all;
    }

    private static float[] answer(Future<float[]> part) {
        try {
            return Solo.value(part);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        part.close();
    }
}
