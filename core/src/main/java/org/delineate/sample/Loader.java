package org.delineate.sample;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.file.BadFileException;
import org.delineate.image.Image;
import org.delineate.random.SplitMix64;

/**
 * Loads shuffled batches for training on background threads: reads, resizes, caches, augments, normalises and stacks
 * cases.
 *
 * <p>The batches and their order are a pure function of (seed, epoch), whatever the number of threads. A last batch
 * that is not full is left out: a batch of one would upset the batch norms.
 *
 * <p>Where several processes train together, each has a share of every batch; together they are the batch that one
 * process would have had.
 */
public final class Loader implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final List<Case> cases;
    private final Function<Case, Sample> reader;
    private final Preprocess preprocess;
    private final Augment augment;
    private final Options options;
    private final SampleCache cache;
    private final ExecutorService workers;

    /**
     * Is the part of every batch that this process trains with.
     *
     * @param number of the part, from 0
     * @param of how many parts there are
     */
    public record Share(int number, int of) {
        public static final Share ALL = new Share(0, 1);

        /** Where this part of a batch begins; the next one begins where it ends. */
        int begin(int batchSize) {
            return (int) ((long) batchSize * number / of);
        }

        int end(int batchSize) {
            return new Share(number + 1, of).begin(batchSize);
        }
    }

    /**
     * The size of batches and what may be spent on them.
     *
     * @param batchSize samples per batch, at least 1 in each share
     * @param seed of the shuffle and of the augmentation
     * @param threads that prepare batches, at least 1
     * @param cacheBytes memory for resized samples; a sample that does not fit is read again in every epoch
     */
    public record Options(int batchSize, long seed, int threads, long cacheBytes, Share share) {
        /** Takes whole batches. */
        public Options(int batchSize, long seed, int threads, long cacheBytes) {
            this(batchSize, seed, threads, cacheBytes, Share.ALL);
        }

        public Options {
            atLeast("batchSize", batchSize, share.of());
            atLeast("threads", threads, 1);
            atLeast("cacheBytes", cacheBytes, 0);
        }
    }

    /**
     * Counts how the cache has served so far.
     *
     * @param hits samples taken from memory
     * @param misses samples read and resized
     * @param bytes memory taken by the cached samples
     */
    public record CacheUse(long hits, long misses, long bytes) {}

    /** @throws IllegalArgumentException where the cases do not fill one batch */
    public Loader(Dataset dataset, List<Case> cases, Preprocess preprocess, Augment augment, Options options) {
        this(cases, c -> read(dataset, c, preprocess), preprocess, augment, options);
    }

    /** @param reader gives a case as a resized sample with values in 0..1; called by several threads at once */
    Loader(List<Case> cases, Function<Case, Sample> reader, Preprocess preprocess, Augment augment, Options options) {
        atLeast("the number of cases", cases.size(), options.batchSize());
        this.cases = List.copyOf(cases);
        this.reader = reader;
        this.preprocess = preprocess;
        this.augment = augment;
        this.options = options;
        this.cache = new SampleCache(cases.size(), options.cacheBytes());
        this.workers = Executors.newFixedThreadPool(options.threads(), Loader::thread);
    }

    private static Sample read(Dataset dataset, Case c, Preprocess preprocess) {
        Image image = dataset.image(c);
        return preprocess.resize(c.name(), image, dataset.mask(c, image));
    }

    /** Shuffles the indices of the cases for an epoch; a pure function of the arguments. */
    public static int[] order(int cases, long seed, int epoch) {
        int[] order = new int[cases];
        SplitMix64 random = SplitMix64.of(seed, epoch);
        for (int i = 0; i < cases; i++) {
            int j = random.below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Counts the batches of an epoch. */
    public int batches() {
        return cases.size() / options.batchSize();
    }

    public CacheUse cacheUse() {
        return cache.use();
    }

    /**
     * The batches of one epoch from a position on, for instance after a resume; preparation begins with the iterator.
     *
     * @param fromBatch 0 .. batches()
     * @throws BadFileException from the iterator, where a file is bad; other failures keep their kind too, and each
     *     names the case
     */
    public Iterable<Batch> epoch(int epoch, int fromBatch) {
        if (fromBatch < 0 || fromBatch > batches()) {
            throw new IllegalArgumentException("fromBatch is 0.." + batches() + ", not " + fromBatch);
        }
        int[] order = order(cases.size(), options.seed(), epoch);
        return () -> new Prefetcher<>(
                workers, options.threads() + 1, fromBatch, batches(), number -> batch(order, epoch, number));
    }

    private Batch batch(int[] order, int epoch, int number) {
        int size = options.batchSize();
        int begin = options.share().begin(size);
        int end = options.share().end(size);
        if (!augment.mixes()) {
            return Batch.of(samples(order, epoch, number * size + begin, number * size + end));
        }
        List<Sample> whole = samples(order, epoch, number * size, (number + 1) * size);
        return Batch.of(augment.mix(whole, options.seed(), epoch, number).subList(begin, end));
    }

    private List<Sample> samples(int[] order, int epoch, int from, int to) {
        List<Sample> samples = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            if (workers.isShutdown()) {
                throw Prefetcher.closed(null);
            }
            samples.add(sample(order[i], epoch));
        }
        return samples;
    }

    private Sample sample(int index, int epoch) {
        Case c = cases.get(index);
        try {
            Sample unit = cache.find(index);
            if (unit == null) {
                unit = reader.apply(c);
                cache.offer(index, unit);
            }
            return preprocess.normalise(augment.apply(unit, options.seed(), epoch, index));
        } catch (RuntimeException e) {
            throw naming(c, e);
        }
    }

    /** Adds the name of the case to an exception, whose kind stays. */
    private static RuntimeException naming(Case c, RuntimeException e) {
        String message = "case " + c.name() + ": " + e.getMessage();
        if (e instanceof BadFileException bad) {
            return new BadFileException(bad.file(), message, "or leave the case out", e);
        }
        if (e instanceof UncheckedIOException io) {
            return new UncheckedIOException(message, io.getCause());
        }
        return e instanceof IllegalArgumentException
                ? new IllegalArgumentException(message, e)
                : new IllegalStateException("case " + c.name() + ": " + e, e);
    }

    /** Ends the threads; batches that were not yet taken are lost. */
    @Override
    public void close() {
        // a consumer that waits for one of these batches gets an exception instead of waiting forever
        workers.shutdownNow().forEach(unstarted -> ((Future<?>) unstarted).cancel(false));
        boolean interrupted = false;
        try {
            // a decoder does not react to interruption: wait for its case, so that no thread outlives the loader
            while (!workers.awaitTermination(1, TimeUnit.MINUTES)) {}
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "loader-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private static void atLeast(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " is at least " + least + ", not " + value);
        }
    }
}
