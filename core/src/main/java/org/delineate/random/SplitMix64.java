package org.delineate.random;

/**
 * Generates random numbers that depend on the seed alone: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
 *
 * <p>It is written out here so that no change of a library moves a published result or a stored golden value.
 */
public final class SplitMix64 {
    /** The state's increment, 2^64 divided by the golden ratio. */
    public static final long GAMMA = 0x9E3779B97F4A7C15L;

    private static final float NORMAL_STEP = (float) Math.sqrt(3 / (65_536.0 * 65_536.0 - 1));
    private long state;

    private SplitMix64(long state) {
        this.state = state;
    }

    /** Starts the stream with this seed, as in the paper. */
    public static SplitMix64 seeded(long seed) {
        return new SplitMix64(seed);
    }

    /** Starts an independent stream for each list of keys; neighbouring keys give unrelated streams. */
    public static SplitMix64 of(long... keys) {
        long state = 0;
        for (long key : keys) {
            state = mix(state + GAMMA) + mix(key + GAMMA);
        }
        return new SplitMix64(mix(state));
    }

    /** Draws the next 64 bits. */
    public long bits() {
        state += GAMMA;
        return mix(state);
    }

    /** Draws uniformly from 0 (inclusive) .. 1 (exclusive), 53 bits. */
    public double unit() {
        return (bits() >>> 11) * 0x1p-53;
    }

    /** Gives true with this probability. */
    public boolean happens(double probability) {
        return unit() < probability;
    }

    /** Draws uniformly from the range from (inclusive) .. to (exclusive). */
    public double between(double from, double to) {
        return from + (to - from) * unit();
    }

    /** Draws uniformly from 0 .. bound - 1; the bias is below bound / 2^53. */
    public int below(int bound) {
        return (int) (unit() * bound);
    }

    /**
     * Draws nearly normally, mean 0, deviation 1: four uniform numbers of 16 bits, summed (Irwin-Hall); within +-3.47.
     */
    public float normal() {
        long b = bits();
        int sum = (int) (b & 0xffff) + (int) (b >>> 16 & 0xffff) + (int) (b >>> 32 & 0xffff) + (int) (b >>> 48);
        return (sum - 131_070) * NORMAL_STEP;
    }

    /** Starts a stream that is seeded with the next number of this one. */
    public SplitMix64 fork() {
        return new SplitMix64(bits());
    }

    /** Copies the stream, which gives the same numbers from here on. */
    public SplitMix64 copy() {
        return new SplitMix64(state);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
