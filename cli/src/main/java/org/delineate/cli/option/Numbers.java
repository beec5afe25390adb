package org.delineate.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The numbers that options take; others are refused before anything begins. */
public final class Numbers {
    private Numbers() {}

    private static int whole(String text, int least) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new TypeConversionException("must be a whole number of at least " + least + ", not \"" + text + '"');
    }

    private static double number(String text, double least, double most) {
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new TypeConversionException(
                "must be a number from " + plain(least) + " to " + plain(most) + ", not \"" + text + '"');
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? "" + (long) bound : "" + bound;
    }

    /** A count of what there must be one of. */
    public static final class Positive implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 1);
        }
    }

    /** A count that may be none. */
    public static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 0);
        }
    }

    /** Folds, of which one is held out. */
    public static final class Folds implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 2);
        }
    }

    /** A share or a probability. */
    public static final class Share implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return number(text, 0, 1);
        }
    }

    /** Of a tile's side, in percent. */
    public static final class Overlap implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return number(text, 0, 90);
        }
    }
}
