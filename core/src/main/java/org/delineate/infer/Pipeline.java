package org.delineate.infer;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.delineate.file.BadFileException;
import org.delineate.nn.engine.Engine;

/**
 * Takes many pictures through one segmenter: as many batches at once as the engine has threads, each on one of them,
 * since a thread that works alone waits for none; beside them other threads decode the next pictures and finish the
 * last ones. Batches are formed across pictures; results come in the order of the pictures.
 *
 * <p>Only as many pictures are in memory at a time as these batches, one more and the threads need, fewer where they
 * are large.
 *
 * @param <P> a picture as it was read
 * @param <R> what is made of a picture
 */
public final class Pipeline<P, R> implements AutoCloseable {
    /** Pixels in memory at a time, unless one picture alone has more. */
    private static final long MOST_PIXELS = 32_000_000;

    /**
     * What is done beside the network, by several threads at once.
     *
     * @param <P> a picture as it was read
     * @param <R> what is made of a picture
     */
    public interface Work<P, R> {
        P read(int number);

        /** @return what of the picture goes through the networks; null where it needs no prediction */
        Views crop(Segmenter segmenter, P picture);

        /** @param prediction null where {@link #crop} gave none */
        R finish(int number, P picture, Prediction prediction);

        /**
         * Makes the result of a picture that could not be read; ends all where it is not overridden, since a mean that
         * leaves pictures out says something else.
         *
         * @param reason why it could not be read
         */
        default R failed(int number, RuntimeException reason) {
            throw reason;
        }

        /**
         * Whether {@link #finish} writes files: a program that is told to end waits for those in hand, and cancels the
         * rest.
         */
        boolean writesFiles();
    }

    private record Decoded<P>(P picture, Views views) {}

    /** One picture between its file and its result. */
    private final class Job {
        private final int number;
        private final Future<Decoded<P>> decoded;
        private volatile long pixels;
        private final AtomicInteger unanswered = new AtomicInteger();
        private final CompletableFuture<R> result = new CompletableFuture<>();

        Job(int number) {
            this.number = number;
            decoded = submit(workers, this::decode);
        }

        private Decoded<P> decode() {
            P picture = work.read(number);
            Views views = work.crop(segmenter, picture);
            pixels = views == null ? 1 : (long) views.height() * views.width();
            lastPixels = views == null ? lastPixels : pixels;
            return new Decoded<>(picture, views);
        }

        void finish() {
            Decoded<P> d = value(decoded);
            submit(workers, () -> {
                try {
                    Prediction prediction = d.views() == null ? null : segmenter.join(d.views());
                    result.complete(work.finish(number, d.picture(), prediction));
                } catch (Throwable e) { // whoever asks for the result gets it
                    result.completeExceptionally(e);
                }
                return null;
            });
        }
    }

    private final Segmenter segmenter;
    private final int pictures;
    private final Work<P, R> work;
    private final Consumer<R> each;
    private final ThreadPoolExecutor networks;
    private final ThreadPoolExecutor workers;
    private final int mostPictures;
    private final Thread hook = new Thread(this::end);
    private final ArrayDeque<Job> readAhead = new ArrayDeque<>();
    private final Queue<Job> undelivered = new ConcurrentLinkedQueue<>(); // a signal's thread looks at it too
    private final List<Crop> batch = new ArrayList<>();
    private final List<Job> batchJobs = new ArrayList<>(); // of each crop of the batch
    private final List<R> results = new ArrayList<>();
    private volatile long lastPixels; // stands for a picture that is not decoded yet
    private int next;

