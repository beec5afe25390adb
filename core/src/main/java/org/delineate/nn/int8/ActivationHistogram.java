package org.delineate.nn.int8;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How often values occur; it widens by doubling, so that the counts stay exact and do not depend on what came first. */
public final class ActivationHistogram {
    /** How a range is chosen from what was seen. */
    public enum Choice {
        /** All but the outermost 0.01 % on either side. */
        PERCENTILE,
        /** That whose rounded distribution is nearest to the one seen, by Kullback-Leibler divergence. */
        ENTROPY
    }

    private static final int BINS = 8192;
    private static final double TAIL = 1e-4;
    private static final int LEVELS = 256;
    private static final int PARTS = 64;
    private static final int LEAST_PARTS = 8;

    private double[] counts = new double[BINS];
    private double reach = 1; // they cover -reach to reach
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    /** @throws ArithmeticException where a value is not finite */
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
        Tensor more = torch.histc(floats, BINS, new Scalar(-reach), new Scalar(reach));
        float[] values = new float[BINS];
        more.data_ptr_float().capacity(BINS).get(values);
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

    /** @throws IllegalStateException before anything was added */
    public QuantizationRange range(Choice choice) {
        if (low > high) {
            throw new IllegalStateException("no values were seen");
        }
        return choice == Choice.PERCENTILE ? percentile() : entropy();
    }

    private QuantizationRange percentile() {
        double total = 0;
        for (double c : counts) {
            total += c;
        }
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
        for (int part = PARTS; part >= LEAST_PARTS; part--) {
            QuantizationRange range = new QuantizationRange(all.low() * part / PARTS, all.high() * part / PARTS);
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

    /** Of the values seen, clipped to the range, from what is left of them when each level is shared evenly by its bins. */
    private double divergence(QuantizationRange range) {
        int from = bin(range.low());
        int to = bin(range.high());
        int bins = to - from + 1;
        double[] seen = new double[bins];
        double[] inside = new double[LEVELS];
        int[] sharing = new int[LEVELS];
        double total = 0;
        double kept = 0;
        int zero = bin(0); // is kept exactly, and a ReLU makes so many that they would outweigh the rest
        for (int i = 0; i < BINS; i++) {
            if (i == zero) {
                continue;
            }
            int at = Math.max(from, Math.min(to, i)) - from;
            seen[at] += counts[i];
            total += counts[i];
            if (i >= from && i <= to && counts[i] > 0) {
                inside[level(at, bins)] += counts[i];
                sharing[level(at, bins)]++;
                kept += counts[i];
            }
        }
        double sum = 0;
        for (int at = 0; at < bins; at++) {
            if (seen[at] > 0) {
                int level = level(at, bins);
                double p = seen[at] / total;
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

    /** @throws IllegalArgumentException naming those there are */
    public static Choice choice(String name) {
        return switch (name) {
            case "percentile" -> Choice.PERCENTILE;
            case "entropy" -> Choice.ENTROPY;
            default ->
                throw new IllegalArgumentException(
                        "unknown calibration \"" + name.toLowerCase(Locale.ROOT) + "\"; known: percentile, entropy");
        };
    }
}
