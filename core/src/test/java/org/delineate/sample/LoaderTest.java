package org.delineate.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Pictures;
import org.delineate.file.BadFileException;
import org.delineate.random.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoaderTest {
    private static final Preprocess PREPROCESS = Preprocess.of(1, 8);
    private static final int SAMPLE_BYTES = 8 * 8 * 5;

    @Test
    void orderHasEveryCaseOnce() {
        for (int n : new int[] {1, 2, 3, 10, 647}) {
            for (int epoch = 0; epoch < 20; epoch++) {
                int[] sorted = IntStream.of(Loader.order(n, 41, epoch)).sorted().toArray();
                assertArrayEquals(IntStream.range(0, n).toArray(), sorted);
            }
        }
    }

    @Test
    void orderDependsOnSeedAndEpochAlone() {
        assertArrayEquals(Loader.order(100, 41, 3), Loader.order(100, 41, 3));
        Set<List<Integer>> orders = new HashSet<>();
        for (int seed = 0; seed < 30; seed++) {
            for (int epoch = 0; epoch < 30; epoch++) {
                orders.add(IntStream.of(Loader.order(100, seed, epoch)).boxed().toList());
            }
        }
        assertEquals(900, orders.size());
    }

    /** A stored order: whoever changes the generator breaks the resumption of everybody's runs. */
    @Test
    void orderStaysTheSameFromReleaseToRelease() {
        assertArrayEquals(new int[] {1, 9, 6, 0, 4, 5, 7, 3, 2, 8}, Loader.order(10, 41, 0));
    }

    @Test
    void ordersAreUniform() {
        int[][] seen = new int[5][5];
        for (int epoch = 0; epoch < 20_000; epoch++) {
            int[] order = Loader.order(5, 7, epoch);
            for (int i = 0; i < 5; i++) {
                seen[i][order[i]]++;
            }
        }
        for (int[] row : seen) {
            for (int count : row) {
                assertEquals(4000, count, 5 * Math.sqrt(4000 * 0.8)); // five standard deviations
            }
        }
    }

    @Test
    void batchesAreTheSameWhateverTheNumberOfThreads() {
        for (long cacheBytes : new long[] {0, 7 * SAMPLE_BYTES, 1 << 20}) {
            for (int epoch = 0; epoch < 3; epoch++) {
                assertSame(all(23, 1, cacheBytes, epoch, 0), all(23, 4, 0, epoch, 0));
            }
        }
    }

    @Test
    void resumesInTheMiddleOfAnEpoch() {
        List<Batch> whole = all(23, 2, 1 << 20, 5, 0);
        for (int from = 0; from <= whole.size(); from++) {
            assertSame(whole.subList(from, whole.size()), all(23, 2, 1 << 20, 5, from));
        }
    }

    /** Also where samples are mixed with others of their batch, which belong to another share. */
    @Test
    void sharesOfSeveralProcessesAreTogetherTheWholeBatch() {
        Augment mixing = new Augment(
                Augment.Spatial.NONE, Augment.Intensity.NONE, new Augment.Mixing(new RandomRange(1, 0.1, 0.4)));
        for (Augment augment : List.of(Augment.STRONG, mixing)) {
            for (int of : new int[] {1, 2, 3, 5}) {
                List<List<Batch>> shares = IntStream.range(0, of)
                        .mapToObj(number -> share(augment, new Loader.Share(number, of)))
                        .toList();
                List<Batch> whole = share(augment, Loader.Share.ALL);
                for (int i = 0; i < whole.size(); i++) {
                    int at = i;
                    List<Batch> parts = shares.stream().map(s -> s.get(at)).toList();
                    assertEquals(
                            whole.get(i).names(),
                            parts.stream().flatMap(b -> b.names().stream()).toList());
                    assertArrayEquals(whole.get(i).x(), joined(parts, Batch::x), 0);
                    assertArrayEquals(whole.get(i).y(), joined(parts, Batch::y), 0);
                    assertTrue(parts.stream().allMatch(b -> b.size() == 5 / of || b.size() == 5 / of + 1));
                }
            }
        }
    }

    private static List<Batch> share(Augment augment, Loader.Share share) {
        Loader.Options options = new Loader.Options(5, 41, 2, 1 << 20, share);
        List<Batch> batches = new ArrayList<>();
        try (Loader loader = new Loader(cases(13), LoaderTest::sample, PREPROCESS, augment, options)) {
            loader.epoch(3, 0).forEach(batches::add);
        }
        return batches;
    }

    private static float[] joined(List<Batch> parts, Function<Batch, float[]> values) {
        float[] all = new float[0];
        for (Batch part : parts) {
            float[] own = values.apply(part);
            float[] longer = Arrays.copyOf(all, all.length + own.length);
            System.arraycopy(own, 0, longer, all.length, own.length);
            all = longer;
        }
        return all;
    }

    @Test
    void givesFullBatchesInTheOrderOfTheEpoch() {
        try (Loader loader = loader(cases(10), LoaderTest::sample, 4, 2, 0)) {
            assertEquals(2, loader.batches());
            List<String> names = new ArrayList<>();
            loader.epoch(2, 0).forEach(batch -> names.addAll(batch.names()));
            assertEquals(
                    IntStream.of(Loader.order(10, 41, 2))
                            .limit(8)
                            .mapToObj(i -> "case " + i)
                            .toList(),
                    names);
        }
    }

    @Test
    void readsPicturesAndMasksOfADataset(@TempDir Path folder) {
        for (int i = 0; i < 3; i++) {
            Pictures.picture(folder.resolve("images/" + i + ".png"), 9 + i, 12, i);
            Pictures.mask(folder.resolve("masks/" + i + ".png"), 9 + i, 12, 1, 1, 5, 7 + i);
        }
        Dataset data = Dataset.open(folder);
        try (Loader loader =
                new Loader(data, data.cases(), PREPROCESS, Augment.NONE, new Loader.Options(3, 41, 2, 0))) {
            Batch batch = loader.epoch(1, 0).iterator().next();
            for (int i = 0; i < 3; i++) {
                Case c = data.find(batch.names().get(i));
                Sample resized = PREPROCESS.resize(c.name(), data.image(c), data.mask(c));
                float[] x = PREPROCESS.normalise(resized).x();
                assertArrayEquals(x, Arrays.copyOfRange(batch.x(), 64 * i, 64 * (i + 1)));
                for (int k = 0; k < 64; k++) {
                    assertEquals(resized.y()[k], batch.y()[64 * i + k]);
                }
            }
        }
    }

    @Test
    void normalisesAfterAugmenting() {
        try (Loader loader = loader(cases(1), LoaderTest::sample, 1, 1, 0)) {
            Batch batch = loader.epoch(3, 0).iterator().next();
            Sample expected = PREPROCESS.normalise(Augment.STRONG.apply(sample(cases(1).get(0)), 41, 3, 0));
            assertArrayEquals(expected.x(), batch.x());
        }
    }

    @Test
    void keepsSamplesWithinTheBudget() {
        AtomicInteger reads = new AtomicInteger();
        Function<Case, Sample> counted = one -> {
            reads.incrementAndGet();
            return sample(one);
        };
        long budget = 6 * SAMPLE_BYTES + SAMPLE_BYTES / 2;
        try (Loader loader = loader(cases(10), counted, 5, 3, budget)) {
            for (int epoch = 0; epoch < 4; epoch++) {
                loader.epoch(epoch, 0).forEach(batch -> {});
            }
            assertEquals(new Loader.CacheUse(3 * 6, 10 + 3 * 4, 6 * SAMPLE_BYTES), loader.cacheUse());
            assertEquals(22, reads.get());
        }
    }

    @Test
    void failuresNameTheCaseAndKeepTheirKind() {
        BadFileException bad =
                failure(BadFileException.class, new BadFileException(Path.of("x.png"), "rule", "remedy"));
        assertEquals("x.png: case case 3: x.png: rule; remedy; or leave the case out", bad.getMessage());
        assertEquals(
                "case case 3: no",
                failure(IllegalArgumentException.class, new IllegalArgumentException("no"))
                        .getMessage());
        assertTrue(failure(IllegalStateException.class, new NullPointerException("nil"))
                .getMessage()
                .startsWith("case case 3: java.lang.NullPointerException: nil"));
        IOException full = new IOException("full");
        UncheckedIOException disk = failure(UncheckedIOException.class, new UncheckedIOException("disk", full));
        assertEquals("case case 3: disk", disk.getMessage());
        assertEquals(full, disk.getCause());
        failure(StackOverflowError.class, new StackOverflowError());
    }

    @Test
    void goodBatchesBeforeTheFailureAreGiven() {
        int[] order = Loader.order(9, 41, 0);
        Function<Case, Sample> read = one -> {
            if (one.name().equals("case " + order[5])) {
                throw new IllegalArgumentException("no");
            }
            return sample(one);
        };
        try (Loader loader = loader(cases(9), read, 2, 4, 0)) {
            Iterator<Batch> batches = loader.epoch(0, 0).iterator();
            for (int i = 0; i < 4; i += 2) {
                assertEquals(
                        List.of("case " + order[i], "case " + order[i + 1]),
                        batches.next().names());
            }
            assertThrows(IllegalArgumentException.class, batches::next);
        }
    }

    @Test
    void preparesABoundedNumberOfBatches() throws InterruptedException {
        AtomicInteger reads = new AtomicInteger();
        Function<Case, Sample> counted = one -> {
            reads.incrementAndGet();
            return sample(one);
        };
        try (Loader loader = loader(cases(100), counted, 2, 3, 0)) {
            loader.epoch(0, 0).iterator();
            long end = System.nanoTime() + 10_000_000_000L;
            while (reads.get() < 8 && System.nanoTime() < end) {
                Thread.sleep(1);
            }
            Thread.sleep(50);
            assertEquals(8, reads.get(), "four batches of two");
        }
    }

    @Test
    void closingLeavesNoThread() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Loader loader = loader(cases(100), LoaderTest::sample, 2, 3, 0);
        Iterator<Batch> batches = loader.epoch(0, 0).iterator();
        batches.next();
        List<Thread> started = loaderThreads(before);
        assertFalse(started.isEmpty());
        assertTrue(started.stream().allMatch(Thread::isDaemon));
        loader.close();
        for (Thread thread : started) {
            thread.join(1000); // a pool has ended just before its last thread has
            assertFalse(thread.isAlive(), thread.getName());
        }
        assertEquals(List.of(), loaderThreads(before));
        assertEquals(
                "the loader is closed; make a new one",
                assertThrows(IllegalStateException.class, () -> batches.forEachRemaining(b -> {}))
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> loader.epoch(1, 0).iterator());
        loader.close();
    }

    @Test
    void closingEndsABatchInPreparation() throws InterruptedException {
        AtomicInteger reads = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Function<Case, Sample> held = one -> {
            reads.incrementAndGet();
            begun.countDown();
            while (goOn.getCount() > 0) {
                Thread.onSpinWait(); // as a decoder: does not react to interruption
            }
            return sample(one);
        };
        Loader loader = loader(cases(100), held, 50, 1, 0);
        Iterator<Batch> batches = loader.epoch(0, 0).iterator();
        begun.await();
        Thread closer = new Thread(loader::close);
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        closer.join();
        assertEquals(1, reads.get());
        assertThrows(IllegalStateException.class, batches::next, "the batch that was begun");
        assertThrows(IllegalStateException.class, batches::next, "the batch that waited");
    }

    @Test
    void saysWhatIsWrong() {
        assertMessage("batchSize is at least 1, not 0", () -> loader(cases(3), LoaderTest::sample, 0, 1, 0));
        assertMessage("threads is at least 1, not 0", () -> loader(cases(3), LoaderTest::sample, 1, 0, 0));
        assertMessage("cacheBytes is at least 0, not -1", () -> loader(cases(3), LoaderTest::sample, 1, 1, -1));
        assertMessage("the number of cases is at least 1, not 0", () -> loader(List.of(), LoaderTest::sample, 1, 1, 0));
        assertMessage("the number of cases is at least 4, not 3", () -> loader(cases(3), LoaderTest::sample, 4, 1, 0));
        try (Loader loader = loader(cases(3), LoaderTest::sample, 2, 1, 0)) {
            assertMessage("fromBatch is 0..1, not 2", () -> loader.epoch(0, 2));
            assertMessage("fromBatch is 0..1, not -1", () -> loader.epoch(0, -1));
        }
    }

    private static <E extends Throwable> E failure(Class<E> kind, Throwable thrown) {
        Function<Case, Sample> read = one -> {
            if (one.name().equals("case 3")) {
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            }
            return sample(one);
        };
        try (Loader loader = loader(cases(8), read, 2, 2, 0)) {
            return assertThrows(kind, () -> loader.epoch(0, 0).forEach(batch -> {}));
        }
    }

    private static List<Thread> loaderThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("loader-") && !before.contains(t))
                .toList();
    }

    private static List<Batch> all(int cases, int threads, long cacheBytes, int epoch, int fromBatch) {
        List<Batch> batches = new ArrayList<>();
        try (Loader loader = loader(cases(cases), LoaderTest::sample, 4, threads, cacheBytes)) {
            if (cacheBytes > 0) {
                loader.epoch(epoch + 1, 0).forEach(batch -> {}); // fills the cache in another order
            }
            loader.epoch(epoch, fromBatch).forEach(batches::add);
        }
        return batches;
    }

    private static void assertSame(List<Batch> expected, List<Batch> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).names(), actual.get(i).names());
            assertArrayEquals(expected.get(i).x(), actual.get(i).x());
            assertArrayEquals(expected.get(i).y(), actual.get(i).y());
        }
    }

    private static void assertMessage(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static Loader loader(
            List<Case> cases, Function<Case, Sample> read, int batchSize, int threads, long cacheBytes) {
        Loader.Options options = new Loader.Options(batchSize, 41, threads, cacheBytes);
        return new Loader(cases, read, PREPROCESS, Augment.STRONG, options);
    }

    private static List<Case> cases(int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> new Case("case " + i, Path.of(i + ".png"), List.of(), "", "", ""))
                .toList();
    }

    private static Sample sample(Case one) {
        float[] x = new float[64];
        byte[] y = new byte[64];
        SplitMix64 random = SplitMix64.of(one.name().hashCode());
        for (int i = 0; i < 64; i++) {
            x[i] = (float) random.unit();
            y[i] = (byte) random.below(2);
        }
        return new Sample(one.name(), 1, 8, 8, x, y, new Geometry(8, 8, 8, 8, 0, 0, 8, 8));
    }
}
