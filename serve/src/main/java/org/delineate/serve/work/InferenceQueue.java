package org.delineate.serve.work;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stands in front of the models: one request is computed at a time, a few wait, and more are refused at once, so that
 * what is accepted is answered in time.
 */
public final class InferenceQueue implements AutoCloseable {
    private static final int RETRY_SECONDS = 2;

    private final int capacity;
    private final int ofAccount;
    private final int seconds;
    private final ThreadPoolExecutor worker;
    private final Map<String, Integer> inFlight = new ConcurrentHashMap<>();

    /**
     * Starts the worker.
     *
     * @param capacity most requests that wait
     * @param ofAccount most requests of one account, waiting or computed
     * @param seconds longest wait for an answer
     */
    public InferenceQueue(int capacity, int ofAccount, int seconds) {
        this.capacity = capacity;
        this.ofAccount = ofAccount;
        this.seconds = seconds;
        worker = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(capacity), task -> new Thread(task, "inference"));
        worker.prestartAllCoreThreads();
    }

    /**
     * Refuses at once what {@link #run} would refuse now, before any work is done for it: under overload most of the
     * time would go into requests that get no answer.
     *
     * @throws BusyException where too many wait
     */
    public void requireRoom(String account) {
        if (inFlight.getOrDefault(account, 0) >= ofAccount) {
            throw ofAccountFull();
        }
        if (worker.getQueue().remainingCapacity() == 0) {
            throw full();
        }
    }

    private BusyException ofAccountFull() {
        return new BusyException("an account has at most " + ofAccount + " pictures in work", RETRY_SECONDS);
    }

    private BusyException full() {
        return new BusyException(capacity + " pictures wait for the model, which is the most", RETRY_SECONDS);
    }

    /**
     * Computes on the worker's thread and waits for it.
     *
     * @throws BusyException where too many wait, or the wait grew too long; nothing was computed then
     */
    public <T> T run(String account, Callable<T> work) {
        if (inFlight.merge(account, 1, Integer::sum) > ofAccount) {
            leave(account);
            throw ofAccountFull();
        }
        try {
            return await(worker.submit(work));
        } catch (RejectedExecutionException e) {
            throw full();
        } finally {
            leave(account);
        }
    }

    private <T> T await(Future<T> answer) {
        try {
            return answer.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            answer.cancel(false);
            worker.purge();
            throw new BusyException("the model did not answer within " + seconds + " seconds", RETRY_SECONDS);
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new BusyException("the server stops", RETRY_SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void leave(String account) {
        inFlight.computeIfPresent(account, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Returns how many wait. */
    public int waiting() {
        return worker.getQueue().size();
    }

    @Override
    public void close() {
        worker.shutdownNow();
        try {
            worker.awaitTermination(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
