package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.ANYONE;
import static org.delineate.serve.api.Operation.Access.SIGNED_IN;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.serve.work.Workbench;

/** Shows the page, how the server is, what it takes, and what its interface is. */
final class SystemResource {
    private static final String PAGE = "/page/index.html";

    private final Workbench bench;
    private final Metrics metrics;
    private final List<Operation> described = new ArrayList<>();

    SystemResource(Workbench bench, Metrics metrics) {
        this.bench = bench;
        this.metrics = metrics;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/", ANYONE, "The page", "HTML", this::page),
                Operation.get("/health", ANYONE, "Whether the server works", "{status, version}", this::health),
                Operation.get(
                        "/metrics",
                        ANYONE,
                        "Numbers for Prometheus, for callers on this machine",
                        "text",
                        this::numbers),
                Operation.get("/api/limits", SIGNED_IN, "What the server takes", "Limits", this::limits),
                Operation.get("/api/openapi.json", ANYONE, "This description", "OpenAPI 3.1", this::openApi));
    }

    /** Says which operations {@code /api/openapi.json} describes. */
    void describe(List<Operation> all) {
        described.addAll(all);
    }

    private void page(Context context) {
        try (InputStream in = SystemResource.class.getResourceAsStream(PAGE)) {
            context.contentType("text/html; charset=utf-8").result(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void health(Context context) {
        boolean up = bench.database()
                .read(handle ->
                        handle.createQuery("SELECT 1").mapTo(Integer.class).one() == 1);
        context.json(Json.object("status", up ? "up" : "down", "version", Build.CURRENT.version()));
    }

    private void numbers(Context context) {
        try {
            if (!InetAddress.getByName(context.ip()).isLoopbackAddress()) {
                throw new Refusal(403, "the numbers are for callers on this machine");
            }
        } catch (UnknownHostException e) {
            throw new Refusal(403, "the numbers are for callers on this machine");
        }
        context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.text());
    }

    private void limits(Context context) {
        context.json(Json.object(
                "server",
                Limits.DEFAULT.server(),
                "pictures",
                Limits.DEFAULT.pictures(),
                "dicom",
                Limits.DEFAULT.dicom()));
    }

    private void openApi(Context context) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Operation operation : described) {
            paths.computeIfAbsent(operation.path(), p -> new LinkedHashMap<>())
                    .put(operation.method().name().toLowerCase(Locale.ROOT), OpenApi.of(operation));
        }
        context.json(OpenApi.document(paths));
    }
}
