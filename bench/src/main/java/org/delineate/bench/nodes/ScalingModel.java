package org.delineate.bench.nodes;

import java.util.List;

/**
 * Foretells how long the sum of an array over many hosts takes, when each passes parts of it on around a ring.
 *
 * <p>With n hosts every host sends 2 (n - 1) messages, one after the other, and 2 (n - 1) / n of the array. A message
 * takes the latency of the link and {@code perMessage} seconds of the program; a byte takes its time on the link and
 * {@code perByte} seconds to be read, added and written. The two constants are fitted to what was measured.
 */
record ScalingModel(double perMessage, double perByte) {
    private static final double BITS = 8e-9; // gigabits of a byte

    /** Fits the constants to the exchanges between two hosts, by least squares of the relative error. */
    static ScalingModel fit(List<Point> points) {
        double mm = 0;
        double mb = 0;
        double bb = 0;
        double mr = 0;
        double br = 0;
        for (Point p : points) {
            double scale = 1 / p.times().exchange();
            double messages = messages(p.setup().processes()) * scale;
            double bytes = bytes(p.setup().processes(), p.arrayBytes()) * scale;
            double rest = (p.times().exchange() - onTheLink(p.setup(), p.arrayBytes())) * scale;
            mm += messages * messages;
            mb += messages * bytes;
            bb += bytes * bytes;
            mr += messages * rest;
            br += bytes * rest;
        }
        double determinant = mm * bb - mb * mb;
        double perMessage = (mr * bb - br * mb) / determinant;
        double perByte = (mm * br - mb * mr) / determinant;
        if (perMessage < 0) { // too small to be told from noise
            return new ScalingModel(0, Math.max(0, br / bb));
        }
        return perByte < 0 ? new ScalingModel(Math.max(0, mr / mm), 0) : new ScalingModel(perMessage, perByte);
    }

    private static double messages(int hosts) {
        return 2.0 * (hosts - 1);
    }

    private static double bytes(int hosts, long array) {
        return 2.0 * (hosts - 1) / hosts * array;
    }

    private static double onTheLink(Setup setup, long array) {
        return messages(setup.processes()) * setup.milliseconds() / 1e3
                + bytes(setup.processes(), array) * BITS / setup.gigabits();
    }

    /** Seconds that an exchange takes. @param array its bytes */
    double seconds(int hosts, long array, double gigabits, double milliseconds) {
        return messages(hosts) * (milliseconds / 1e3 + perMessage) + bytes(hosts, array) * (BITS / gigabits + perByte);
    }

    double seconds(Setup setup, long array) {
        return seconds(setup.processes(), array, setup.gigabits(), setup.milliseconds());
    }
}
