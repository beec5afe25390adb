package org.delineate.bench.nodes;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.delineate.bench.RoundStatistics;

/**
 * Is what was measured of a setup.
 *
 * @param arrayBytes of the gradients, as they travel
 * @param sentBytes that process 0 put on the wire in a step, headers included
 */
public record Point(Setup setup, long parameters, long arrayBytes, double sentBytes, Times times) {
    /**
     * Holds seconds, each a median, and the mean over the processes.
     *
     * @param compute of a step that exchanges nothing, while the other processes compute as well
     * @param exchange of the gradients alone, which all processes begin at once
     * @param step of a whole step
     */
    public record Times(double compute, double exchange, double step) {}

    /** Joins the points of each setup, in the order of their first round, to one with the medians of the rounds. */
    static List<Point> ofRounds(Collection<Point> points) {
        return points.stream()
                .collect(Collectors.groupingBy(Point::setup, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Point::median)
                .toList();
    }

    private static Point median(List<Point> rounds) {
        Point first = rounds.get(0);
        Times times = new Times(
                median(rounds, p -> p.times.compute),
                median(rounds, p -> p.times.exchange),
                median(rounds, p -> p.times.step));
        return new Point(first.setup, first.parameters, first.arrayBytes, median(rounds, p -> p.sentBytes), times);
    }

    private static double median(List<Point> rounds, ToDoubleFunction<Point> value) {
        return RoundStatistics.median(rounds.stream().mapToDouble(value).toArray());
    }

    /** Images a second of all processes. */
    double throughput() {
        return setup.processes() * setup.batch() / times.step();
    }

    /** The share of a step in which a process does not compute. */
    double waitShare() {
        return Math.max(0, 1 - times.compute() / times.step());
    }
}
