package org.delineate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.delineate.bench.Task.What;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;

/** All cells of a comparison, and what follows from them. */
record Results(List<Measurement> cells) {
    private static final Map<String, Long> MACS = new ConcurrentHashMap<>();

    Results {
        cells = List.copyOf(cells);
    }

    /** Those of networks, in the order in which they were measured. */
    List<Task> tasks() {
        return cells.stream()
                .map(Measurement::task)
                .filter(t -> !t.isMatmul())
                .distinct()
                .toList();
    }

    List<Task> tasks(What what, int threads) {
        return tasks().stream()
                .filter(t -> t.what() == what && t.threads() == threads)
                .toList();
    }

    List<Measurement> of(Task task) {
        return cells.stream().filter(c -> c.task().equals(task)).toList();
    }

    /** Nothing where it was not measured. */
    Optional<Measurement> of(Task task, Peer peer) {
        return of(task).stream().filter(c -> c.peer() == peer && c.isMeasured()).findFirst();
    }

    /** The fastest of ours; nothing where none was measured to its end. */
    Optional<Measurement> best(Task task) {
        return of(task).stream()
                .filter(c -> c.peer().isOurs() && c.isWhole())
                .min((a, b) -> Double.compare(a.median(), b.median()));
    }

    /**
     * Median ratio of rounds that lie next to each other: how often ours goes into the peer's time, at the least where its runs were
     * ended; nothing without both, or where ours were ended.
     */
    Optional<Double> ratio(Task task, Optional<Measurement> ours, Peer peer) {
        return ours.filter(Measurement::isWhole)
                .flatMap(o -> of(task, peer).map(c -> RoundStatistics.median(o.times(c))));
    }

    /** Over those of these tasks that both did. */
    Mean mean(List<Task> tasks, Peer ours, Peer peer) {
        return mean(tasks, peer, t -> of(t, ours));
    }

    /** The same, with the fastest of ours in each task. */
    Mean mean(List<Task> tasks, Peer peer) {
        return mean(tasks, peer, this::best);
    }

    private Mean mean(List<Task> tasks, Peer peer, Function<Task, Optional<Measurement>> ours) {
        List<Double> ratios = new ArrayList<>();
        tasks.forEach(t -> ratio(t, ours.apply(t), peer).ifPresent(ratios::add));
        return new Mean(RoundStatistics.geometricMean(ratios), ratios.size());
    }

    /**
     * A geometric mean of ratios.
     *
     * @param value NaN of none
     * @param tasks that it is of
     */
    record Mean(double value, int tasks) {
        /** For JSON: null of none. */
        Double orNull() {
            return tasks == 0 ? null : Math.round(value * 1000) / 1000.0;
        }
    }

    /** Products and sums per second, in 10^9: two for each multiply-accumulate. */
    double gflops(Measurement cell) {
        return 2e-6 * macs(cell.task()) / cell.median();
    }

    private static double macs(Task task) {
        if (task.isMatmul()) {
            return Math.pow(task.rows(), 3);
        }
        long picture = MACS.computeIfAbsent(
                task.network(),
                id -> NetworkGraph.ofImage(Zoo.of(id).outline(Task.CHANNELS, 1), Task.SIDE, Task.SIDE)
                        .macs());
        return (double) picture * task.batch() * task.what().forwards();
    }

    /** The best product of matrices of any size, in 10^9 operations a second; nothing where none was measured. */
    Optional<Double> peak(Peer peak, int threads) {
        return cells.stream()
                .filter(c -> c.peer() == peak && c.task().threads() == threads && c.isMeasured())
                .map(c -> 2e-6 * macs(c.task()) / RoundStatistics.least(c.milliseconds()))
                .max(Double::compare);
    }
}
