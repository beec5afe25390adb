package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server at random moments while several readers upload, correct and read; what it acknowledged is there after
 * the next start. A server that answers before it has written loses something in the same test.
 *
 * <p>{@code -Dkills=10} kills it ten times.
 */
class ServerKillTest {
    private static final int READERS = 4;
    private static final int KILLS = Integer.getInteger("kills", 2);

    /** What is acknowledged before a kill, however slow the machine is. */
    private static final int LEAST = 5;

    /** Longest time from then to the kill. */
    private static final int LONGEST_MS = 1000;

    @TempDir
    Path home;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Acknowledged acknowledged = new Acknowledged();
    private Browser browser;
    private int left;

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        System.out.println("ServerKillTest: seed " + seed);
        int port = freePort();
        for (int kill = 0; kill < KILLS; kill++) {
            workAndKill(port, true);
        }
        try (DiagnosisServer server = TestServer.start(home)) {
            Browser again = new Browser(server.address());
            again.signIn(DiagnosisServer.firstName(), Browser.PASSWORD).expect(200);
            requireAllIsThere(again);
        }
        System.out.println("ServerKillTest: " + KILLS + " kills, " + acknowledged.count() + " acknowledged and there, "
                + left + " unfinished uploads removed");
        assertTrue(AuditCheck.of(home, null).isWhole());
    }

    @Test
    void aServerThatAnswersBeforeItHasWrittenLosesSomething() throws Exception {
        System.out.println("ServerKillTest, careless: seed " + seed);
        int port = freePort();
        List<String> lost = List.of();
        for (int kill = 0; kill < 5 && lost.isEmpty(); kill++) {
            workAndKill(port, false);
            try (DiagnosisServer server = TestServer.start(home)) {
                Browser again = new Browser(server.address());
                again.signIn(DiagnosisServer.firstName(), Browser.PASSWORD);
                lost = acknowledged.lost(again);
            }
        }
        System.out.println("ServerKillTest, careless: " + lost.size() + " of " + acknowledged.count() + " lost");
        assertFalse(lost.isEmpty(), "the test does not see a loss");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Looks for what was acknowledged before, then works on until the kill. */
    private void workAndKill(int port, boolean isCareful) throws Exception {
        left += Files.exists(home.resolve("incoming")) ? files("incoming").size() : 0;
        try (ServerProcess server = ServerProcess.start(home, port, isCareful)) {
            if (server.oneTimePassword().isPresent()) {
                browser = new Browser("http://127.0.0.1:" + port + "/");
                String once = server.oneTimePassword().get();
                browser.signIn(DiagnosisServer.firstName(), once).expect(200);
                browser.changePassword(once, Browser.PASSWORD).expect(200);
            } else if (isCareful) {
                requireAllIsThere(browser);
            }
            int before = acknowledged.count();
            Work work = new Work();
            while (acknowledged.count() < before + LEAST && work.isRunning()) {
                Thread.sleep(1);
            }
            Thread.sleep(random.nextInt(LONGEST_MS));
            server.kill();
            work.requireBrokenConnections();
        }
    }

    private final class Work {
        private final ExecutorService readers = Executors.newFixedThreadPool(READERS);
        private final List<Future<Void>> ends = new ArrayList<>();

        Work() {
            for (int i = 0; i < READERS; i++) {
                Random own = new Random(random.nextLong());
                Callable<Void> reader = () -> {
                    acknowledged.work(browser, own);
                    return null;
                };
                ends.add(readers.submit(reader));
            }
        }

        boolean isRunning() {
            return ends.stream().noneMatch(Future::isDone);
        }

        /** A reader ends by the kill, and by nothing before. */
        void requireBrokenConnections() throws InterruptedException {
            for (Future<Void> end : ends) {
                try {
                    end.get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof IOException)) {
                        throw new AssertionError("a request failed before the kill", e.getCause());
                    }
                }
            }
            readers.shutdown();
        }
    }

    private void requireAllIsThere(Browser reader) throws Exception {
        assertEquals(List.of(), acknowledged.lost(reader), "lost, seed " + seed);
        assertEquals(List.of(), files("incoming"), "uploads that were not complete");
        for (String file : files("pictures")) {
            reader.get("/api/images/" + file).expect(200);
        }
        int rows = 0;
        for (JsonNode count : reader.get("/api/images").json().get("counts")) {
            rows += count.asInt();
        }
        assertEquals(files("pictures").size(), rows, "a file for each row and a row for each file");
        JsonNode audit = reader.get("/api/audit/verification").expect(200).json();
        assertTrue(audit.get("whole").asBoolean(), audit.toString());
    }

    private List<String> files(String folder) throws IOException {
        try (Stream<Path> all = Files.walk(home.resolve(folder))) {
            return all.filter(Files::isRegularFile)
                    .map(f -> f.getFileName().toString())
                    .toList();
        }
    }
}
