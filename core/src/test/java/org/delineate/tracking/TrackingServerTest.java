package org.delineate.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MLflow's servers may answer beside what was asked for, and who they are told that asks. */
class TrackingServerTest {
    private static final Map<String, String> BASIC = Map.of(
            "MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "s3cret", "MLFLOW_TRACKING_TOKEN", "t0ken");

    private HttpServer server;
    private String asked;
    private int status = 200;
    private String answer = "{\"experiment\": {\"experiment_id\": \"7\", \"lifecycle_stage\": \"active\"}}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Location", "http://other/");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private TrackingServer server(Map<String, String> environment) {
        return new TrackingServer(
                URI.create("http://localhost:" + server.getAddress().getPort()), environment);
    }

    /** As MLflow's documentation says: user and password win over a token. */
    @Test
    void readsTheCredentialsThatMlflowsClientsRead() {
        server(Map.of()).experiment("x");
        assertEquals(null, asked);
        server(BASIC).experiment("x");
        assertEquals("Basic bWU6czNjcmV0", asked);
        server(Map.of("MLFLOW_TRACKING_TOKEN", "t0ken", "MLFLOW_TRACKING_USERNAME", "me"))
                .experiment("x");
        assertEquals("Bearer t0ken", asked);
    }

    @Test
    void keepsCredentialsFromOthers() {
        for (String other : new String[] {"http://example.org:5000", "http://localhost.example.org"}) {
            String said = refusal(other, BASIC);
            assertTrue(said.contains("credentials go over https:// alone"), said);
            assertFalse(said.contains("s3cret") || said.contains("t0ken"), said);
        }
        new TrackingServer(URI.create("https://example.org"), BASIC);
        new TrackingServer(URI.create("http://example.org"), Map.of());
        assertTrue(
                refusal("https://x", Map.of("MLFLOW_TRACKING_USERNAME", "me")).contains("set both, or neither"));
        String broken = refusal("https://x", Map.of("MLFLOW_TRACKING_TOKEN", "a\nb"));
        assertEquals("MLFLOW_TRACKING_TOKEN has visible characters of ASCII alone", broken);
    }

    private static String refusal(String url, Map<String, String> environment) {
        return assertThrows(IllegalArgumentException.class, () -> new TrackingServer(URI.create(url), environment))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | no | are the credentials in MLFLOW_TRACKING_USERNAME right, and still valid?",
                "403 | no | ask who runs it for the right to do this",
                "302 | '' | give the address to which it redirects",
                "500 | {\"error_code\": \"INTERNAL_ERROR\", \"message\": \"full\"} | (INTERNAL_ERROR: full) to",
                "503 | busy | try again later",
                "200 | <html> | is this the address of an MLflow tracking server?",
                "200 | [] | no JSON to",
                "200 | {\"experiment\": {}} | an answer without experiment_id",
                "200 | {\"experiment\": {\"lifecycle_stage\": \"deleted\"}} | restore it, or name another",
                "400 | {\"error_code\": 5, \"message\": null} | (5: null) to"
            })
    void namesWhatIsWrong(int with, String text, String expected) {
        status = with;
        answer = text;
        String said = assertThrows(TrackingException.class, () -> server(BASIC).experiment("x"))
                .getMessage();
        assertTrue(said.contains(expected) && said.contains("experiment"), said);
        assertFalse(said.contains("s3cret"), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:5000",
                "databricks",
                "ftp://x",
                "http://",
                "http://a b",
                "http://x?y",
                "http://x#y"
            })
    void refusesWhatIsNoAddress(String url) {
        assertThrows(IllegalArgumentException.class, () -> new Tracking(url, null));
    }

    @Test
    void takesAnAddressBelowAnother() {
        assertEquals("https://x/mlflow", new Tracking("https://x/mlflow//", null).url());
        assertFalse(Tracking.NOWHERE.records());
        assertThrows(IllegalArgumentException.class, () -> new Tracking("http://x", " "));
    }
}
