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
import org.delineate.image.Image;
import org.delineate.nn.engine.Engine;

/**
 * Many pictures through one segmenter: as many batches at once as the engine has threads, each on one of them, since a thread that
 * works alone waits for none; beside them other threads decode the next pictures and finish the last ones. Batches are formed across
 * pictures; results come in the order of the pictures.
 *
 * <p>Only as many pictures are in memory at a time as these batches, one more and the threads need, fewer where they are large.
 *
 * @param <R> what is made of a picture
 */
public final class Relay<R> implements AutoCloseable {
    /** In memory at a time, unless one picture alone has more. */
    private static final long PIXELS = 32_000_000;

    /**
     * What is done beside the network, by several threads at once.
     *
     * @param <R> what is made of a picture
     */
    public interface Work<R> {
        Image read(int number);

        R finish(int number, Image image, Prediction prediction);

        /** @param reason why the picture could not be read; throw it where this is to end all */
        R failed(int number, RuntimeException reason);
    }

    private record Decoded(Image image, Crops pieces) {}

    /** One picture between its file and its result. */
    private final class Runner {
        private final int number;
        private final Future<Decoded> decoded;
        private volatile long pixels;
        private final AtomicInteger unanswered = new AtomicInteger();
        private final CompletableFuture<R> result = new CompletableFuture<>();

        Runner(int number) {
            this.number = number;
            decoded = submit(this::decode);
        }

        private Decoded decode() {
            Image image = work.read(number);
            pixels = (long) image.height() * image.width();
            usual = pixels;
            return new Decoded(image, segmenter.cut(image));
        }

        void finish() {
            Decoded d = value(decoded);
            submit(() -> {
                try {
                    result.complete(work.finish(number, d.image(), segmenter.join(d.pieces())));
                } catch (Throwable e) { // whoever asks for the result gets it
                    result.completeExceptionally(e);
                }
                return null;
            });
        }
    }

    private final Segmenter segmenter;
    private final int pictures;
    private final Work<R> work;
    private final Consumer<R> each;
    private final ThreadPoolExecutor networks;
    private final ThreadPoolExecutor workers;
    private final int most;
    private final Thread hook = new Thread(this::end);
    private final ArrayDeque<Runner> waiting = new ArrayDeque<>();
    private final Queue<Runner> undelivered = new ConcurrentLinkedQueue<>(); // a signal's thread looks at it too
    private final List<Segmenter.Piece> pieces = new ArrayList<>();
    private final List<Runner> runners = new ArrayList<>(); // of these pieces
    private final List<R> results = new ArrayList<>();
    private volatile long usual; // pixels, of a picture not yet decoded
    private int next;

    private Relay(Segmenter segmenter, int pictures, Work<R> work, Consumer<R> each) {
        this.segmenter = segmenter;
        this.pictures = pictures;
        this.work = work;
        this.each = each;
        int engineThreads = Engine.threads();
        int threads = Math.max(4, Runtime.getRuntime().availableProcessors()); // some wait for the disk
        workers = SingleThreadPool.pool(threads);
        networks = SingleThreadPool.pool(engineThreads);
        most = (engineThreads + 1) * segmenter.batch() + threads;
        usual = PIXELS / threads;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * @param each is told every result as soon as those before it are there, by the calling thread
     * @return one result for each picture, in order
     * @throws CancellationException when the program is told to end; files in hand are written first
     */
    public static <R> List<R> run(Segmenter segmenter, int pictures, Work<R> work, Consumer<R> each) {
        try (Relay<R> relay = new Relay<>(segmenter, pictures, work, each)) {
            return relay.run();
        }
    }

    private List<R> run() {
        for (int i = 0; i < pictures; i++) {
            for (readAhead(); next == i; readAhead()) { // no room for it: what fills the room has to go on
                if (pieces.isEmpty()) {
                    deliver();
                } else {
                    answer();
                }
            }
            enter(waiting.remove());
        }
        answer();
        while (!undelivered.isEmpty()) {
            deliver();
        }
        return results;
    }

    private void readAhead() {
        while (next < pictures && hasRoom()) {
            Runner runner = new Runner(next++);
            waiting.add(runner);
            undelivered.add(runner);
        }
    }

    private boolean hasRoom() {
        long held = undelivered.stream()
                .mapToLong(r -> r.pixels == 0 ? usual : r.pixels)
                .sum();
        return undelivered.isEmpty() || undelivered.size() < most && held + usual <= PIXELS;
    }

    private void enter(Runner runner) {
        Crops picture;
        try {
            picture = value(runner.decoded).pieces();
        } catch (BadFileException | UncheckedIOException e) {
            runner.result.complete(work.failed(runner.number, e));
            return;
        }
        runner.unanswered.set(picture.count());
        for (int i = 0; i < picture.count(); i++) {
            pieces.add(new Segmenter.Piece(picture, i));
            runners.add(runner);
            if (pieces.size() == segmenter.batch()) {
                answer();
                readAhead();
            }
        }
    }

    private void answer() {
        List<Segmenter.Piece> together = List.copyOf(pieces);
        List<Runner> of = List.copyOf(runners);
        pieces.clear();
        runners.clear();
        submit(networks, () -> {
            try {
                segmenter.answer(together);
                for (Runner runner : of) {
                    if (runner.unanswered.decrementAndGet() == 0) {
                        runner.finish();
                    }
                }
            } catch (Throwable e) { // whoever asks for the results gets it
                of.forEach(r -> r.result.completeExceptionally(e));
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

    private <V> Future<V> submit(Callable<V> task) {
        return submit(workers, task);
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
        undelivered.forEach(r -> r.result.cancel(false));
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) { // the hook has done the same
            return;
        }
    }
}
