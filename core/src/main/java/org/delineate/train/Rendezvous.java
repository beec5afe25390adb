package org.delineate.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.OrientationTags;
import org.delineate.dataset.Split;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.image.MaskValues;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.sample.Preprocess;

/**
 * Brings the processes of a training together. Process 0 announces what is trained; each of the others answers whether
 * it has been given the same, or why not; then all begin, or none.
 */
public final class Rendezvous {
    /** What may differ from process to process: what each may use of its machine. */
    private static final Set<String> OWN = Set.of("threads", "loaderThreads", "cacheMiB");

    private static final String SIZE = "size";
    private static final String HERE = "here/";
    private static final String ANNOUNCEMENT = "announcement";
    private static final String ANSWER = "answer/";
    private static final String START = "start";
    private static final String BEGINNING = "beginning";
    private static final long POLL_MILLISECONDS = 20;

    /**
     * Says how process 0 reads its data set.
     *
     * @param sha256 over the names of the cases and their files
     */
    public record Data(MaskValues maskValues, OrientationTags orientationTags, int cases, String sha256) {
        static Data of(Dataset dataset) {
            return new Data(
                    dataset.masks().values(),
                    dataset.pictures().rule(),
                    dataset.cases().size(),
                    dataset.hash());
        }

        private String text() {
            return cases + " cases, SHA-256 " + sha256.substring(0, 12) + "…";
        }
    }

    /**
     * Says what is trained.
     *
     * @param build version of the program
     * @param precision in which process 0 computes
     */
    public record Announcement(
            String build,
            TrainConfig config,
            String precision,
            Data data,
            Split split,
            boolean bf16Gradients,
            boolean synchronisedNorms) {
        /** Makes the announcement of process 0. */
        public static Announcement of(TrainConfig config, Dataset dataset, Split split, DataParallel parallel) {
            return new Announcement(
                    Build.CURRENT.toString(),
                    config,
                    Precision.of(config.resources().precision()).id(),
                    Data.of(dataset),
                    split,
                    parallel.bf16Gradients(),
                    parallel.synchronisedNorms());
        }

        /**
         * Requires that a process was given the same.
         *
         * @throws IllegalArgumentException naming what differs
         */
        public void requireSame(TrainConfig own, Dataset dataset, DataParallel parallel) {
            requireSame("the version of the program", build, Build.CURRENT.toString());
            String differing = ChangedValue.between(Checkpoint.tree(config), Checkpoint.tree(own)).stream()
                    .filter(c -> !OWN.contains(c.name()))
                    .map(c -> c.name() + " " + c.given() + ", process 0 " + c.former())
                    .collect(Collectors.joining("; "));
            if (!differing.isEmpty()) {
                throw new IllegalArgumentException(
                        "it was given other values than process 0: " + differing + ": give the same to all");
            }
            requireSame("--gradients bf16", "" + bf16Gradients, "" + parallel.bf16Gradients());
            requireSame("--sync-batch-norm", "" + synchronisedNorms, "" + parallel.synchronisedNorms());
            requireSame(
                    "the precision (--precision float32 is the same everywhere)",
                    precision,
                    Precision.of(own.resources().precision()).id());
            Data found = Data.of(dataset);
            requireSame("the mask values", "" + data.maskValues, "" + found.maskValues);
            requireSame("the rule of orientation tags", "" + data.orientationTags, "" + found.orientationTags);
            if (!data.sha256.equals(found.sha256)) {
                throw new IllegalArgumentException("its data set has other cases or files than that of process 0: "
                        + found.text() + ", process 0: " + data.text() + ": give all the same data set");
            }
        }

        private static void requireSame(String what, String first, String own) {
            if (!first.equals(own)) {
                throw new IllegalArgumentException(
                        what + ": " + own + " here, " + first + " in process 0; it must be the same everywhere");
            }
        }
    }

    /** What the others need when the run is opened: how pictures become input, and how far the run is. */
    record Beginning(Preprocess preprocess, Progress progress) {}

    private Rendezvous() {}

    /** Opens the store as process 0, so that the others may come. */
    public static ProcessGroup open(ProcessGroup.Place place) {
        ProcessGroup group = ProcessGroup.join(place);
        group.put(SIZE, Integer.toString(place.size()));
        return group;
    }

