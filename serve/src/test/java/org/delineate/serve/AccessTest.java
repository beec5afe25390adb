package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.serve.api.Operation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tries every operation without the right to it, and everything a foreign page or a hostile client may send. */
class AccessTest {
    private static final String NOBODY = "0123456789abcdef0123456789abcdef";

    @TempDir
    static Path home;

    private static DiagnosisServer server;
    private static Browser administrator;
    private static Browser clinician;
    private static String image;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(home);
        administrator = Browser.first(server);
        String once = administrator
                .post("/api/accounts", Map.of("name", "reader", "role", "clinician"))
                .expect(201)
                .json()
                .get("oneTimePassword")
                .asText();
        clinician = new Browser(server.address());
        clinician.signIn("reader", once).expect(200);
        clinician.get("/api/images").expect(403);
        clinician.changePassword(once, Browser.PASSWORD).expect(200);
        image = clinician
                .upload("a.png", Files.readAllBytes(TestServer.picture()))
                .expect(201)
                .json()
                .get("images")
                .get(0)
                .get("id")
                .asText();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String path(Operation operation) {
        return operation.path().replaceAll("\\{frame}", "0").replaceAll("\\{\\w+}", NOBODY);
    }

    private static int status(Browser browser, Operation operation) throws Exception {
        HttpRequest.Builder request = browser.request(path(operation))
                .header("Content-Type", "application/json")
                .method(
                        operation.method().name(),
                        operation.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
        return browser.send(request).status();
    }

    @Test
    void everyOperationIsClosedToThoseWhoMayNot() throws Exception {
        List<String> open = new ArrayList<>();
        int closed = 0;
        for (Operation operation : server.api().operations()) {
            String name = operation.method() + " " + operation.path();
            if (operation.access() == Operation.Access.ANYONE) {
                continue;
            }
            if (status(new Browser(server.address()), operation) != 401) {
                open.add(name + " without signing in");
            }
            if (operation.access() == Operation.Access.ADMINISTRATOR && status(clinician, operation) != 403) {
                open.add(name + " to a clinician");
            }
            closed++;
        }
        assertEquals(List.of(), open);
        assertTrue(closed > 20, closed + " operations");
    }

    @Test
    void anIdentifierOfNothingIsNotFound() throws Exception {
        for (Operation operation : server.api().operations()) {
            boolean ofImage = operation.path().startsWith("/api/images/{id}") && !operation.changes();
            if (ofImage) {
                assertEquals(404, status(clinician, operation), operation.path());
            }
        }
    }

    @Test
    void aForeignPageChangesNothing() throws Exception {
        List<String> let = new ArrayList<>();
        for (Operation operation : server.api().operations()) {
            if (!operation.changes()) {
                continue;
            }
            String method = operation.method().name();
            int foreign = clinician
                    .send(clinician
                            .request(path(operation))
                            .header("Origin", "https://evil.example")
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString("{}")))
                    .status();
            int withoutToken = clinician
                    .send(HttpRequest.newBuilder(
                                    java.net.URI.create(server.address()).resolve(path(operation)))
                            .header("Cookie", clinician.cookie())
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString("{}")))
                    .status();
            boolean isSignIn = operation.access() == Operation.Access.ANYONE;
            if (foreign != 403 || withoutToken != 403 && !isSignIn) {
                let.add(method + " " + operation.path() + " " + foreign + " " + withoutToken);
            }
        }
        assertEquals(List.of(), let);
        // a form of another site can send text/plain, which is no JSON
        Browser.Answer form = clinician.send(clinician
                .request("/api/session")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"name\":\"reader\",\"password\":\"x\"}")));
        assertEquals(415, form.status());
        assertEquals(405, clinician.get("/api/images/" + image + "/length").status());
    }

    @Test
    void everyAnswerCarriesTheHeaders() throws Exception {
        for (String path :
                List.of("/", "/health", "/api/images", "/api/nothing", "/page/index.html", "/page/none.js")) {
            Map<String, List<String>> headers =
                    new Browser(server.address()).get(path).response().headers().map();
            String policy = headers.get("content-security-policy").get(0);
            assertTrue(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), path);
            assertFalse(policy.contains("unsafe"), policy);
            assertEquals(List.of("nosniff"), headers.get("x-content-type-options"), path);
            assertEquals(List.of("no-referrer"), headers.get("referrer-policy"), path);
            assertFalse(headers.containsKey("server"), path);
        }
        Browser.Answer frame =
                clinician.get("/api/images/" + image + "/frames/0").expect(200);
        assertTrue(frame.response()
                .headers()
                .firstValue("Cache-Control")
                .orElse("")
                .contains("no-store"));
        String cookie = new Browser(server.address())
                .signIn("reader", Browser.PASSWORD)
                .response()
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
    }

    @Test
    void noPathLeadsOutOfThePage() throws Exception {
        Path secret = home.resolve("secret.txt");
        Files.writeString(secret, "a secret beside the served folder");
        for (String path : List.of(
                "/page/..%2f..%2fsecret.txt",
                "/page/%2e%2e/%2e%2e/secret.txt",
                "/page/%252e%252e%252fsecret.txt",
                "/page/..%5c..%5csecret.txt",
                "/page/secret.txt%00.js",
                "/page//" + secret,
                "/page/%c0%ae%c0%ae/secret.txt",
                "/api/images/..%2f..%2fsecret.txt",
                "/api/images/" + image + "/segmentations/..%2fsecret.txt/mask",
                "/api/images/" + image + "/frames/..%2f..%2fsecret.txt")) {
            Browser.Answer answer = clinician.get(path);
            assertTrue(answer.status() >= 400 && answer.status() < 500, path + " " + answer.status());
            assertFalse(answer.text().contains("a secret"), path);
        }
    }

    @Test
    void namesOfUploadsAreOnlyShown() throws Exception {
        byte[] picture = Files.readAllBytes(TestServer.picture());
        for (String name : List.of(
                "<script>alert(1)</script>.png",
                "../../up.png",
                "C:\\temp\\up.png",
                "a\u202Egnp.exe.png",
                "x".repeat(5000) + ".png",
                "")) {
            Browser.Answer answer = clinician.upload(name, picture).expect(201);
            String shown = answer.json().get("images").get(0).get("name").asText();
            assertTrue(shown.length() <= 255 && !shown.contains("/") && !shown.contains("\\"), shown);
            assertFalse(shown.contains("\u202E"), "a mark that turns the text around");
            String id = answer.json().get("images").get(0).get("id").asText();
            assertTrue(Files.exists(
                    home.resolve("pictures").resolve(id.substring(0, 2)).resolve(id)));
            clinician.delete("/api/images/" + id).expect(204);
            assertFalse(Files.exists(
                    home.resolve("pictures").resolve(id.substring(0, 2)).resolve(id)));
        }
    }

    @Test
    void refusesWhatIsNoPicture() throws Exception {
        byte[] picture = Files.readAllBytes(TestServer.picture());
        Browser.Answer text =
                clinician.upload("note.png", "no picture".getBytes()).expect(422);
        assertEquals(
                "no PNG, JPEG or DICOM file by its first bytes",
                text.json().get("refused").get(0).get("error").asText());
        byte[] cut = java.util.Arrays.copyOf(picture, picture.length / 2);
        String damaged = clinician
                .upload("cut.png", cut)
                .expect(422)
                .json()
                .get("refused")
                .get(0)
                .get("error")
                .asText();
        assertFalse(damaged.contains(home.toString()), damaged);
        assertEquals(0, Files.list(home.resolve("incoming")).count(), "nothing is left of what was refused");
    }

    @Test
    void guessingIsSlowedDown() throws Exception {
        Browser browser = new Browser(server.address());
        String wrong = browser.signIn("nobody", "wrong password 1").expect(401).text();
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    wrong,
                    browser.signIn("guessed", "wrong password " + i).expect(401).text());
        }
        Browser.Answer answer = browser.signIn("guessed", "another").expect(429);
        assertTrue(answer.response().headers().firstValue("Retry-After").isPresent());
        clinician.get("/api/images").expect(200);
    }

    @Test
    void aChangedPasswordEndsTheOtherSessions() throws Exception {
        String once = administrator
                .post("/api/accounts", Map.of("name", "two places", "role", "clinician"))
                .expect(201)
                .json()
                .get("oneTimePassword")
                .asText();
        Browser here = new Browser(server.address());
        here.signIn("two places", once).expect(200);
        Browser there = new Browser(server.address());
        there.signIn("two places", once).expect(200);
        here.changePassword(once, "short").expect(400);
        here.changePassword(once, Browser.PASSWORD).expect(200);
        here.get("/api/images").expect(200);
        there.get("/api/images").expect(401);
        here.delete("/api/session").expect(204);
        here.get("/api/session").expect(401);
    }

    @Test
    void listensBeyondThisMachineWithTlsOnly() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new ServeOptions.Address("0.0.0.0", 0, null));
        assertTrue(e.getMessage().contains("--tls"), e.getMessage());
    }

    @Test
    void everyOperationIsDescribedAndItsAnswersHaveTheFieldsThatTheyState() throws Exception {
        JsonNode document = new Browser(server.address())
                .get("/api/openapi.json")
                .expect(200)
                .json();
        for (Operation operation : server.api().operations()) {
            JsonNode described = document.path("paths")
                    .path(operation.path())
                    .path(operation.method().name().toLowerCase(Locale.ROOT));
            assertEquals(operation.summary(), described.path("summary").asText());
        }
        JsonNode schema =
                document.path("components").path("schemas").path("Image").path("properties");
        JsonNode answer = clinician.get("/api/images/" + image).expect(200).json();
        List<String> stated = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        schema.fieldNames().forEachRemaining(stated::add);
        answer.fieldNames().forEachRemaining(sent::add);
        assertEquals(stated, sent);
        assertEquals(
                "#/components/schemas/Image",
                document.at("/paths/~1api~1images~1{id}/get/responses/2XX/content/application~1json/schema/$ref")
                        .asText());
    }
}
