package org.delineate.nn.int8;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Counts how often values of a layer occur and chooses the range to quantize them in.
 *
 * <p>It widens by doubling, so that the counts stay exact and do not depend on the order of what is added.
 */
public final class ActivationHistogram {
    /** How a range is chosen from the counts. */
    public enum Method {
        /** Leaves out the outermost 0.01 % on either side. */
        PERCENTILE,
        /**
         * Takes the range whose quantized distribution is nearest to that of the values, by Kullback-Leibler
         * divergence.
         */
        ENTROPY;

        /** @throws IllegalArgumentException naming those there are */
        public static Method of(String name) {
            return switch (name) {
                case "percentile" -> PERCENTILE;
                case "entropy" -> ENTROPY;
                default ->
                    throw new IllegalArgumentException("unknown calibration \"" + name.toLowerCase(Locale.ROOT)
                            + "\"; known: percentile, entropy");
            };
        }
    }

    private static final int BINS = 8192;
    private static final double TAIL = 1e-4; // share left out on either side
    private static final int LEVELS = 256;
    private static final int CANDIDATES = 64; // ranges tried for the entropy: i / 64 of the whole
    private static final int FEWEST = 8; // of them: a narrower range is not tried

    private double[] counts = new double[BINS];
    private double reach = 1; // the bins cover -reach to reach
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    /**
     * Counts all elements of a tensor.
     *
     * @throws ArithmeticException where a value is not finite
     */
    public void add(Tensor t) {
        Tensor floats = t.to(ScalarType.Float);
        T_TensorTensor_T ends = torch.aminmax(floats);
        double least = ends.get0().item_double();
        double most = ends.get1().item_double();
        if (!Double.isFinite(least) || !Double.isFinite(most)) {
            throw new ArithmeticException("a layer's values are not finite; the weights are broken: train again");
        }
        low = Math.min(low, least);
        high = Math.max(high, most);
        while (Math.max(-least, most) > reach) {
            widen();
        }
        Tensor added = torch.histc(floats, BINS, new Scalar(-reach), new Scalar(reach));
        float[] values = new float[BINS];
        added.data_ptr_float().capacity(BINS).get(values);
        for (int i = 0; i < BINS; i++) {
            counts[i] += values[i];
        }
    }

    private void widen() {
        double[] wide = new double[BINS];
        for (int i = 0; i < BINS; i++) {
            wide[BINS / 4 + i / 2] += counts[i];
        }
        counts = wide;
        reach *= 2;
    }

    /**
     * The range to quantize the values in.
     *
     * @throws IllegalStateException before anything was added
     */
    public QuantizationRange range(Method method) {
        if (low > high) {
            throw new IllegalStateException("the histogram has no values");
        }
        return method == Method.PERCENTILE ? percentile() : entropy();
    }

    private QuantizationRange percentile() {
        double total = Arrays.stream(counts).sum();
        int from = 0;
        for (double below = counts[0]; below <= TAIL * total; below += counts[from]) {
            from++;
        }
        int to = BINS - 1;
        for (double above = counts[to]; above <= TAIL * total; above += counts[to]) {
            to--;
        }
        return QuantizationRange.of(Math.max(low, edge(from)), Math.min(high, edge(to + 1)));
    }

    private double edge(int bin) {
        return reach * (2.0 * bin / BINS - 1);
    }

    private QuantizationRange entropy() {
        QuantizationRange all = QuantizationRange.of(low, high);
        QuantizationRange best = all;
        double least = Double.POSITIVE_INFINITY;
        for (int i = CANDIDATES; i >= FEWEST; i--) {
            QuantizationRange range = new QuantizationRange(all.low() * i / CANDIDATES, all.high() * i / CANDIDATES);
            double loss = divergence(range);
            if (loss < least) {
                least = loss;
                best = range;
            }
        }
        return best;
    }

    private int bin(double value) {
        return (int) Math.max(0, Math.min(BINS - 1, Math.floor((value / reach + 1) * BINS / 2)));
    }

    /**
     * Divergence of the values, clipped to the range, from what quantization leaves: each level shared evenly by its
     * bins.
     */
    private double divergence(QuantizationRange range) {
        int from = bin(range.low());
        int to = bin(range.high());
        int bins = to - from + 1;
        double[] clipped = new double[bins];
        double[] inside = new double[LEVELS];
        int[] sharing = new int[LEVELS];
        double total = 0;
        double kept = 0;
        int zero = bin(0); // left out: it stays exact, and a ReLU has so many that they would outweigh the rest
        for (int i = 0; i < BINS; i++) {
            if (i == zero) {
                continue;
            }
            int at = Math.max(from, Math.min(to, i)) - from;
            clipped[at] += counts[i];
            total += counts[i];
            if (i >= from && i <= to && counts[i] > 0) {
                inside[level(at, bins)] += counts[i];
                sharing[level(at, bins)]++;
                kept += counts[i];
            }
        }
        double sum = 0;
        for (int at = 0; at < bins; at++) {
            if (clipped[at] > 0) {
                int level = level(at, bins);
                double p = clipped[at] / total;
                // an edge that holds clipped values alone has no share of its own
                double q = counts[from + at] > 0 ? inside[level] / sharing[level] / kept : 1 / total;
                sum += p * Math.log(p / q);
            }
        }
        return sum;
    }

    private static int level(int bin, int bins) {
        return (int) ((long) bin * LEVELS / Math.max(bins, LEVELS));
    }
}
