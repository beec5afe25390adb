package org.delineate.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrefetcherTest {
    private final ExecutorService workers = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        workers.shutdownNow();
    }

    @Test
    void givesEachItemOnceInOrderAndThenNoMore() {
        Prefetcher<Integer> items = new Prefetcher<>(workers, 3, 2, 7, i -> i * i);
        for (int i = 2; i < 7; i++) {
            assertTrue(items.hasNext());
            assertEquals(i * i, items.next());
        }
        assertFalse(items.hasNext());
        assertEquals(
                "the epoch has no more batches",
                assertThrows(NoSuchElementException.class, items::next).getMessage());
        assertFalse(new Prefetcher<>(workers, 3, 7, 7, i -> i).hasNext());
    }

    @Test
    void throwsWhatAnItemHasThrown() {
        IllegalStateException broken = new IllegalStateException("broken");
        StackOverflowError deep = new StackOverflowError("deep");
        Prefetcher<Integer> items = new Prefetcher<>(workers, 1, 0, 3, i -> {
            if (i == 0) {
                throw broken;
            }
            if (i == 1) {
                throw deep;
            }
            return i;
        });
        assertSame(broken, assertThrows(IllegalStateException.class, items::next));
        assertSame(deep, assertThrows(StackOverflowError.class, items::next));
        assertEquals(2, items.next(), "the items after it are given");
    }

    @Test
    void endsWithoutWorkersAndSaysWhatToDo() {
        workers.shutdownNow();
        assertEquals(
                "the loader is closed; make a new one",
                assertThrows(IllegalStateException.class, () -> new Prefetcher<>(workers, 1, 0, 3, i -> i))
                        .getMessage());
    }

    @Test
    void anInterruptionEndsTheWaitAndStays() {
        CountDownLatch never = new CountDownLatch(1);
        Prefetcher<Integer> items = new Prefetcher<>(workers, 1, 0, 3, i -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return i;
        });
        Thread.currentThread().interrupt();
        assertEquals(
                "interrupted while waiting for a batch",
                assertThrows(IllegalStateException.class, items::next).getMessage());
        assertTrue(Thread.interrupted(), "whoever runs this thread must see it");
    }
}