    private Pipeline(Segmenter segmenter, int pictures, Work<P, R> work, Consumer<R> each) {
        this.segmenter = segmenter;
        this.pictures = pictures;
        this.work = work;
        this.each = each;
        int engineThreads = Engine.threads();
        int threads = Math.max(4, Runtime.getRuntime().availableProcessors()); // some wait for the disk
        workers = SingleThreadPool.pool(threads);
        networks = SingleThreadPool.pool(engineThreads);
        mostPictures = (engineThreads + 1) * segmenter.batch() + threads;
        lastPixels = MOST_PIXELS / threads;
        if (work.writesFiles()) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /**
     * @param each is told every result as soon as those before it are there, by the calling thread
     * @return one result for each picture, in order
     * @throws CancellationException when the thread is interrupted, or the program told to end while it writes files
     */
    public static <P, R> List<R> run(Segmenter segmenter, int pictures, Work<P, R> work, Consumer<R> each) {
        try (Pipeline<P, R> pipeline = new Pipeline<>(segmenter, pictures, work, each)) {
            return pipeline.run();
        }
    }

    private List<R> run() {
        for (int i = 0; i < pictures; i++) {
            for (readAhead(); next == i; readAhead()) { // no room for it: what fills the room has to go on
                if (batchJobs.contains(undelivered.peek())) {
                    answer(); // although it is not full: the first in order waits for it
                } else {
                    deliver();
                }
            }
            enter(readAhead.remove());
        }
        answer();
        while (!undelivered.isEmpty()) {
            deliver();
        }
        return results;
    }

    private void readAhead() {
        while (next < pictures && hasRoom()) {
            Job job = new Job(next++);
            readAhead.add(job);
            undelivered.add(job);
        }
    }

    private boolean hasRoom() {
        long held = undelivered.stream()
                .mapToLong(job -> job.pixels == 0 ? lastPixels : job.pixels)
                .sum();
        return undelivered.isEmpty() || undelivered.size() < mostPictures && held + lastPixels <= MOST_PIXELS;
    }

    private void enter(Job job) {
        Views views;
        try {
            views = value(job.decoded).views();
        } catch (BadFileException | UncheckedIOException e) {
            job.result.complete(work.failed(job.number, e));
            return;
        }
        if (views == null) {
            job.finish();
            return;
        }
        List<Crop> crops = views.crops();
        job.unanswered.set(crops.size());
        for (Crop crop : crops) {
            batch.add(crop);
            batchJobs.add(job);
            if (batch.size() == segmenter.batch()) {
                answer();
                readAhead();
            }
        }
    }

    private void answer() {
        List<Crop> crops = List.copyOf(batch);
        List<Job> jobs = List.copyOf(batchJobs);
        batch.clear();
        batchJobs.clear();
        submit(networks, () -> {
            try {
                segmenter.answer(crops);
                for (Job job : jobs) {
                    if (job.unanswered.decrementAndGet() == 0) {
                        job.finish();
                    }
                }
            } catch (Throwable e) { // whoever asks for the results gets it
                jobs.forEach(job -> job.result.completeExceptionally(e));
            }
            return null;
        });
        while (!undelivered.isEmpty() && undelivered.peek().result.isDone()) {
            deliver();
        }
    }

    private void deliver() {
        R result = value(undelivered.remove().result);
        results.add(result);
        each.accept(result);
    }

    private <V> Future<V> submit(ThreadPoolExecutor pool, Callable<V> task) {
        try {
            return pool.submit(task);
        } catch (RejectedExecutionException e) {
            throw stopped();
        }
    }

    private <V> V value(Future<V> future) {
        try {
            return SingleThreadPool.value(future);
        } catch (CancellationException e) {
            throw stopped();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        }
    }

    private CancellationException stopped() {
        return new CancellationException("stopped; " + results.size() + " of " + pictures + " pictures are done");
    }

    /** Lets the threads finish what they have in hand: no file is left half-written. */
    private void end() {
        SingleThreadPool.end(networks);
        SingleThreadPool.end(workers);
        undelivered.forEach(job -> job.result.cancel(false));
    }

    @Override
    public void close() {
        end();
        if (work.writesFiles()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException exiting) { // the hook has done the same
                return;
            }
        }
    }
}
