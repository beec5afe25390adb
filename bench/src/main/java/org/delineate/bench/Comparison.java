package org.delineate.bench;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures peers one after the other, round after round, so that whatever else happens on the machine affects all of
 * them alike.
 *
 * <p>Two peers never run at the same time. In each round a peer has a block of as many runs as fit into a quarter of a
 * second, after one run that warms up caches, threads and clock; the median of the block counts. A longer run is a
 * block by itself. The first block of each peer warms it up and is not counted, unless it is so slow that a second one
 * would cost too much: then it is the only one, and its process ends, so that its memory is free for the others.
 */
final class Comparison implements AutoCloseable {
    private static final int BLOCK_MILLISECONDS = 250;
    private static final int MAX_PREPARATION_SECONDS = 1800;
    private static final int PAUSE_MILLISECONDS = 20; // threads of the last one spin for a while before they sleep

    /**
     * Limits how long a task may take.
     *
     * @param rounds most rounds
     * @param seconds time after which no round starts, except the first
     * @param slowSeconds a first run longer than this is the only one
     * @param maxSeconds a run that takes longer is ended, with its process, and counts as this long
     * @param fresh whether every task has a new process, which shows the memory of that task
     */
    record Budget(int rounds, double seconds, double slowSeconds, double maxSeconds, boolean fresh) {
        Budget {
            if (rounds < 1 || seconds < 0 || maxSeconds <= 0) {
                throw new IllegalArgumentException(
                        "rounds must be at least 1, seconds at least 0 and the most seconds of a run above 0, got "
                                + rounds + ", " + seconds + " and " + maxSeconds);
            }
        }
    }

    private final Path folder;
    private final TaskFiles files;
    private final Map<Peer, PeerProcess> processes = new EnumMap<>(Peer.class);
    private int threads;

    Comparison(Path folder) {
        this.folder = folder;
        files = new TaskFiles(folder);
        files.writePictures();
    }

    /** Measures one task with each peer and returns the measurements in the order of the peers. */
    List<Measurement> measure(Task task, List<Peer> peers, Budget budget) {
        if (budget.fresh() || threads != task.threads()) {
            close();
        }
        threads = task.threads();
        List<Trial> trials = peers.stream().map(p -> new Trial(task, p, budget)).toList();
        trials.forEach(Trial::warmUp);
        long start = System.nanoTime();
        for (int round = 0; round < budget.rounds(); round++) {
            double elapsed = (System.nanoTime() - start) / 1e9;
            if (round > 0 && elapsed > budget.seconds()) {
                break;
            }
            for (Trial trial : trials) {
                if (!trial.done) {
                    trial.add(trial.run());
                }
            }
        }
        List<Measurement> measurements = trials.stream().map(Trial::measurement).toList();
        files.forget(task);
        if (budget.fresh()) {
            close();
        }
        return measurements;
    }

    /** Ends all processes. */
    @Override
    public void close() {
        processes.values().forEach(PeerProcess::close);
        processes.clear();
    }

    /** Runs one task with one peer. */
    private final class Trial {
        private final Task task;
        private final Peer peer;
        private final Budget budget;
        private final List<Response> responses = new ArrayList<>();
        private boolean done;
        private boolean aborted;
        private long peakBytes;
        private float[] sample;
        private String about = "";
        private String problem;

        Trial(Task task, Peer peer, Budget budget) {
            this.task = task;
            this.peer = peer;
            this.budget = budget;
        }

        void warmUp() {
            prepare();
            Response first = run();
            if (first != null && (aborted || first.milliseconds() > 1000 * budget.slowSeconds())) {
                done = true;
                add(first);
                if (budget.fresh() && !aborted) {
                    peakBytes = processes.get(peer).peakBytes();
                    processes.remove(peer).close();
                }
            }
        }

        private void prepare() {
            try {
                peer.write(task, files);
            } catch (IllegalArgumentException e) {
                problem = e.getMessage();
            }
            Response response = ask(new Request(Request.Verb.PREPARE, task, folder.toString()));
            about = response == null ? "" : response.about();
        }

        /** Runs one block and returns its median run. */
        Response run() {
            try {
                Thread.sleep(PAUSE_MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            Response cold = ask(Request.RUN);
            if (sample == null && cold != null) {
                sample = cold.sample(); // of the first of all runs: a later step of training has another loss
            }
            if (cold == null || aborted || cold.milliseconds() > BLOCK_MILLISECONDS) {
                return cold;
            }
            List<Response> runs = new ArrayList<>();
            long start = System.nanoTime();
            do {
                runs.add(ask(Request.RUN));
            } while (problem == null && !aborted && System.nanoTime() - start < 1_000_000L * BLOCK_MILLISECONDS);
            if (problem != null) {
                return null;
            }
            runs.sort(Comparator.comparingDouble(Response::milliseconds));
            return runs.get(runs.size() / 2);
        }

        void add(Response response) {
            if (response != null) {
                responses.add(response);
            }
        }

        /** Sends a request; returns null where the peer could not do it. */
        private Response ask(Request request) {
            if (problem != null) {
                return null;
            }
            try {
                PeerProcess process = processes.computeIfAbsent(peer, p -> new PeerProcess(p, task.threads(), folder));
                Response response = process.ask(
                        request, request.verb() == Request.Verb.RUN ? budget.maxSeconds() : MAX_PREPARATION_SECONDS);
                aborted = process.wasAborted();
                done |= aborted;
                problem = response.problem();
                if (!process.isAlive()) {
                    processes.remove(peer).close();
                }
                return problem == null ? response : null;
            } catch (UncheckedIOException e) {
                problem = e.getMessage();
                return null;
            }
        }

        Measurement measurement() {
            if (problem != null) {
                return Measurement.unmeasured(task, peer, problem);
            }
            if (budget.fresh() && !done) {
                peakBytes = processes.get(peer).peakBytes();
            }
            Measurement.Times times = new Measurement.Times(
                    responses.stream().mapToDouble(Response::milliseconds).toArray(),
                    responses.stream().mapToDouble(Response::cpuMilliseconds).toArray(),
                    aborted);
            return new Measurement(task, peer, times, peakBytes, sample, about, null);
        }
    }
}
