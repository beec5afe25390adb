package org.delineate.serve;

import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects how long requests took. */
final class Times {
    private final ConcurrentLinkedQueue<Double> ms = new ConcurrentLinkedQueue<>();

    void since(long startNanos) {
        ms.add((System.nanoTime() - startNanos) / 1e6);
    }

    int count() {
        return ms.size();
    }

    double quantile(double q) {
        double[] sorted = ms.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)];
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d, p50 %.1f ms, p99 %.1f ms", count(), quantile(0.5), quantile(0.99));
    }
}
