package org.delineate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.delineate.file.Json;

/**
 * The part of an MLflow tracking server that runs are recorded with, as its documentation and its protocol file
 * (mlflow/protos/service.proto, limits in mlflow/utils/validation.py) describe it: what they do not name is refused.
 */
final class MlflowServer implements AutoCloseable {
    /** A value of a metric. */
    record Metric(String key, double value, long timestamp, long step) {}

    /** A recorded run. */
    static final class Run {
        final String id;
        final String experiment;
        final String name;
        final Map<String, String> params = new TreeMap<>();
        final Map<String, String> tags = new TreeMap<>();
        final List<Metric> metrics = new ArrayList<>();
        final List<String> states = new ArrayList<>(List.of("RUNNING"));
        long end;
        boolean deleted;

        private Run(String id, String experiment, String name) {
            this.id = id;
            this.experiment = experiment;
            this.name = name;
        }

        /** How it is said to be. */
        synchronized String status() {
            return states.get(states.size() - 1);
        }

        /** The values of a metric in the order in which they came. */
        synchronized List<Metric> metric(String key) {
            return metrics.stream().filter(m -> m.key.equals(key)).toList();
        }
    }

    /** An answer other than 200. */
    private static final class Refusal extends RuntimeException {
        private final int status;
        private final String code;

        Refusal(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    private static final String POST = "POST";
    private static final String BAD = "INVALID_PARAMETER_VALUE";

    final Map<String, String> experiments = new TreeMap<>();
    final Map<String, Run> runs = new LinkedHashMap<>();

    /** Every request that was refused, but those for what is not there. */
    final List<String> refusals = new CopyOnWriteArrayList<>();

    /** How many requests came, refused ones too. */
    volatile int requests;

    /** What a client has to send; "" for nothing. */
    volatile String authorization = "";

    /** Is asked when a posted request has been done: false leaves it without an answer. */
    volatile Predicate<JsonNode> answers = body -> true;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private int port;

    MlflowServer() {
        start();
    }

    String url() {
        return "http://localhost:" + port;
    }

    /** Starts, or starts again at the same address with all that it had. */
    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Goes away: connections break. */
    void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }

    /** The only run of this name. */
    synchronized Run run(String name) {
        List<Run> all = runs.values().stream().filter(r -> r.name.equals(name)).toList();
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " runs of the name " + name + "; " + refusals);
        }
        return all.get(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests++;
        JsonNode body = null;
        int status = 200;
        Object answer;
        try {
            String path = exchange.getRequestURI().getPath();
            if (!path.startsWith("/api/2.0/mlflow/")) {
                send(exchange, 404, "text/html", "<!doctype html><title>404 Not Found</title>");
                return;
            }
            if (!authorization.isEmpty()
                    && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, "text/html", "You are not authenticated.");
                return;
            }
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            require(bytes.length <= 1_000_000, "a request has at most 1 MB");
            if (exchange.getRequestMethod().equals(POST)) {
                String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
                require(type.startsWith("application/json"), "Content-Type " + type);
                body = Json.parse(new String(bytes, StandardCharsets.UTF_8), JsonNode.class, Path.of("request"));
                require(body.isObject(), "no object");
            }
            answer = answer(exchange, path.substring("/api/2.0/mlflow/".length()), body);
        } catch (Refusal e) {
            if (e.status != 404) {
                refusals.add(exchange.getRequestURI() + ": " + e.getMessage());
            }
            status = e.status;
            answer = Map.of("error_code", e.code, "message", e.getMessage());
        }
        if (body == null || answers.test(body)) {
            send(exchange, status, "application/json", Json.line(answer));
        } else {
            exchange.close();
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Object answer(HttpExchange exchange, String path, JsonNode body) {
        String request = exchange.getRequestMethod() + " " + path;
        return switch (request) {
            case "GET experiments/get-by-name" -> byName(parameter(exchange, "experiment_name"));
            case "POST experiments/create" -> createExperiment(body);
            case "POST runs/create" -> createRun(body);
            case "GET runs/get" -> get(parameter(exchange, "run_id"));
            case "POST runs/log-batch" -> log(body);
            case "POST runs/update" -> update(body);
            default -> throw new Refusal(404, "ENDPOINT_NOT_FOUND", request);
        };
    }

    private static String parameter(HttpExchange exchange, String name) {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        require(query.startsWith(name + "=") && !query.contains("&"), "expected " + name + ", got " + query);
        return URLDecoder.decode(query.substring(name.length() + 1), StandardCharsets.UTF_8);
    }

    private Object byName(String name) {
        String id = experiments.get(name);
        if (id == null) {
            throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment with name '" + name + "'");
        }
        return Map.of("experiment", Map.of("experiment_id", id, "name", name, "lifecycle_stage", "active"));
    }

    private Object createExperiment(JsonNode body) {
        fields(body, Set.of("name"), Set.of("name"));
        String name = text(body, "name", 500);
        if (experiments.containsKey(name)) {
            throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", "Experiment '" + name + "' already exists.");
        }
        experiments.put(name, Integer.toString(experiments.size() + 1));
        return Map.of("experiment_id", experiments.get(name));
    }

    private Object createRun(JsonNode body) {
        fields(body, Set.of("experiment_id", "run_name", "start_time", "tags"), Set.of("experiment_id"));
        String experiment = text(body, "experiment_id", 64);
        require(experiments.containsValue(experiment), "no experiment " + experiment);
        integer(body, "start_time");
        String id = String.format("%032x", 0xabcdefL + runs.size());
        Run run = new Run(id, experiment, text(body, "run_name", 250));
        runs.put(id, run);
        return Map.of("run", Map.of("info", info(run), "data", Map.of()));
    }

    private static Map<String, Object> info(Run run) {
        return Json.object(
                "run_id", run.id,
                "run_uuid", run.id,
                "run_name", run.name,
                "experiment_id", run.experiment,
                "status", run.status(),
                "lifecycle_stage", run.deleted ? "deleted" : "active");
    }

    private Run find(String id) {
        require(id.matches("[a-zA-Z0-9][\\w-]{0,255}"), "Invalid run ID: '" + id + "'");
        Run run = runs.get(id);
        if (run == null) {
            throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "Run with id=" + id + " not found");
        }
        return run;
    }

