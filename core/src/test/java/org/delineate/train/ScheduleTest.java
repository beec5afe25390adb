package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Values worked out by hand. */
class ScheduleTest {
    private static final double BASE = 0.01;
    private static final double FLOOR = 0.001;

    @Test
    void constantStays() {
        assertRates(Schedule.CONSTANT, BASE, BASE, BASE, BASE, BASE);
    }

    /** cos 0 = 1, cos 45 deg = 0.70710678, cos 90 deg = 0. */
    @Test
    void cosineFallsFromBaseToFloor() {
        assertRates(Schedule.COSINE, 0.01, 0.0086819805, 0.0055, 0.0023180195, 0.001);
    }

    /** 0.75^0.9 = 0.77189, 0.5^0.9 = 0.53589, 0.25^0.9 = 0.28717; the end is the floor. */
    @Test
    void polynomialFallsToTheFloor() {
        assertRates(Schedule.POLYNOMIAL, 0.01, 0.0077189, 0.0053589, 0.0028717, 0.001);
        assertEquals(FLOOR, Schedule.POLYNOMIAL.rate(BASE, FLOOR, 0.99, 1), "0.01 * 0.01^0.9 = 0.00016 < floor");
    }

    @Test
    void plateauTakesWhatHalvingsLeft() {
        assertEquals(BASE, Schedule.PLATEAU.rate(BASE, FLOOR, 0.9, 1));
        assertEquals(0.0025, Schedule.PLATEAU.rate(BASE, FLOOR, 0.1, 0.25));
        assertEquals(FLOOR, Schedule.PLATEAU.rate(BASE, FLOOR, 0.1, 1 / 16.0));
        assertEquals(
                BASE, Schedule.COSINE.rate(BASE, FLOOR, 0, 0.25), 1e-12, "only this schedule looks at the plateau");
    }

    @Test
    void isFoundByItsId() {
        for (Schedule s : Schedule.values()) {
            assertEquals(s, Schedule.of(s.id()));
        }
        assertEquals(
                "unknown schedule \"step\"; known: constant, cosine, polynomial, plateau",
                assertThrows(IllegalArgumentException.class, () -> Schedule.of("step"))
                        .getMessage());
    }

    /** At 0, 1/4, 1/2, 3/4 and the whole of the run. */
    private static void assertRates(Schedule schedule, double... rates) {
        for (int i = 0; i < rates.length; i++) {
            assertEquals(rates[i], schedule.rate(BASE, FLOOR, i / 4.0, 1), 5e-8, schedule + " at " + i + "/4");
        }
    }
}
