package org.delineate.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SplitMix64Test {
    private static final long SEED = Long.getLong("test.seed", 41);

    /** The first numbers of the reference implementation for this seed. */
    @Test
    void givesTheNumbersOfTheReferenceImplementation() {
        SplitMix64 random = SplitMix64.seeded(1234567);
        assertArrayEquals(
                new long[] {
                    6457827717110365317L,
                    3203168211198807973L,
                    Long.parseUnsignedLong("9817491932198370423"),
                    4593380528125082431L,
                    Long.parseUnsignedLong("16408922859458223821")
                },
                LongStream.generate(random::bits).limit(5).toArray());
    }

    @Test
    void normalNumbersAreNormal() {
        SplitMix64 random = SplitMix64.of(SEED);
        int n = 200_000;
        double sum = 0;
        double square = 0;
        int beyondTwo = 0;
        for (int i = 0; i < n; i++) {
            double value = random.normal();
            sum += value;
            square += value * value;
            beyondTwo += Math.abs(value) > 2 ? 1 : 0;
        }
        assertEquals(0, sum / n, 5 / Math.sqrt(n));
        assertEquals(1, square / n, 5 * Math.sqrt(2.0 / n));
        assertEquals(0.0455, beyondTwo / (double) n, 0.006, "seed " + SEED);
        assertTrue(beyondTwo > 0);
    }
}
