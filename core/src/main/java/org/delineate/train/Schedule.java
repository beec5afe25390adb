package org.delineate.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.delineate.file.UnknownName;

/** Lowers the learning rate in the course of a run, never below a floor. */
public enum Schedule {
    /** Keeps the base rate. */
    CONSTANT,
    /** Follows half a cosine from the base rate to the floor (Loshchilov and Hutter, arXiv 1608.03983, one period). */
    COSINE,
    /** Multiplies the base rate by (1 - progress)^0.9 (DeepLab, arXiv 1606.00915). */
    POLYNOMIAL,
    /** Halves the base rate whenever validations do not improve for long enough ({@link Progress.Reduction}). */
    PLATEAU;

    /** Finds a schedule by its id. @throws IllegalArgumentException for an unknown one, which lists those there are */
    public static Schedule of(String name) {
        return Arrays.stream(values())
                .filter(s -> s.id().equals(name))
                .findFirst()
                .orElseThrow(() -> UnknownName.of("schedule", name, ids()));
    }

    /** Lists the ids of all schedules. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Schedule::id).toList();
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Gives the learning rate, warm-up apart.
     *
     * @param progress finished share of the run, 0..1
     * @param floor lowest rate
     * @param plateau factor that remains after halvings, 1 at first
     */
    public double rate(double base, double floor, double progress, double plateau) {
        return switch (this) {
            case CONSTANT -> base;
            case COSINE -> floor + (base - floor) / 2 * (1 + Math.cos(Math.PI * progress));
            case POLYNOMIAL -> Math.max(floor, base * Math.pow(1 - progress, 0.9));
            case PLATEAU -> Math.max(floor, base * plateau);
        };
    }
}
