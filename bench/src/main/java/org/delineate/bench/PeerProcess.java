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

/** The process of a peer, seen from outside; it sleeps unless it is asked. */
final class PeerProcess implements AutoCloseable {
    private static final int LAST_WORDS = 3;

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;
    private final Path words;
    private volatile boolean cut;

    /** @param folder for what it says beside its answers */
    PeerProcess(Peer peer, int threads, Path folder) {
        words = folder.resolve(peer.id() + ".log");
        try {
            process =
                    peer.process(threads, folder).redirectError(words.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start it: " + e.getMessage() + "; " + peer.remedy(), e);
        }
        endFirst();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Where memory runs out, the kernel shall end a peer, not the run; Linux alone knows how to be told. */
    private void endFirst() {
        Path score = Path.of("/proc", Long.toString(process.pid()), "oom_score_adj");
        try {
            if (Files.exists(score)) {
                Files.writeString(score, "1000");
            }
        } catch (IOException e) { // it has ended already; the first question tells why
            return;
        }
    }

    /**
     * Its answer, or what it said last where it ended without one.
     *
     * @param mostSeconds after which its process is ended; a run counts as this long then
     */
    Response ask(Request request, double mostSeconds) {
        long most = Math.round(1000 * mostSeconds);
        CompletableFuture<Void> end =
                CompletableFuture.runAsync(this::cut, CompletableFuture.delayedExecutor(most, TimeUnit.MILLISECONDS));
        try {
            requests.write(Json.line(request));
            requests.newLine();
            requests.flush();
            String line = answers.readLine();
            while (line != null && !line.startsWith("{")) { // what a native library says is no answer
                line = answers.readLine();
            }
            return line == null ? ended(request, most) : Json.parse(line, Response.class, words);
        } catch (IOException e) {
            return ended(request, most);
        } finally {
            end.cancel(false);
        }
    }

    private void cut() {
        cut = true;
        process.destroyForcibly();
    }

    /** Did its last request take too long? */
    boolean wasCut() {
        return cut;
    }

    private Response ended(Request request, long most) {
        try {
            int code = process.waitFor();
            if (cut) {
                return request.verb() == Request.Verb.RUN
                        ? Response.cut(most)
                        : Response.impossible(new IllegalStateException("not ready after " + most + " ms"));
            }
            List<String> said = Files.readAllLines(words);
            List<String> last = said.subList(Math.max(0, said.size() - LAST_WORDS), said.size());
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

    /** What the process held at most so far; 0 where the system does not tell. */
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