    /**
     * Announces as process 0 what is trained, and connects all when each has agreed.
     *
     * @throws IllegalArgumentException naming the processes that refuse, and why
     * @throws UncheckedIOException naming those that are missing
     */
    public static void announce(ProcessGroup group, Announcement announcement) {
        List<Integer> others = IntStream.range(1, group.size()).boxed().toList();
        answers(group, HERE, others, "did not come");
        group.put(ANNOUNCEMENT, Json.line(announcement));
        List<String> answers = answers(group, ANSWER, others, "did not say whether they have the same data");
        List<String> refusals = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (!answers.get(i).isEmpty()) {
                refusals.add("process " + others.get(i) + ": " + answers.get(i));
            }
        }
        String refused = String.join("; ", refusals);
        group.put(START, refused);
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException("the training cannot begin: " + refused);
        }
        group.connect();
    }

    private static List<String> answers(ProcessGroup group, String key, List<Integer> others, String missing) {
        long end = System.nanoTime() + group.timeout().toNanos();
        List<String> answers = new ArrayList<>();
        List<Integer> silent = new ArrayList<>();
        for (int rank : others) {
            String answer = await(group, key + rank, end);
            (answer == null ? silent : new ArrayList<Integer>()).add(rank);
            answers.add(answer);
        }
        if (!silent.isEmpty()) {
            String who = silent.stream().map(String::valueOf).collect(Collectors.joining(", "));
            String text = "of " + group.size() + " processes these " + missing + " within "
                    + group.timeout().toSeconds() + " s: " + who
                    + ": start each with the same --rendezvous and its own --rank, or give more --timeout";
            group.put(START, text);
            throw new UncheckedIOException(text, new IOException("timed out"));
        }
        return answers;
    }

    /**
     * Joins as another process, and hears what is trained.
     *
     * @throws IllegalArgumentException where the rank is taken, or process 0 counts other processes
     */
    public static Announcement hear(ProcessGroup group) {
        String size = await(group, SIZE, Long.MAX_VALUE);
        if (!size.equals(Integer.toString(group.size()))) {
            String text = "it counts " + group.size() + " processes, process 0 counts " + size
                    + ": give the same --nodes and --processes everywhere";
            group.count(HERE + group.rank());
            group.put(ANSWER + group.rank(), text);
            throw new IllegalArgumentException(text);
        }
        if (group.count(HERE + group.rank()) > 1) {
            throw new IllegalArgumentException("process " + group.rank()
                    + " is there already: every node needs a --rank of its own, from 0 to nodes - 1");
        }
        return Json.parse(await(group, ANNOUNCEMENT, Long.MAX_VALUE), Announcement.class, Path.of(ANNOUNCEMENT));
    }

    /**
     * Answers process 0, and connects when all have agreed.
     *
     * @param check throws what is to be answered
     * @return what the check returns
     */
    public static <T> T answer(ProcessGroup group, Supplier<T> check) {
        T checked;
        try {
            checked = check.get();
        } catch (RuntimeException e) {
            group.put(ANSWER + group.rank(), e.getMessage());
            throw e;
        }
        group.put(ANSWER + group.rank(), "");
        String refused = await(group, START, Long.MAX_VALUE);
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException("the training cannot begin: " + refused);
        }
        group.connect();
        return checked;
    }

    /** Tells the others, as process 0, where the run begins. */
    static void begin(ProcessGroup group, Preprocess preprocess, Progress progress) {
        group.put(BEGINNING, Json.line(new Beginning(preprocess, progress)));
    }

    static Beginning beginning(ProcessGroup group) {
        return Json.parse(await(group, BEGINNING, Long.MAX_VALUE), Beginning.class, Path.of(BEGINNING));
    }

    /** Waits for a text, as long as process 0 lives; null where it is not there in time. */
    private static String await(ProcessGroup group, String key, long end) {
        String text = group.find(key);
        while (text == null && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException("interrupted while waiting for other processes", new IOException(e));
            }
            text = group.find(key);
        }
        return text;
    }
}
