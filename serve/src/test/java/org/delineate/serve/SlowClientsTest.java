package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps hundreds of connections that send little or nothing: others are served meanwhile.
 *
 * <p>{@code -Dload.seconds=30} also waits until the server has cut them.
 */
class SlowClientsTest {
    private static final boolean IS_LONG = Integer.getInteger("load.seconds", 3) >= 30;
    private static final int EACH = 200;
    private static final int THREADS_OF_SERVER = 512;
    private static final int CUT_SECONDS = 40;

    @TempDir
    Path home;

    private DiagnosisServer server;
    private Browser browser;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void start() {
        server = TestServer.start(home);
        browser = Browser.ofNewAccount(server, "reader");
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        try (Stream<Path> files = Files.list(home.resolve("incoming"))) {
            assertEquals(List.of(), files.toList());
        }
    }

    private Socket open(String bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        send(socket, bytes);
        return socket;
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private String head(String path, String type, String more) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nCookie: " + browser.cookie()
                + "\r\nX-CSRF-Token: " + browser.csrf() + "\r\nContent-Type: " + type + "\r\n" + more + "\r\n";
    }

    private String upload(long length) {
        return head("/api/images", "multipart/form-data; boundary=b", "Content-Length: " + length + "\r\n")
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n";
    }

    private Times others(int count) throws Exception {
        Times times = new Times();
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            browser.get("/api/images").expect(200);
            times.since(begun);
        }
        return times;
    }

    @Test
    void othersAreServedWhileHundredsSendNothing() throws Exception {
        int requests = IS_LONG ? 400 : 40;
        others(requests);
        Times before = others(requests);
        int threads = Thread.activeCount();
        for (int i = 0; i < EACH; i++) {
            // a request that never ends, a body that never comes, far more promised than sent
            sockets.add(open("POST /api/session HTTP/1.1\r\nHost: x\r\nX-Sl"));
            sockets.add(open(head("/api/session", "application/json", "Content-Length: 100\r\n")));
            sockets.add(open(head("/api/session", "application/json", "Content-Length: " + (1L << 40) + "\r\n")));
            sockets.add(open(upload(1000)));
        }
        Times during = others(requests);
        int more = Thread.activeCount() - threads;
        System.out.println("SlowClientsTest: " + sockets.size() + " connections; before " + before + "; during "
                + during + "; " + more + " more threads");
        assertEquals(requests, during.count());
        assertTrue(more <= THREADS_OF_SERVER, more + " threads");
        if (IS_LONG) {
            requireCut();
        }
    }

    /** The server ends each of them; so does a client that sends a byte a second. */
    private void requireCut() throws Exception {
        List<Socket> trickling = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            trickling.add(open(
                    i % 2 == 0
                            ? upload(100_000)
                            : head("/api/session", "application/json", "Content-Length: 1000\r\n")));
        }
        sockets.addAll(trickling);
        long begun = System.nanoTime();
        int cutEarly = 0;
        while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(CUT_SECONDS)) {
            for (Socket socket : trickling) {
                try {
                    send(socket, "a");
                } catch (IOException e) {
                    cutEarly++;
                }
            }
            Thread.sleep(1000);
        }
        int open = 0;
        Map<Integer, Integer> ofKind = new TreeMap<>();
        for (int i = 0; i < sockets.size(); i++) {
            if (!isCut(sockets.get(i))) {
                open++;
                ofKind.merge(i < 4 * EACH ? i % 4 : 4 + i % 2, 1, Integer::sum);
            }
        }
        System.out.println("SlowClientsTest: after " + CUT_SECONDS + " s " + open + " of " + sockets.size()
                + " connections are open, by kind " + ofKind + "; " + cutEarly + " bytes were refused");
        assertEquals(0, open);
    }

    private static boolean isCut(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // the answer that came before the end
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void connectionsThatBreakAtEachPlaceLeaveNothing() throws Exception {
        String whole = upload(400) + "x".repeat(320) + "\r\n--b--\r\n";
        for (int end = 1; end < whole.length(); end += IS_LONG ? 1 : 17) {
            open(whole.substring(0, end)).close();
        }
        others(5);
    }

    @Test
    void aBodyInTinyChunksIsReadToItsLimit() throws Exception {
        int chunks = IS_LONG ? 10_000_000 : 100_000;
        try (Socket socket =
                open(head("/api/images", "multipart/form-data; boundary=b", "Transfer-Encoding: chunked\r\n"))) {
            String thousand = "6\r\naaaaaa\r\n".repeat(1000);
            for (int sent = 0; sent < chunks; sent += 1000) {
                send(socket, thousand);
            }
            send(socket, "0\r\n\r\n");
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            assertTrue(status.startsWith("HTTP/1.1 4"), status);
        }
        others(5);
    }

    @Test
    void oneConnectionSendsThousandsOfRequests() throws Exception {
        int requests = IS_LONG ? 10_000 : 1000;
        String request = "GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n\r\n";
        try (Socket socket = open("")) {
            byte[] buffer = new byte[1 << 14];
            for (int i = 0; i < requests; i++) {
                send(socket, request);
                int n = socket.getInputStream().read(buffer);
                String status = new String(buffer, 0, Math.max(n, 0), StandardCharsets.ISO_8859_1);
                assertTrue(status.startsWith("HTTP/1.1 401"), status);
                while (!status.endsWith("}")) {
                    n = socket.getInputStream().read(buffer);
                    status = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                }
            }
        }
    }
}
