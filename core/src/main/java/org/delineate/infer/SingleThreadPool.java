package org.delineate.infer;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.delineate.nn.engine.Engine;

/**
 * Makes pools of threads that each use one thread of the engine: an operation that is not shared waits for nobody.
 */
final class SingleThreadPool {
    static final String NAME = "single-";
    private static final AtomicInteger THREADS = new AtomicInteger();

    private SingleThreadPool() {}

    /** A pool of this many threads, all of them started. */
    static ThreadPoolExecutor pool(int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), SingleThreadPool::thread);
        int before = Engine.threads();
        try {
            for (Future<Void> started : pool.invokeAll(Collections.nCopies(threads, (Callable<Void>) () -> null))) {
                value(started);
            }
        } catch (InterruptedException e) {
            pool.shutdown();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        Engine.threads(before); // what a thread sets for itself is what later threads of the program begin with
        return pool;
    }

    /** Cancels what has not begun and waits for what has, so that nothing is left half-done. */
    static void end(ThreadPoolExecutor pool) {
        pool.shutdown();
        pool.getQueue().forEach(unstarted -> ((Future<?>) unstarted).cancel(false));
        boolean interrupted = false;
        while (true) {
            try {
                if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The result of a task; throws what the task has thrown. */
    static <V> V value(Future<V> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private static Thread thread(Runnable task) {
        Runnable single = () -> {
            Engine.threads(1);
            task.run();
        };
        Thread thread = new Thread(single, NAME + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
