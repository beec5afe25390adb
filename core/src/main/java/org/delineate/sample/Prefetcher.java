package org.delineate.sample;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;

/** Computes numbered items on background threads, a few ahead of their use, and hands them out in order. */
final class Prefetcher<T> implements Iterator<T> {
    private final ExecutorService workers;
    private final IntFunction<T> item;
    private final int end;
    private final ArrayDeque<Future<T>> ahead = new ArrayDeque<>();
    private int next;

    /**
     * @param depth items in preparation at a time
     * @param from number of the first item; the last is end - 1
     */
    Prefetcher(ExecutorService workers, int depth, int from, int end, IntFunction<T> item) {
        this.workers = workers;
        this.item = item;
        this.end = end;
        this.next = from;
        while (ahead.size() < depth && next < end) {
            submit();
        }
    }

    private void submit() {
        int number = next++;
        try {
            ahead.add(workers.submit(() -> item.apply(number)));
        } catch (RejectedExecutionException e) {
            throw closed(e);
        }
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty();
    }

    @Override
    public T next() {
        if (ahead.isEmpty()) {
            throw new NoSuchElementException("the epoch has no more batches");
        }
        Future<T> first = ahead.remove();
        if (next < end) {
            submit();
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

    static IllegalStateException closed(RuntimeException cause) {
        return new IllegalStateException("the loader is closed; make a new one", cause);
    }
}
