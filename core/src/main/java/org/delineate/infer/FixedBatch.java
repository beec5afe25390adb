package org.delineate.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;

/**
 * A network made ready that always answers the same number of pictures: places that nobody takes are black. For
 * several threads at once.
 *
 * <p>The engine chooses its kernels by the size of a batch, so that the size must not depend on how many pictures there are.
 */
final class FixedBatch implements AutoCloseable {
    private final Computation ready;
    private final int count;
    private final int one; // elements of a picture
    private final LongAdder nanos = new LongAdder();

    FixedBatch(Function<long[], Computation> preparation, Preprocess p, int count) {
        this.count = count;
        ready = preparation.apply(new long[] {count, p.channels(), p.height(), p.width()});
        one = p.channels() * p.height() * p.width();
    }

    int count() {
        return count;
    }

    /** Time inside the network so far. */
    long nanos() {
        return nanos.sum();
    }

    /**
     * The lesion's logits [height * width] of each picture, in order.
     *
     * @param samples 1 to {@link #count}
     */
    List<float[]> answers(List<Sample> samples) {
        float[] x = new float[count * one];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(samples.get(i).x(), 0, x, i * one, one);
        }
        float[] all = run(x);
        List<float[]> answers = new ArrayList<>();
        int area = all.length / count;
        for (int i = 0; i < samples.size(); i++) {
            answers.add(Arrays.copyOfRange(all, i * area, (i + 1) * area));
        }
        return answers;
    }

    /** Whether a picture gets the same answer, bit by bit, at every place and beside others; tried with noise. */
    boolean areAlike() {
        float[] x = new float[count * one];
        for (int i = 0; i < one; i++) {
            x[i] = i * 0x9E3779B9 / 1e9f;
        }
        for (int slot = 1; slot < count; slot++) {
            System.arraycopy(x, 0, x, slot * one, one);
        }
        float[] equal = run(x);
        for (int i = 0; i < one; i++) {
            x[i] = -x[i];
        }
        float[] beside = run(x);
        nanos.reset();
        int area = equal.length / count;
        for (int slot = 1; slot < count; slot++) {
            if (!Arrays.equals(equal, 0, area, equal, slot * area, (slot + 1) * area)
                    || !Arrays.equals(equal, 0, area, beside, slot * area, (slot + 1) * area)) {
                return false;
            }
        }
        return true;
    }

    private float[] run(float[] x) {
        long start = System.nanoTime();
        float[] lesion = ready.run(x);
        nanos.add(System.nanoTime() - start);
        return lesion;
    }

    @Override
    public void close() {
        ready.close();
    }
}
