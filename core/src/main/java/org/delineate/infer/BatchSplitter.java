package org.delineate.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.delineate.nn.engine.Engine;

/**
 * Splits a batch into equal parts, each of which runs through the whole network on a thread of its own.
 *
 * <p>Threads that share an operation wait for each other at its end; the operations of small networks are too short for
 * that.
 */
final class BatchSplitter implements PreparedNetwork {
    private final PreparedNetwork part;
    private final int parts;
    private final ThreadPoolExecutor threads;

    private BatchSplitter(PreparedNetwork part, int parts) {
        this.part = part;
        this.parts = parts;
        threads = SingleThreadPool.pool(parts);
    }

    /** As many parts as the engine has threads; the batch as it is where it cannot be divided by their number. */
    static PreparedNetwork over(Function<long[], PreparedNetwork> preparation, long... shape) {
        int parts = Engine.threads();
        if (parts == 1 || shape[0] % parts != 0) {
            return preparation.apply(shape);
        }
        long[] one = shape.clone();
        one[0] /= parts;
        return new BatchSplitter(preparation.apply(one), parts);
    }

    @Override
    public float[] logits(float[] pictures) {
        return split(pictures, part::logits);
    }

    @Override
    public float[] probabilities(float[] pictures) {
        return split(pictures, part::probabilities);
    }

    /** An error of a part is thrown when all parts have ended: what they use may be freed then. */
    private float[] split(float[] pictures, UnaryOperator<float[]> answer) {
        int length = pictures.length / parts;
        List<Callable<float[]>> tasks = new ArrayList<>();
        for (int from = 0; from < pictures.length; from += length) {
            float[] some = Arrays.copyOfRange(pictures, from, from + length);
            tasks.add(() -> answer.apply(some));
        }
        try {
            return joined(threads.invokeAll(tasks));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static float[] joined(List<Future<float[]>> answers) throws InterruptedException {
        int length = SingleThreadPool.value(answers.get(0)).length;
        float[] all = new float[answers.size() * length];
        for (int i = 0; i < answers.size(); i++) {
            System.arraycopy(SingleThreadPool.value(answers.get(i)), 0, all, i * length, length);
        }
        return all;
    }

    @Override
    public void close() {
        SingleThreadPool.end(threads);
        part.close();
    }
}
