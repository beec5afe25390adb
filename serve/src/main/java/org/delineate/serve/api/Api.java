package org.delineate.serve.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.serve.access.SecurityHeaders;
import org.delineate.serve.learning.LearningJobs;
import org.delineate.serve.work.Archives;
import org.delineate.serve.work.Workbench;

/** Is the whole interface: its operations in order, and what every request goes through. */
public final class Api {
    private static final String STARTED = "started";

    private final Gate gate;
    private final Metrics metrics;
    private final Map<String, String> headers;
    private final List<Operation> operations = new ArrayList<>();

    /** @param isSecure whether the page comes over TLS */
    public Api(Workbench bench, Archives archives, LearningJobs jobs, boolean isSecure) {
        gate = new Gate(bench.database(), isSecure);
        metrics = new Metrics(bench.queue());
        headers = SecurityHeaders.of(isSecure);
        SystemResource system = new SystemResource(bench, metrics);
        operations.addAll(system.operations());
        operations.addAll(new SessionResource(bench.database(), gate).operations());
        operations.addAll(new CatalogueResource(bench.models()).operations());
        operations.addAll(new ImageResource(bench).operations());
        operations.addAll(new SegmentationResource(bench).operations());
        operations.addAll(new ReadingResource(bench).operations());
        operations.addAll(new ReportResource(bench).operations());
        operations.addAll(new ArchiveResource(bench, archives).operations());
        operations.addAll(new LearningResource(bench, jobs).operations());
        operations.addAll(new AccountResource(bench.database()).operations());
        operations.addAll(new AdministrationResource(bench).operations());
        system.describe(operations);
    }

    /** Returns all operations, for tests that try each. */
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** Returns how answers are written as JSON. */
    public static JsonMapper json() {
        return new JsonBodies();
    }

    /** Registers all of it. */
    public void register(RoutesConfig routes) {
        routes.before(context -> {
            context.attribute(STARTED, System.nanoTime());
            headers.forEach(context::header);
        });
        routes.beforeMatched(gate::check);
        for (Operation operation : operations) {
            routes.addHttpHandler(operation.method(), operation.path(), operation.handler(), operation.access());
        }
        Errors.register(routes);
        routes.after(this::count);
    }

    private void count(Context context) {
        Long started = context.attribute(STARTED);
        String path = context.endpoints().lastHttpEndpoint() == null
                ? "other"
                : context.endpoints().lastHttpEndpoint().path;
        metrics.add(
                context.method().name(),
                path,
                context.statusCode(),
                started == null ? 0 : (System.nanoTime() - started) / 1e9);
    }
}
