package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.delineate.file.Limits;
import org.delineate.png.Png;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks for more segmentations than the model computes: what is accepted gets the mask that it gets alone, and the rest
 * is told to come again.
 *
 * <p>{@code -Dload.seconds=30} sets how long.
 */
class ServerLoadTest {
    private static final int SECONDS = Integer.getInteger("load.seconds", 3);
    private static final int CLIENTS = 64;
    private static final int ACCOUNTS = 24;

    @TempDir
    static Path home;

    private static DiagnosisServer server;
    private static final List<Browser> BROWSERS = new ArrayList<>();
    private static final List<Case> CASES = new ArrayList<>();

    /** Milliseconds of a segmentation alone. */
    private static double aloneMs;

    private final Times accepted = new Times();
    private final Times refused = new Times();

    /** Is a picture with the mask that it gets while nothing else is computed. */
    private record Case(String path, byte[] mask) {}

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(home);
        for (int i = 0; i < ACCOUNTS; i++) {
            BROWSERS.add(Browser.ofNewAccount(server, "reader " + i));
        }
        for (byte[] picture :
                List.of(Files.readAllBytes(TestServer.picture()), noise(64, 48), noise(700, 500), noise(1600, 1200))) {
            String path = "/api/images/"
                    + BROWSERS.get(0)
                            .upload("a.png", picture)
                            .expect(201)
                            .json()
                            .get("images")
                            .get(0)
                            .get("id")
                            .asText()
                    + "/segmentations";
            ask(BROWSERS.get(0), path).expect(201);
            long begun = System.nanoTime();
            Browser.Answer made = ask(BROWSERS.get(0), path).expect(201);
            aloneMs += (System.nanoTime() - begun) / 4e6;
            CASES.add(new Case(path, mask(BROWSERS.get(0), path, made)));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] noise(int width, int height) {
        Random random = new Random(width);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < width * height; i++) {
            int blob = Math.hypot(i % width - width / 2.0, i / width - height / 2.0) < height / 4.0 ? 40 : 140;
            picture.getRaster().setSample(i % width, i / width, 0, blob + random.nextInt(60));
        }
        return Png.encode(picture);
    }

    private static Browser.Answer ask(Browser browser, String path) throws Exception {
        return browser.send(browser.json(path).POST(BodyPublishers.ofString("{\"frame\": 0}")));
    }

    private static byte[] mask(Browser browser, String path, Browser.Answer made) throws Exception {
        return browser.get(path + "/" + made.json().get("id").asText() + "/mask")
                .expect(200)
                .bytes();
    }

    @Test
    void manyClientsGetTheMasksOfOne() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + 1);
        List<Future<Void>> work = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Browser browser = BROWSERS.get(i % ACCOUNTS);
            Random random = new Random(i);
            Callable<Void> client = () -> {
                while (System.nanoTime() < end) {
                    Case one = CASES.get(random.nextInt(CASES.size()));
                    long begun = System.nanoTime();
                    Browser.Answer answer = ask(browser, one.path());
                    if (isAccepted(answer, begun)) {
                        assertArrayEquals(one.mask(), mask(browser, one.path(), answer), "the mask");
                    } else {
                        Thread.sleep(20 + random.nextInt(80));
                    }
                }
                return null;
            };
            work.add(clients.submit(client));
        }
        Times health = new Times();
        work.add(clients.submit(() -> {
            while (System.nanoTime() < end) {
                long begun = System.nanoTime();
                BROWSERS.get(0).get("/health").expect(200);
                health.since(begun);
                Thread.sleep(20);
            }
            return null;
        }));
        for (Future<Void> one : work) {
            one.get();
        }
        clients.shutdown();
        int waiting = Limits.DEFAULT.server().queue() + 1;
        System.out.printf(
                Locale.ROOT,
                "ServerLoadTest: %d clients, %d s: accepted %s; 503 %s; /health %s; alone %.0f ms, x %d = %.0f ms%n",
                CLIENTS,
                SECONDS,
                accepted,
                refused,
                health,
                aloneMs,
                waiting,
                waiting * aloneMs);
        assertTrue(accepted.count() > 0 && refused.count() > 0, "the load is above what the model computes");
        assertTrue(health.count() > 1);
        requireNothingLeft();
    }

    /** A request is accepted, or told to come again; nothing else. */
    private boolean isAccepted(Browser.Answer answer, long begun) {
        if (answer.status() == 503) {
            refused.since(begun);
            assertEquals(
                    "2", answer.response().headers().firstValue("Retry-After").orElse("none"));
            return false;
        }
        answer.expect(201);
        accepted.since(begun);
        return true;
    }

    @Test
    void whatIsTooMuchIsRefusedAtOnce() throws Exception {
        long heap = heapAfterCollection();
        double everyMs = aloneMs / 3;
        int requests = Math.min(20_000, Math.max(40, (int) (SECONDS * 1000 / everyMs)));
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            LockSupport.parkNanos(start + (long) (i * everyMs * 1e6) - System.nanoTime());
            Browser browser = BROWSERS.get(i % ACCOUNTS);
            long begun = System.nanoTime();
            answers.add(browser.sendLater(
                            browser.json(CASES.get(i % CASES.size()).path())
                                    .POST(BodyPublishers.ofString("{\"frame\": 0}")))
                    .thenApply(answer -> isAccepted(answer, begun)));
        }
        int good = 0;
        for (CompletableFuture<Boolean> answer : answers) {
            good += answer.get(2, TimeUnit.MINUTES) ? 1 : 0;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long after = heapAfterCollection();
        System.out.printf(
                Locale.ROOT,
                "ServerLoadTest: %d requests, 3 for each that can be computed: accepted %s; 503 %s; %.0f %% of the"
                        + " model's time used; heap %.1f -> %.1f MiB%n",
                requests,
                accepted,
                refused,
                good * aloneMs / 10 / seconds,
                heap / 1048576.0,
                after / 1048576.0);
        assertEquals(requests, accepted.count() + refused.count());
        assertTrue(good > 0, "something is computed");
        assertFalse(after > heap + (32 << 20), "heap grew from " + heap + " to " + after);
        requireNothingLeft();
    }

    private static long heapAfterCollection() throws InterruptedException {
        System.gc();
        Thread.sleep(50);
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void requireNothingLeft() throws Exception {
        assertEquals(0, server.bench().queue().waiting());
        try (Stream<Path> files = Files.list(home.resolve("incoming"))) {
            assertEquals(List.of(), files.toList());
        }
    }
}
