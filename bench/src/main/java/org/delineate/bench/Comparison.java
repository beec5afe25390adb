package org.delineate.bench;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Peers one after the other, round after round: what else happens on the machine hits all of them alike.
 *
 * <p>Nothing runs at the same time. A turn is as many runs as fit into a quarter of a second, after one that brings caches, threads and
 * clock back from the others' turns; its median counts. A run that is longer is a turn by itself. The first turn of each warms it
 * up and is not counted, unless it is so slow that a second would cost more than it tells: then it is the only one, and a process
 * that is not needed any more ends, so that its memory is there for the others.
 */
final class Comparison implements AutoCloseable {
    private static final int TURN_MILLISECONDS = 250;
    private static final int MOST_PREPARING_SECONDS = 1800;
    private static final int PAUSE_MILLISECONDS = 20; // threads of the last one spin for a while before they sleep

    /**
     * How long a task may take.
     *
     * @param rounds at most
     * @param seconds after which no round begins, but for the first
     * @param slowSeconds a first run longer than this is the only one
     * @param mostSeconds a run that takes longer is ended, with its process, and counts as this long
     * @param fresh a new process for every task, which tells the memory of that task
     */
    record Plan(int rounds, double seconds, double slowSeconds, double mostSeconds, boolean fresh) {
        Plan {
            if (rounds < 1 || seconds < 0 || mostSeconds <= 0) {
                throw new IllegalArgumentException(
                        "rounds must be at least 1, seconds at least 0 and the most seconds of a run above 0, got "
                                + rounds + ", " + seconds + " and " + mostSeconds);
            }
        }
    }

    private final Path folder;
    private final TaskFiles material;
    private final Map<Peer, PeerProcess> players = new EnumMap<>(Peer.class);
    private int threads;

    Comparison(Path folder) {
        this.folder = folder;
        material = new TaskFiles(folder);
        material.writePictures();
    }

    /** In the order of the peers. */
    List<Measurement> play(Task task, List<Peer> peers, Plan plan) {
        if (plan.fresh() || threads != task.threads()) {
            close();
        }
        threads = task.threads();
        List<Entrant> entrants =
                peers.stream().map(p -> new Entrant(task, p, plan)).toList();
        entrants.forEach(Entrant::begin);
        long start = System.nanoTime();
        for (int round = 0; round < plan.rounds(); round++) {
            double elapsed = (System.nanoTime() - start) / 1e9;
            if (round > 0 && elapsed > plan.seconds()) {
                break;
            }
            for (Entrant e : entrants) {
                if (!e.done) {
                    e.add(e.run());
                }
            }
        }
        List<Measurement> cells = entrants.stream().map(Entrant::cell).toList();
        material.forget(task);
        if (plan.fresh()) {
            close();
        }
        return cells;
    }

    /** Ends all processes. */
    @Override
    public void close() {
        players.values().forEach(PeerProcess::close);
        players.clear();
    }

    /** A peer in a task. */
    private final class Entrant {
        private final Task task;
        private final Peer peer;
        private final Plan plan;
        private final List<Response> answers = new ArrayList<>();
        private boolean done;
        private boolean cut;
        private long peakBytes;
        private float[] sample;
        private String about = "";
        private String problem;

        Entrant(Task task, Peer peer, Plan plan) {
            this.task = task;
            this.peer = peer;
            this.plan = plan;
        }

        void begin() {
            prepare();
            Response first = run();
            if (first != null && (cut || first.milliseconds() > 1000 * plan.slowSeconds())) {
                done = true;
                add(first);
                if (plan.fresh() && !cut) {
                    peakBytes = players.get(peer).peakBytes();
                    players.remove(peer).close();
                }
            }
        }

        private void prepare() {
            try {
                peer.write(task, material);
            } catch (IllegalArgumentException e) {
                problem = e.getMessage();
            }
            Response answer = ask(new Request(Request.Verb.PREPARE, task, folder.toString()));
            about = answer == null ? "" : answer.about();
        }

        /** The median run of a turn. */
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
            if (cold == null || cut || cold.milliseconds() > TURN_MILLISECONDS) {
                return cold;
            }
            List<Response> runs = new ArrayList<>();
            long start = System.nanoTime();
            do {
                runs.add(ask(Request.RUN));
            } while (problem == null && !cut && System.nanoTime() - start < 1_000_000L * TURN_MILLISECONDS);
            if (problem != null) {
                return null;
            }
            runs.sort(Comparator.comparingDouble(Response::milliseconds));
            return runs.get(runs.size() / 2);
        }

        void add(Response answer) {
            if (answer != null) {
                answers.add(answer);
            }
        }

        /** Null where it cannot. */
        private Response ask(Request request) {
            if (problem != null) {
                return null;
            }
            try {
                PeerProcess player = players.computeIfAbsent(peer, p -> new PeerProcess(p, task.threads(), folder));
                Response answer = player.ask(
                        request, request.verb() == Request.Verb.RUN ? plan.mostSeconds() : MOST_PREPARING_SECONDS);
                cut = player.wasCut();
                done |= cut;
                problem = answer.problem();
                if (!player.isAlive()) {
                    players.remove(peer).close();
                }
                return problem == null ? answer : null;
            } catch (UncheckedIOException e) {
                problem = e.getMessage();
                return null;
            }
        }

        Measurement cell() {
            if (problem != null) {
                return Measurement.unmeasured(task, peer, problem);
            }
            if (plan.fresh() && !done) {
                peakBytes = players.get(peer).peakBytes();
            }
            return new Measurement(
                    task,
                    peer,
                    answers.stream().mapToDouble(Response::milliseconds).toArray(),
                    answers.stream().mapToDouble(Response::cpuMilliseconds).toArray(),
                    peakBytes,
                    sample,
                    about,
                    cut,
                    null);
        }
    }
}
