package org.delineate.sample;

/** Random numbers that depend on their keys alone: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), equal on every JVM. */
final class SplitMix64 {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final float NORMAL_STEP = (float) Math.sqrt(3 / (65_536.0 * 65_536.0 - 1));
    private long state;

    private SplitMix64(long state) {
        this.state = state;
    }

    /** One independent stream for each list of keys; neighbouring keys give unrelated streams. */
    static SplitMix64 of(long... keys) {
        long state = 0;
        for (long key : keys) {
            state = mix(state + GOLDEN) + mix(key + GOLDEN);
        }
        return new SplitMix64(mix(state));
    }

    long bits() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in 0 (inclusive) .. 1 (exclusive), 53 bits. */
    double unit() {
        return (bits() >>> 11) * 0x1p-53;
    }

    boolean happens(double probability) {
        return unit() < probability;
    }

    double between(double from, double to) {
        return from + (to - from) * unit();
    }

    /** Uniform in 0 .. bound - 1; the bias is below bound / 2^53. */
    int below(int bound) {
        return (int) (unit() * bound);
    }

    /** Nearly normal, mean 0, deviation 1: four uniform numbers of 16 bits, summed (Irwin-Hall); within +-3.47. */
    float normal() {
        long b = bits();
        int sum = (int) (b & 0xffff) + (int) (b >>> 16 & 0xffff) + (int) (b >>> 32 & 0xffff) + (int) (b >>> 48);
        return (sum - 131_070) * NORMAL_STEP;
    }

    /** A stream of its own; takes one number. */
    SplitMix64 fork() {
        return new SplitMix64(bits());
    }

    /** The same numbers again. */
    SplitMix64 copy() {
        return new SplitMix64(state);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
