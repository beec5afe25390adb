package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import org.delineate.nn.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleThreadPoolTest {
    @Test
    void eachThreadHasOneOfTheEngineAndTheProgramKeepsItsOwn() throws Exception {
        int before = Engine.threads();
        try {
            Engine.threads(2);
            ThreadPoolExecutor pool = SingleThreadPool.pool(3);
            assertEquals(3, pool.getPoolSize(), "all are started");
            for (int i = 0; i < 6; i++) {
                assertEquals(1, SingleThreadPool.value(pool.submit(() -> Engine.threads())));
            }
            assertEquals(2, Engine.threads());
            SingleThreadPool.end(pool);
            assertTrue(pool.isTerminated());
        } finally {
            Engine.threads(before);
        }
    }

    @Test
    void givesWhatATaskHasThrown() {
        ThreadPoolExecutor pool = SingleThreadPool.pool(1);
        ArithmeticException wrong = new ArithmeticException("NaN");
        Future<Object> failed = pool.submit(() -> {
            throw wrong;
        });
        assertSame(wrong, assertThrows(ArithmeticException.class, () -> SingleThreadPool.value(failed)));
        OutOfMemoryError full = new OutOfMemoryError("full");
        Future<Object> ended = pool.submit(() -> {
            throw full;
        });
        assertSame(full, assertThrows(OutOfMemoryError.class, () -> SingleThreadPool.value(ended)));
        SingleThreadPool.end(pool);
    }

    /** What has begun is waited for, though the waiting thread is interrupted; what has not is cancelled. */
    @Test
    void leavesNothingHalfDone() throws Exception {
        ThreadPoolExecutor pool = SingleThreadPool.pool(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<String> running = pool.submit(() -> {
            begun.countDown();
            end.await();
            return "whole";
        });
        Future<String> waiting = pool.submit(() -> "never");
        begun.await();
        Thread.currentThread().interrupt();
        Thread ender = new Thread(() -> {
            while (!waiting.isCancelled()) {
                Thread.onSpinWait();
            }
            end.countDown();
        });
        ender.start();
        SingleThreadPool.end(pool);
        assertTrue(Thread.interrupted(), "the interruption stays");
        ender.join();
        assertEquals("whole", running.get());
        assertFalse(running.isCancelled());
        assertTrue(pool.isTerminated());
    }
}
