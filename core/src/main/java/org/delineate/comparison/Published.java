package org.delineate.comparison;

import org.delineate.report.Metric;

/**
 * One number of a publication.
 *
 * @param network as the publication calls it, or our id of it
 * @param dataset that was scored, "" where it is not said
 * @param value as we write it: shares lie in 0..1
 * @param deviation standard deviation over runs; NaN where it is not stated
 * @param aggregation of the images to this number
 * @param source of the number
 * @param protocol what the publication did differently from us, in words
 */
public record Published(
        String network,
        String dataset,
        Metric metric,
        double value,
        double deviation,
        Aggregation aggregation,
        String source,
        String protocol) {
    public Published {
        if (network.isBlank() || source.isBlank()) {
            throw new IllegalArgumentException("a published value needs a network and a source");
        }
        if (Double.isNaN(value)
                || value < 0
                || !metric.isDistance() && value > 1.01) { // E-measures reach a little over 1
            throw new IllegalArgumentException(metric.id() + " of " + network + " is " + value
                    + "; scores other than distances lie in 0..1: write 0.7697 for 76.97 %");
        }
    }
}
