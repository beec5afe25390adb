package org.delineate.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLException;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.Printable;

/**
 * Speaks the REST API of an MLflow tracking server (api/2.0/mlflow), with time limits and named errors. Nothing is
 * tried again, and no redirection is followed.
 */
final class TrackingServer {
    static final String USER = "MLFLOW_TRACKING_USERNAME";
    static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
    static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

    /** Longest name of an experiment. */
    static final int NAME = 500;

    private static final int METRICS = 1000;
    private static final int PARAMS = 100;
    private static final int PARAM_CHARACTERS = 6000;
    private static final int TAG_CHARACTERS = 5000;
    private static final int ANSWER_BYTES = 16 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String GONE = "RESOURCE_DOES_NOT_EXIST";

    /** Is a value of a metric. @param timestamp in milliseconds @param step epoch */
    record Metric(String key, double value, long timestamp, long step) {}

    /**
     * Is what a server tells of a run.
     *
     * @param experimentId MLflow's id of its experiment
     * @param params by name
     * @param steps the last step of each metric, by its name
     */
    record Run(String id, String experimentId, String status, Map<String, String> params, Map<String, Integer> steps) {}

    private record Entry(String key, String value) {}

    private final URI root;
    private final String authorization;
    private final HttpClient client;

    /**
     * @param environment holds the credentials, as MLflow's own clients read them
     * @throws IllegalArgumentException where credentials would leave this machine unencrypted, or are half given
     */
    TrackingServer(URI root, Map<String, String> environment) {
        this.root = root;
        authorization = authorization(environment);
        if (!authorization.isEmpty() && root.getScheme().equalsIgnoreCase("http") && !isThisMachine(root)) {
            throw new IllegalArgumentException("MLflow server " + root + ": credentials go over https:// alone, but to"
                    + " this machine itself; give its address with https://, or unset " + USER + ", " + PASSWORD
                    + " and " + TOKEN);
        }
        client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    private static String authorization(Map<String, String> environment) {
        String user = environment.getOrDefault(USER, "");
        String password = environment.getOrDefault(PASSWORD, "");
        String token = environment.getOrDefault(TOKEN, "").strip();
        if (!user.isEmpty() && !password.isEmpty()) {
            byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
        if (token.isEmpty() && user.isEmpty() != password.isEmpty()) {
            throw new IllegalArgumentException((user.isEmpty() ? PASSWORD : USER) + " is set without "
                    + (user.isEmpty() ? USER : PASSWORD) + ": set both, or neither");
        }
        if (!token.matches("[\\x21-\\x7e]*")) {
            throw new IllegalArgumentException(TOKEN + " has visible characters of ASCII alone");
        }
        return token.isEmpty() ? "" : "Bearer " + token;
    }

    private static boolean isThisMachine(URI uri) {
        return Set.of("localhost", "127.0.0.1", "[::1]").contains(uri.getHost().toLowerCase(Locale.ROOT));
    }

    /** Finds an experiment by its name, or makes it. @return its id */
    String experiment(String name) {
        String id = experimentId(name);
        if (id != null) {
            return id;
        }
        try {
            return text(post("experiments/create", Map.of("name", name)), "/experiment_id");
        } catch (TrackingException e) {
            String made = "RESOURCE_ALREADY_EXISTS".equals(e.code()) ? experimentId(name) : null;
            if (made == null) {
                throw e;
            }
            return made; // by another process, in between
        }
    }

    private String experimentId(String name) {
        JsonNode found = find("experiments/get-by-name?experiment_name=" + encoded(name));
        if (found != null && found.at("/experiment/lifecycle_stage").asText().equals("deleted")) {
            throw error(
                    "the experiment " + Printable.quoted(name) + " is deleted there",
                    "restore it, or name another with --mlflow-experiment",
                    "",
                    null);
        }
        return found == null ? null : text(found, "/experiment/experiment_id");
    }

    /** Begins a run. @return its id */
    String create(String experimentId, String name) {
        Map<String, Object> run =
                Json.object("experiment_id", experimentId, "run_name", name, "start_time", System.currentTimeMillis());
        return text(post("runs/create", run), "/run/info/run_id");
    }

    /** Finds a run by its id; null where there is none, or it was deleted. */
    Run run(String id) {
        JsonNode found = find("runs/get?run_id=" + encoded(id));
        if (found == null || found.at("/run/info/lifecycle_stage").asText().equals("deleted")) {
            return null;
        }
        return new Run(
                id,
                text(found, "/run/info/experiment_id"),
                found.at("/run/info/status").asText(),
                byKey(found.at("/run/data/params"), p -> p.path("value").asText()),
                byKey(found.at("/run/data/metrics"), m -> m.path("step").asInt()));
    }

    private static <T> Map<String, T> byKey(JsonNode list, java.util.function.Function<JsonNode, T> value) {
        return StreamSupport.stream(list.spliterator(), false)
                .collect(Collectors.toMap(n -> n.path("key").asText(), value, (first, second) -> second));
    }

    /** Adds metrics to a run, in this order. */
    void log(String run, List<Metric> metrics) {
        for (int from = 0; from < metrics.size(); from += METRICS) {
            List<Metric> some = metrics.subList(from, Math.min(metrics.size(), from + METRICS));
            post("runs/log-batch", Map.of("run_id", run, "metrics", some));
        }
    }

    /** Describes a run. @param params which the server lets nobody change @param tags which replace former ones */
    void describe(String run, Map<String, String> params, Map<String, String> tags) {
        post("runs/log-batch", Map.of("run_id", run, "tags", entries(tags, TAG_CHARACTERS)));
        List<Entry> all = entries(params, PARAM_CHARACTERS);
        for (int from = 0; from < all.size(); from += PARAMS) {
            List<Entry> some = all.subList(from, Math.min(all.size(), from + PARAMS));
            post("runs/log-batch", Map.of("run_id", run, "params", some));
        }
    }

    private static List<Entry> entries(Map<String, String> values, int most) {
        return values.entrySet().stream()
                .map(e -> new Entry(
                        e.getKey(),
                        e.getValue().substring(0, Math.min(most, e.getValue().length()))))
                .toList();
    }

    /** Says that a run goes on. */
    void goesOn(String run) {
        post("runs/update", Map.of("run_id", run, "status", "RUNNING"));
    }

    /** Says how a run ended. @param status FINISHED, KILLED or FAILED */
    void end(String run, String status) {
        post("runs/update", Json.object("run_id", run, "status", status, "end_time", System.currentTimeMillis()));
    }

    /** Gets a document; null where the server has none of this name. */
    private JsonNode find(String path) {
        try {
            return answer(request(path).GET().build(), path.replaceFirst("\\?.*", ""));
        } catch (TrackingException e) {
            if (GONE.equals(e.code())) {
                return null;
            }
            throw e;
        }
    }

    private JsonNode post(String path, Object body) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.line(body)))
                .build();
        return answer(request, path);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + "/api/2.0/mlflow/" + path))
                .header("Accept", "application/json")
                .timeout(ANSWER);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private JsonNode answer(HttpRequest request, String task) {
        CompletableFuture<Answer> coming = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(TrackingServer::read);
        Answer answer;
        try {
            answer = coming.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failed(e.getCause() instanceof UncheckedIOException io ? io.getCause() : e.getCause(), task);
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw failed(e, task);
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        JsonNode tree = answer.tree();
        if (answer.status != 200) {
            throw refused(answer.status, tree, task);
        }
        if (tree == null) {
            throw error("no JSON to " + task, "is this the address of an MLflow tracking server?", "", null);
        }
        return tree;
    }

    private record Answer(int status, String text) {
        /** The document that was sent; null where it is none. */
        private JsonNode tree() {
            try {
                JsonNode tree = Json.parse(text, JsonNode.class, Path.of("answer"));
                return tree.isObject() ? tree : null;
            } catch (BadFileException e) {
                return null;
            }
        }
    }

    private static Answer read(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new Answer(response.statusCode(), new String(body.readNBytes(ANSWER_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrackingException refused(int status, JsonNode tree, String task) {
        String code = tree == null ? "" : tree.path("error_code").asText();
        String said = code.isEmpty()
                ? ""
                : " (" + Printable.plain(code + ": " + tree.path("message").asText()) + ")";
        String remedy = switch (status) {
            case 403 -> "ask who runs it for the right to do this, and under which name it is to be called";
            case 401 ->
                authorization.isEmpty()
                        ? "set " + USER + " and " + PASSWORD + ", or " + TOKEN + ", in the environment"
                        : "are the credentials in " + (authorization.startsWith("Basic") ? USER : TOKEN)
                                + " right, and still valid?";
            case 404, 405 ->
                code.isEmpty() ? "is this the address of an MLflow tracking server?" : "was it deleted there?";
            case 429, 502, 503, 504 -> "the server is busy; try again later";
            default -> status / 100 == 3 ? "give the address to which it redirects" : "its own log says more";
        };
        return error("status " + status + said + " to " + task, remedy, code, null);
    }

    private TrackingException failed(Throwable e, String task) {
        if (e instanceof SSLException) {
            return error(
                    "no secure connection for " + task,
                    "does the certificate name this host, and does Java trust who signed it (JAVA_OPTS="
                            + "-Djavax.net.ssl.trustStore=FILE)?",
                    null,
                    e);
        }
        boolean late = e instanceof HttpTimeoutException || e instanceof TimeoutException;
        String rule = e instanceof ConnectException
                ? "no connection for "
                : late ? "no answer within " + ANSWER.toSeconds() + " s to " : "the connection broke in ";
        return error(rule + task, "is the address right, and does the server run?", null, e);
    }

    private TrackingException error(String rule, String remedy, String code, Throwable cause) {
        return new TrackingException(root.toString(), rule, remedy, code, cause);
    }

    private String text(JsonNode tree, String path) {
        String text = tree.at(path).asText();
        if (text.isEmpty()) {
            throw error(
                    "an answer without " + path.substring(path.lastIndexOf('/') + 1),
                    "is this the address of an MLflow tracking server?",
                    "",
                    null);
        }
        return text;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