    /** Of a metric it gives the value with the latest timestamp, and the greatest of several. */
    private Object get(String id) {
        Run run = find(id);
        Comparator<Metric> order = Comparator.comparingLong(Metric::timestamp).thenComparingDouble(Metric::value);
        List<Metric> latest = run.metrics.stream()
                .collect(Collectors.groupingBy(Metric::key, TreeMap::new, Collectors.maxBy(order)))
                .values()
                .stream()
                .map(m -> m.orElseThrow())
                .toList();
        Map<String, Object> data = Json.object("params", pairs(run.params), "tags", pairs(run.tags));
        if (!latest.isEmpty()) { // an empty list is left out
            data.put("metrics", latest);
        }
        return Map.of("run", Map.of("info", info(run), "data", data));
    }

    private static List<Map<String, String>> pairs(Map<String, String> values) {
        return values.entrySet().stream()
                .map(e -> Map.of("key", e.getKey(), "value", e.getValue()))
                .toList();
    }

    private Object log(JsonNode body) {
        fields(body, Set.of("run_id", "metrics", "params", "tags"), Set.of("run_id"));
        Run run = find(text(body, "run_id", 256));
        require(!run.deleted, "The run " + run.id + " must be in the 'active' state.");
        List<JsonNode> metrics = list(body, "metrics", 1000);
        List<JsonNode> params = list(body, "params", 100);
        List<JsonNode> tags = list(body, "tags", 100);
        require(metrics.size() + params.size() + tags.size() <= 1000, "more than 1000 metrics, params and tags");
        for (JsonNode m : metrics) {
            fields(m, Set.of("key", "value", "timestamp", "step"), Set.of("key", "value", "timestamp"));
            require(m.get("value").isNumber(), "value " + m.get("value"));
            require(integer(m, "timestamp") >= 0, "timestamp " + m);
            integer(m, "step");
            key(m);
        }
        Map<String, String> seen = new TreeMap<>();
        for (JsonNode p : params) {
            fields(p, Set.of("key", "value"), Set.of("key", "value"));
            String value = text(p, "value", 6000);
            require(seen.put(key(p), value) == null, "Duplicate parameter keys: " + p);
            require(
                    run.params.getOrDefault(key(p), value).equals(value),
                    "Changing param values is not allowed: " + key(p) + " from " + run.params.get(key(p)));
        }
        for (JsonNode t : tags) {
            fields(t, Set.of("key", "value"), Set.of("key", "value"));
            run.tags.put(key(t), text(t, "value", 5000));
        }
        run.params.putAll(seen);
        synchronized (run) {
            metrics.forEach(m -> run.metrics.add(new Metric(
                    key(m),
                    m.get("value").asDouble(),
                    m.get("timestamp").asLong(),
                    m.path("step").asLong())));
        }
        return Map.of();
    }

    private Object update(JsonNode body) {
        fields(body, Set.of("run_id", "status", "end_time", "run_name"), Set.of("run_id"));
        Run run = find(text(body, "run_id", 256));
        if (body.has("status")) {
            String status = text(body, "status", 20);
            require(
                    Set.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")
                            .contains(status),
                    status);
            synchronized (run) {
                run.states.add(status);
            }
        }
        if (body.has("end_time")) {
            run.end = integer(body, "end_time");
        }
        return Map.of("run_info", info(run));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new Refusal(400, BAD, message);
        }
    }

    private static void fields(JsonNode object, Set<String> known, Set<String> needed) {
        require(object.isObject(), "no object: " + object);
        object.fieldNames().forEachRemaining(name -> require(known.contains(name), "unknown field " + name));
        needed.forEach(name -> require(object.has(name), "missing field " + name));
    }

    private static String text(JsonNode object, String name, int most) {
        JsonNode value = object.path(name);
        require(value.isTextual(), name + " is no string: " + value);
        require(
                !value.asText().isEmpty() && value.asText().length() <= most,
                name + " of " + value.asText().length());
        return value.asText();
    }

    private static long integer(JsonNode object, String name) {
        require(object.path(name).isIntegralNumber(), name + " is no integer: " + object.path(name));
        return object.get(name).asLong();
    }

    private static String key(JsonNode object) {
        String key = text(object, "key", 250);
        boolean isPath = key.startsWith("/") || key.endsWith("/") || key.matches("(.*/)?\\.{1,2}(/.*)?");
        require(key.matches("[/\\w.\\- ]+") && !isPath && !key.contains("//"), "Invalid name: '" + key + "'");
        return key;
    }

    private static List<JsonNode> list(JsonNode body, String name, int most) {
        JsonNode list = body.path(name);
        require(list.isMissingNode() || list.isArray(), name + " is no array");
        require(list.size() <= most, "A batch logging request can contain at most " + most + " " + name);
        return StreamSupport.stream(list.spliterator(), false).toList();
    }
}
