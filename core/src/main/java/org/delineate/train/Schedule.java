package org.delineate.train;

import java.util.Arrays;
import java.util.Locale;

/** The learning rate as a function of the progress: a fraction of the base rate; warm-up apart, never below the floor. */
public enum Schedule {
    /** The base rate throughout. */
    CONSTANT,
    /** Half a cosine from the base rate to the floor (Loshchilov and Hutter, arXiv 1608.03983, one period). */
    COSINE,
    /** (1 - progress)^0.9 (DeepLab, arXiv 1606.00915). */
    POLYNOMIAL,
    /** The base rate, halved whenever the validation made no progress for long enough ({@link Progress#afterValidation}). */
    PLATEAU;

    /** @throws IllegalArgumentException naming the schedules */
    public static Schedule of(String name) {
        return Arrays.stream(values())
                .filter(s -> s.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown schedule \"" + name + "\"; known: constant, cosine, polynomial, plateau"));
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param progress finished share of the run, 0..1
     * @param floor lowest rate
     * @param plateau what reductions left, 1 at the beginning
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
