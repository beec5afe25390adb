package org.delineate.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.delineate.file.Json;

/** Controls the process of a peer, which sleeps between requests. */
final class PeerProcess implements AutoCloseable {
    private static final int LOG_LINES = 3;

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader responses;
    private final Path log;
    private volatile boolean aborted;

    /**
     * Starts the process.
     *
     * @param folder folder of its log, which takes what it writes to standard error
     */
    PeerProcess(Peer peer, int threads, Path folder) {
        log = folder.resolve(peer.id() + ".log");
        try {
            process = peer.process(threads, folder).redirectError(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start it: " + e.getMessage() + "; " + peer.remedy(), e);
        }
        endFirst();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        responses = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Makes the kernel end a peer, not the benchmark, where memory runs out; Linux alone has a setting for that. */
    private void endFirst() {
        Path score = Path.of("/proc", Long.toString(process.pid()), "oom_score_adj");
        try {
            if (Files.exists(score)) {
                Files.writeString(score, "1000");
            }
        } catch (IOException e) { // it has ended already; the first request shows why
            return;
        }
    }

    /**
     * Sends a request and returns the response, or the last lines of the log where the process ended without one.
     *
     * @param maxSeconds time after which its process is ended; a run counts as this long then
     */
    Response ask(Request request, double maxSeconds) {
        long most = Math.round(1000 * maxSeconds);
        CompletableFuture<Void> end =
                CompletableFuture.runAsync(this::abort, CompletableFuture.delayedExecutor(most, TimeUnit.MILLISECONDS));
        try {
            requests.write(Json.line(request));
            requests.newLine();
            requests.flush();
            String line = responses.readLine();
            while (line != null && !line.startsWith("{")) { // a native library may print, too
                line = responses.readLine();
            }
            return line == null ? ended(request, most) : Json.parse(line, Response.class, log);
        } catch (IOException e) {
            return ended(request, most);
        } finally {
            end.cancel(false);
        }
    }

    private void abort() {
        aborted = true;
        process.destroyForcibly();
    }

    /** Returns whether the last request took too long, so that the process was ended. */
    boolean wasAborted() {
        return aborted;
    }

    private Response ended(Request request, long most) {
        try {
            int code = process.waitFor();
            if (aborted) {
                return request.verb() == Request.Verb.RUN
                        ? Response.aborted(most)
                        : Response.failed(new IllegalStateException("not ready after " + most + " ms"));
            }
            List<String> logged = Files.readAllLines(log);
            List<String> last = logged.subList(Math.max(0, logged.size() - LOG_LINES), logged.size());
            return new Response(0, 0, null, null, "its process ended with " + code + ": " + String.join(" / ", last));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the most memory that the process had so far; 0 where the system does not report it. */
    long peakBytes() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(l -> l.startsWith("VmHWM"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        try {
            requests.close(); // no more requests: it ends by itself
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
