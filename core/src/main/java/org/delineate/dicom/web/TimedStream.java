package org.delineate.dicom.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends an answer that has stopped, or does not stop: the HTTP client itself only waits for its beginning. */
final class TimedStream extends FilterInputStream {
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dicomweb-timeouts");
        thread.setDaemon(true);
        return thread;
    });

    private final Timeouts timeouts;
    private final ScheduledFuture<?> check;
    private final long begin = System.nanoTime();
    private volatile long last = begin;
    private volatile String expired;

    TimedStream(InputStream in, Timeouts timeouts) {
        super(in);
        this.timeouts = timeouts;
        long period = Math.max(10, Math.min(1000, timeouts.silence().toMillis() / 4));
        check = CLOCK.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
    }

    private void check() {
        long now = System.nanoTime();
        if (now - last > timeouts.silence().toNanos()) {
            expire("no byte came for " + timeouts.silence().toSeconds() + " s");
        } else if (now - begin > timeouts.whole().toNanos()) {
            expire("the answer has not ended after " + timeouts.whole().toSeconds() + " s");
        }
    }

    private void expire(String why) {
        expired = why;
        check.cancel(false);
        try {
            in.close(); // wakes the reader
        } catch (IOException e) {
            // the reader is told below
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        last = System.nanoTime(); // time that the caller took is not the server's
        int read;
        try {
            read = super.read(to, offset, length);
        } catch (IOException e) {
            require(e);
            throw e;
        }
        require(null);
        last = System.nanoTime();
        return read;
    }

    private void require(IOException cause) throws HttpTimeoutException {
        if (expired != null) {
            HttpTimeoutException timeout = new HttpTimeoutException(expired);
            timeout.initCause(cause);
            throw timeout;
        }
    }

    @Override
    public void close() throws IOException {
        check.cancel(false);
        super.close();
    }
}
