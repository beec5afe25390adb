package org.delineate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.delineate.bench.Task.Kind;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;

/** Holds all measurements of a benchmark and computes what follows from them. */
record Results(List<Measurement> measurements) {
    private static final Map<String, Long> MACS = new ConcurrentHashMap<>();

    Results {
        measurements = List.copyOf(measurements);
    }

    /** Returns the tasks that run networks, in the order in which they were measured. */
    List<Task> tasks() {
        return measurements.stream()
                .map(Measurement::task)
                .filter(t -> !t.isMatmul())
                .distinct()
                .toList();
    }

    List<Task> tasks(Kind kind, int threads) {
        return tasks().stream()
                .filter(t -> t.kind() == kind && t.threads() == threads)
                .toList();
    }

    List<Measurement> of(Task task) {
        return measurements.stream().filter(c -> c.task().equals(task)).toList();
    }

    /** Returns the measurement of a peer; empty where it was not measured. */
    Optional<Measurement> of(Task task, Peer peer) {
        return of(task).stream().filter(c -> c.peer() == peer && c.isMeasured()).findFirst();
    }

    /** Returns the fastest of our peers; empty where none was measured completely. */
    Optional<Measurement> best(Task task) {
        return of(task).stream()
                .filter(c -> c.peer().isOurs() && c.isComplete())
                .min((a, b) -> Double.compare(a.median(), b.median()));
    }

    /**
     * Returns the median speed-up of ours against a peer over neighbouring rounds, a lower bound where the peer's runs
     * were ended; empty without both, or where ours were ended.
     */
    Optional<Double> ratio(Task task, Optional<Measurement> ours, Peer peer) {
        return ours.filter(Measurement::isComplete)
                .flatMap(o -> of(task, peer).map(c -> RoundStatistics.median(o.speedups(c))));
    }

    /** Averages the speed-ups over those of these tasks that both did. */
    Mean mean(List<Task> tasks, Peer ours, Peer peer) {
        return mean(tasks, peer, t -> of(t, ours));
    }

    /** Averages the speed-ups of the fastest of ours in each task. */
    Mean mean(List<Task> tasks, Peer peer) {
        return mean(tasks, peer, this::best);
    }

    private Mean mean(List<Task> tasks, Peer peer, Function<Task, Optional<Measurement>> ours) {
        List<Double> ratios = new ArrayList<>();
        boolean least = false;
        for (Task t : tasks) {
            Optional<Double> ratio = ratio(t, ours.apply(t), peer);
            ratio.ifPresent(ratios::add);
            least |=
                    ratio.isPresent() && of(t, peer).map(Measurement::isAborted).orElse(false);
        }
        return new Mean(RoundStatistics.geometricMean(ratios), ratios.size(), least);
    }

    /**
     * Is a geometric mean of speed-ups.
     *
     * @param value the mean; NaN where there is no task
     * @param tasks number of tasks
     * @param least whether the mean is at least so high, because runs of the peer were ended
     */
    record Mean(double value, int tasks, boolean least) {
        /** Returns the mean for JSON, null where there is no task. */
        Double orNull() {
            return tasks == 0 ? null : Math.round(value * 1000) / 1000.0;
        }
    }

    /** Returns the operations per second, in 10^9: two for each multiply-accumulate. */
    double gflops(Measurement measurement) {
        return 2e-6 * macs(measurement.task()) / measurement.median();
    }

    private static double macs(Task task) {
        if (task.isMatmul()) {
            return Math.pow(task.rows(), 3);
        }
        long picture = MACS.computeIfAbsent(
                task.network(),
                id -> NetworkGraph.ofImage(Zoo.of(id).outline(Task.CHANNELS, 1), Task.SIDE, Task.SIDE)
                        .macs());
        return (double) picture * task.batch() * task.kind().forwards();
    }

    /** Returns the fastest matrix product of any size, in 10^9 operations a second; empty where none was measured. */
    Optional<Double> peak(Peer peak, int threads) {
        return measurements.stream()
                .filter(c -> c.peer() == peak && c.task().threads() == threads && c.isMeasured())
                .map(c -> 2e-6 * macs(c.task()) / RoundStatistics.min(c.times().milliseconds()))
                .max(Double::compare);
    }
}
