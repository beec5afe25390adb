package org.delineate.serve;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Ends a request whose body comes too slowly, a byte now and then, which no idle timeout sees. Jetty's own handler for
 * this counts the bytes of all requests together, so that others' traffic hides a slow one.
 */
final class LeastRate extends Handler.Wrapper {
    private final int bytesPerSecond;
    private final int graceSeconds;

    /** @param graceSeconds how long a body may take at any rate */
    LeastRate(Handler next, int bytesPerSecond, int graceSeconds) {
        super(next);
        this.bytesPerSecond = bytesPerSecond;
        this.graceSeconds = graceSeconds;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(new Counted(request), response, callback);
    }

    private final class Counted extends Request.Wrapper {
        private final long begun = System.nanoTime();
        private long bytes;
        private Content.Chunk failure;

        Counted(Request request) {
            super(request);
        }

        @Override
        public Content.Chunk read() {
            if (failure == null) {
                Content.Chunk chunk = super.read();
                if (chunk != null) {
                    bytes += chunk.remaining();
                }
                return chunk;
            }
            return failure;
        }

        @Override
        public void demand(Runnable ready) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            if (seconds < graceSeconds || bytes >= seconds * bytesPerSecond) {
                super.demand(ready);
            } else {
                failure = Content.Chunk.from(new TimeoutException("the body comes too slowly"));
                ready.run();
            }
        }
    }
}
