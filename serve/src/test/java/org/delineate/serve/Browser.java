package org.delineate.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.delineate.serve.store.Account;
import org.delineate.serve.store.Accounts;
import org.delineate.serve.store.Sessions;

/** Sends requests as the page does: with the cookie of its session and the token in a header. */
final class Browser {
    static final String PASSWORD = "correct horse battery";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String BOUNDARY = "----boundary7e1f";

    private final URI address;
    private String cookie = "";
    private String csrf = "";

    Browser(String address) {
        this.address = URI.create(address);
    }

    /** Signs in with the one-time password of the first account, and changes it. */
    static Browser first(DiagnosisServer server) throws Exception {
        Browser browser = new Browser(server.address());
        String once = server.oneTimePassword().orElseThrow();
        browser.signIn(DiagnosisServer.firstName(), once);
        browser.changePassword(once, PASSWORD);
        return browser;
    }

    /** Is signed in to a new account, without the time that hashing passwords takes. */
    static Browser ofNewAccount(DiagnosisServer server, String name) {
        Sessions.Opened opened = server.bench().database().change(handle -> {
            Account account = Accounts.add(handle, name, Account.Role.CLINICIAN, "no password");
            handle.execute("UPDATE account SET must_change = FALSE WHERE id = ?", account.id());
            return Sessions.open(handle, account.id());
        });
        Browser browser = new Browser(server.address());
        browser.cookie = "session=" + opened.token();
        browser.csrf = opened.session().csrf();
        return browser;
    }

    record Answer(int status, byte[] bytes, HttpResponse<byte[]> response) {
        JsonNode json() throws IOException {
            return JSON.readTree(bytes);
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Answer expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("expected " + wanted + ", got " + status + ": " + text());
            }
            return this;
        }
    }

    Answer signIn(String name, String password) throws Exception {
        return keep(post("/api/session", Map.of("name", name, "password", password)));
    }

    Answer changePassword(String old, String password) throws Exception {
        return keep(put("/api/session/password", Map.of("old", old, "password", password)));
    }

    private Answer keep(Answer answer) throws IOException {
        answer.response()
                .headers()
                .firstValue("Set-Cookie")
                .ifPresent(value -> cookie = value.substring(0, value.indexOf(';')));
        if (answer.status() == 200) {
            csrf = answer.json().get("csrf").asText();
        }
        return answer;
    }

    String cookie() {
        return cookie;
    }

    String csrf() {
        return csrf;
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return csrf.isEmpty() ? request : request.header("X-CSRF-Token", csrf);
    }

    Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.body(), response);
    }

    CompletableFuture<Answer> sendLater(HttpRequest.Builder request) {
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofByteArray())
                .thenApply(response -> new Answer(response.statusCode(), response.body(), response));
    }

    Answer get(String path) throws Exception {
        return send(request(path).GET());
    }

    Answer delete(String path) throws Exception {
        return send(request(path).DELETE());
    }

    Answer post(String path, Object body) throws Exception {
        return send(json(path).POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    Answer put(String path, Object body) throws Exception {
        return send(json(path).PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    /** Uploads one file. */
    Answer upload(String name, byte[] content) throws Exception {
        return multipart("/api/images", Map.of(), "file", name, content);
    }

    Answer multipart(String path, Map<String, String> fields, String part, String name, byte[] content)
            throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            write(
                    body,
                    "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field.getKey() + "\"\r\n\r\n"
                            + field.getValue() + "\r\n");
        }
        write(
                body,
                "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\""
                        + name.replace("\"", "%22") + "\"\r\n\r\n");
        body.write(content);
        write(body, "\r\n--" + BOUNDARY + "--\r\n");
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private static void write(ByteArrayOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
