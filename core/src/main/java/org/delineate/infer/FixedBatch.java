package org.delineate.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;

/**
 * Runs a network always with the same number of pictures: places that no picture takes are zero. For several threads at
 * once.
 *
 * <p>The engine chooses its kernels by the size of a batch, so that the size must not depend on how many pictures there
 * are.
 */
final class FixedBatch implements AutoCloseable {
    private final PreparedNetwork network;
    private final BiFunction<PreparedNetwork, float[], float[]> answer;
    private final int count;
    private final int size; // elements of a picture
    private final LongAdder nanos = new LongAdder();

    /** @param answer logits or probabilities */
    private FixedBatch(
            Function<long[], PreparedNetwork> preparation,
            BiFunction<PreparedNetwork, float[], float[]> answer,
            Preprocess p,
            int count) {
        this.answer = answer;
        this.count = count;
        network = preparation.apply(new long[] {count, p.channels(), p.height(), p.width()});
        size = p.channels() * p.height() * p.width();
    }

    /** As many pictures at once as told, or 1 where their place among others would change an answer. */
    static FixedBatch alike(
            Function<long[], PreparedNetwork> preparation,
            BiFunction<PreparedNetwork, float[], float[]> answer,
            Preprocess p,
            int count) {
        FixedBatch batch = new FixedBatch(preparation, answer, p, count);
        if (count == 1 || batch.areAlike()) {
            return batch;
        }
        batch.close();
        return new FixedBatch(preparation, answer, p, 1);
    }

    int count() {
        return count;
    }

    /** Time inside the network so far. */
    long nanos() {
        return nanos.sum();
    }

    /**
     * The lesion's map [height * width] of each picture, in order.
     *
     * @param samples 1 to {@link #count}
     */
    List<float[]> answers(List<Sample> samples) {
        float[] x = new float[count * size];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(samples.get(i).x(), 0, x, i * size, size);
        }
        long start = System.nanoTime();
        float[] all = answer.apply(network, x);
        nanos.add(System.nanoTime() - start);
        List<float[]> answers = new ArrayList<>();
        int area = all.length / count;
        for (int i = 0; i < samples.size(); i++) {
            answers.add(Arrays.copyOfRange(all, i * area, (i + 1) * area));
        }
        return answers;
    }

    /** Whether a picture gets the same answer, bit by bit, at every place and beside others: tries it with noise. */
    private boolean areAlike() {
        float[] x = noise();
        float[] equal = network.logits(x);
        for (int i = 0; i < size; i++) {
            x[i] = -x[i];
        }
        float[] beside = network.logits(x);
        int area = equal.length / count;
        for (int slot = 1; slot < count; slot++) {
            if (!Arrays.equals(equal, 0, area, equal, slot * area, (slot + 1) * area)
                    || !Arrays.equals(equal, 0, area, beside, slot * area, (slot + 1) * area)) {
                return false;
            }
        }
        return true;
    }

    /** Answers pictures of noise, to be timed. */
    void computeNoise() {
        answer.apply(network, noise());
    }

    /** The same noise in every picture. */
    private float[] noise() {
        float[] x = new float[count * size];
        for (int i = 0; i < size; i++) {
            x[i] = i * 0x9E3779B9 / 1e9f;
        }
        for (int slot = 1; slot < count; slot++) {
            System.arraycopy(x, 0, x, slot * size, size);
        }
        return x;
    }

    @Override
    public void close() {
        network.close();
    }
}
