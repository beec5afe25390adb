package org.delineate.bench.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingModelTest {
    private static Point point(int processes, long bytes, double gigabits, double milliseconds, double exchange) {
        Setup setup = new Setup("unet", processes, 1, 2, 128, false, gigabits, milliseconds);
        return new Point(setup, bytes / 4, bytes, bytes, new Point.Times(1, exchange, 1 + exchange));
    }

    /** Two hosts: two messages, and each sends the array once. */
    @Test
    void countsMessagesAndBytesOfTheRing() {
        ScalingModel model = new ScalingModel(1e-3, 2e-9);
        assertEquals(2 * (0.2e-3 + 1e-3) + 125e6 * (8e-9 + 2e-9), model.seconds(2, 125_000_000, 1, 0.2), 1e-12);
        assertEquals(
                126 * (2e-3 + 1e-3) + 126.0 / 64 * 1e6 * (0.8e-9 + 2e-9), model.seconds(64, 1_000_000, 10, 2), 1e-12);
    }

    @Test
    void findsTheConstantsThatMadeTheTimes() {
        ScalingModel made = new ScalingModel(3e-4, 1.5e-9);
        List<Point> points = new ArrayList<>();
        for (long bytes : new long[] {12_000_000, 124_000_000}) {
            for (double gigabits : new double[] {1, 10}) {
                for (double milliseconds : new double[] {0.2, 2}) {
                    double seconds = made.seconds(2, bytes, gigabits, milliseconds);
                    points.add(point(2, bytes, gigabits, milliseconds, seconds));
                }
            }
        }
        ScalingModel found = ScalingModel.fit(points);
        assertEquals(made.perMessage(), found.perMessage(), 1e-9);
        assertEquals(made.perByte(), found.perByte(), 1e-14);
    }

    /** A link faster than it claims to be must not make bytes that take less than no time. */
    @Test
    void constantsAreNotNegative() {
        ScalingModel found =
                ScalingModel.fit(List.of(point(2, 1_000_000, 1, 0.2, 0.008), point(2, 100_000_000, 1, 0.2, 0.7)));
        assertEquals(0, found.perByte());
    }

    /** One hiccup of the machine in three rounds does not count. */
    @Test
    void roundsAreJoinedByTheirMedians() {
        Point quick = point(2, 1_000_000, 1, 0.2, 0.010);
        Point slow = point(2, 1_000_000, 1, 0.2, 0.9);
        Point usual = point(2, 1_000_000, 1, 0.2, 0.011);
        Point other = point(3, 1_000_000, 1, 0.2, 0.015);
        assertEquals(List.of(usual, other), Point.ofRounds(List.of(quick, other, slow, usual)));
    }
}
