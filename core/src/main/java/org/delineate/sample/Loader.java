package org.delineate.sample;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.delineate.dataset.Case;
import org.delineate.file.BadFileException;

/**
 * Batches for training and evaluation, prepared by background threads: read, resize, keep, augment, normalise, stack.
 *
 * <p>What comes out, and in which order, is a pure function of (seed, epoch), whatever the number of threads.
 */
public final class Loader implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final List<Case> cases;
    private final Function<Case, Sample> read;
    private final Preprocess preprocess;
    private final Augment augment;
    private final int batchSize;
    private final boolean shuffle;
    private final boolean dropLast;
    private final long seed;
    private final int threads;
    private final SampleCache cache;
    private final ExecutorService workers;

    /**
     * How the cache served so far.
     *
     * @param hits samples taken from memory
     * @param misses samples read and resized
     * @param bytes memory taken by the samples kept
     */
    public record CacheUse(long hits, long misses, long bytes) {}

    /**
     * @param read gives a case as a resized sample with values in 0..1, see {@link Preprocess#resize}; called by several
     *     threads at once
     * @param shuffle a new order for every epoch; else the order of the cases
     * @param dropLast leaves the last batch out where it is not full
     * @param threads that prepare batches, at least 1
     * @param cacheBytes memory for resized samples; what does not fit is read anew in every epoch
     */
    public Loader(
            List<Case> cases,
            Function<Case, Sample> read,
            Preprocess preprocess,
            Augment augment,
            int batchSize,
            boolean shuffle,
            boolean dropLast,
            long seed,
            int threads,
            long cacheBytes) {
        atLeast("batchSize", batchSize, 1);
        atLeast("threads", threads, 1);
        atLeast("cacheBytes", cacheBytes, 0);
        atLeast("the number of cases", cases.size(), dropLast ? batchSize : 1);
        this.cases = List.copyOf(cases);
        this.read = read;
        this.preprocess = preprocess;
        this.augment = augment;
        this.batchSize = batchSize;
        this.shuffle = shuffle;
        this.dropLast = dropLast;
        this.seed = seed;
        this.threads = threads;
        this.cache = new SampleCache(cases.size(), cacheBytes);
        this.workers = Executors.newFixedThreadPool(threads, Loader::thread);
    }

    /** The cases' indices in the order of an epoch: each exactly once; a pure function of the arguments. */
    public static int[] order(int cases, long seed, int epoch) {
        int[] order = new int[cases];
        SplitMix64 draws = SplitMix64.of(seed, epoch);
        for (int i = 0; i < cases; i++) {
            int j = draws.below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Batches per epoch. */
    public int batches() {
        return dropLast ? cases.size() / batchSize : (cases.size() + batchSize - 1) / batchSize;
    }

    public CacheUse cacheUse() {
        return cache.use();
    }

    /**
     * The batches of one epoch from a position on, for instance after a resume; preparation begins with the iterator.
     *
     * @param fromBatch 0 .. batches()
     * @throws BadFileException from the iterator, where a file is bad; other failures keep their kind too, and each names
     *     the case
     */
    public Iterable<Batch> epoch(int epoch, int fromBatch) {
        if (fromBatch < 0 || fromBatch > batches()) {
            throw new IllegalArgumentException("fromBatch is 0.." + batches() + ", not " + fromBatch);
        }
        return () -> new Ahead(epoch, fromBatch);
    }

    /** Ends the threads; batches that were not yet taken are lost. */
    @Override
    public void close() {
        // whoever waits for a batch that will never be made is told so
        workers.shutdownNow().forEach(unstarted -> ((Future<?>) unstarted).cancel(false));
        boolean interrupted = false;
        try {
            // a decoder does not react to interruption: wait for the case in hand, so that no thread outlives the
            // loader
            while (!workers.awaitTermination(1, TimeUnit.MINUTES)) {}
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Batch batch(int[] order, int epoch, int number) {
        int end = Math.min((number + 1) * batchSize, order.length);
        List<Sample> samples = new ArrayList<>(batchSize);
        for (int i = number * batchSize; i < end; i++) {
            if (workers.isShutdown()) {
                throw closed(null);
            }
            samples.add(sample(order[i], epoch));
        }
        return Batch.of(samples);
    }

    private Sample sample(int index, int epoch) {
        Case one = cases.get(index);
        try {
            Sample unit = cache.find(index);
            if (unit == null) {
                unit = read.apply(one);
                cache.offer(index, unit);
            }
            return preprocess.normalise(augment.apply(unit, seed, epoch, index));
        } catch (RuntimeException e) {
            throw named(one, e);
        }
    }

    private static RuntimeException named(Case one, RuntimeException e) {
        String message = "case " + one.name() + ": " + e.getMessage();
        if (e instanceof BadFileException bad) {
            return new BadFileException(bad.file(), message, "or leave the case out", e);
        }
        if (e instanceof UncheckedIOException io) {
            return new UncheckedIOException(message, io.getCause());
        }
        return e instanceof IllegalArgumentException
                ? new IllegalArgumentException(message, e)
                : new IllegalStateException("case " + one.name() + ": " + e, e);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "loader-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private static IllegalStateException closed(RuntimeException e) {
        return new IllegalStateException("the loader is closed; make a new one", e);
    }

    private static void atLeast(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " is at least " + least + ", not " + value);
        }
    }

    /** One pass: keeps threads + 1 batches in preparation, hands them out in order. */
    private final class Ahead implements Iterator<Batch> {
        private final int epoch;
        private final int[] order;
        private final ArrayDeque<Future<Batch>> ahead = new ArrayDeque<>();
        private int next;

        Ahead(int epoch, int fromBatch) {
            this.epoch = epoch;
            this.order = shuffle
                    ? order(cases.size(), seed, epoch)
                    : IntStream.range(0, cases.size()).toArray();
            this.next = fromBatch;
            while (ahead.size() <= threads && next < batches()) {
                prepare();
            }
        }

        @Override
        public boolean hasNext() {
            return !ahead.isEmpty();
        }

        @Override
        public Batch next() {
            if (ahead.isEmpty()) {
                throw new NoSuchElementException("the epoch has no more batches");
            }
            Future<Batch> first = ahead.remove();
            if (next < batches()) {
                prepare();
            }
            try {
                return first.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) e.getCause();
            } catch (CancellationException e) {
                throw closed(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a batch", e);
            }
        }

        private void prepare() {
            int number = next++;
            try {
                ahead.add(workers.submit(() -> batch(order, epoch, number)));
            } catch (RejectedExecutionException e) {
                throw closed(e);
            }
        }
    }
}
