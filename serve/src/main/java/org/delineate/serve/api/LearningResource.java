package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.CLINICIAN;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.delineate.file.Json;
import org.delineate.serve.learning.CorrectedCases;
import org.delineate.serve.learning.Corrections;
import org.delineate.serve.learning.FineTuning;
import org.delineate.serve.learning.LearningJobs;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.work.Workbench;

/** Gives corrected cases away as a data set, and tunes models on them. */
final class LearningResource {
    private static final int EPOCHS = 200;
    private static final int USUAL = 5;

    private final Workbench bench;
    private final LearningJobs jobs;

    private record New(String kind, String model, Integer epochs) {}

    LearningResource(Workbench bench, LearningJobs jobs) {
        this.bench = bench;
        this.jobs = jobs;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get(
                        "/api/export/corrected",
                        CLINICIAN,
                        "Corrected cases as a data set that train reads",
                        "zip",
                        this::export),
                Operation.post(
                        "/api/jobs",
                        CLINICIAN,
                        "Tune a model on the corrected cases",
                        "{kind: fine-tune, model, epochs?}",
                        "Job",
                        this::begin),
                Operation.get("/api/jobs", CLINICIAN, "The jobs, the newest first", "[Job]", this::list),
                Operation.get("/api/jobs/{id}", CLINICIAN, "One job", "Job", this::show),
                Operation.delete("/api/jobs/{id}", CLINICIAN, "Stop a job", this::stop));
    }

    private static Map<String, Object> view(LearningJobs.Job job) {
        FineTuning.Status status = job.tuning().status();
        return Json.object(
                "id",
                job.id(),
                "kind",
                "fine-tune",
                "state",
                status.state(),
                "progress",
                status.progress(),
                "text",
                status.text(),
                "model",
                job.tuning().settings().name(),
                "report",
                status.report());
    }

    private void export(Context context) {
        String account = Caller.name(context);
        bench.database().run(handle -> AuditLog.add(handle, account, "export", "", "corrected cases"));
        context.contentType("application/zip").header("Content-Disposition", "attachment; filename=\"corrected.zip\"");
        try {
            CorrectedCases cases = CorrectedCases.zip(context.res().getOutputStream());
            Corrections.addTo(cases, bench);
            cases.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(Context context) {
        New body = Request.body(context, New.class);
        if (!"fine-tune".equals(body.kind())) {
            throw new Refusal(400, "kind is fine-tune");
        }
        int epochs = body.epochs() == null ? USUAL : body.epochs();
        Request.number("epochs", Integer.toString(epochs), 1, EPOCHS);
        Path model = bench.models()
                .file(body.model())
                .orElseThrow(() ->
                        new Refusal(400, "model is one of " + bench.models().names()));
        String name = bench.models().description(body.model()).orElseThrow().name();
        LearningJobs.Job job = jobs.begin(model, name, epochs);
        String account = Caller.name(context);
        bench.database().run(handle -> AuditLog.add(handle, account, "fine-tune", job.id(), name));
        context.status(202).json(view(job));
    }

    private void list(Context context) {
        context.json(jobs.all().stream().map(LearningResource::view).toList());
    }

    private LearningJobs.Job find(Context context) {
        return jobs.find(Request.id(context, "id", "job")).orElseThrow(() -> Refusal.notFound("job"));
    }

    private void show(Context context) {
        context.json(view(find(context)));
    }

    private void stop(Context context) {
        LearningJobs.Job job = find(context);
        job.tuning().stop();
        String account = Caller.name(context);
        bench.database().run(handle -> AuditLog.add(handle, account, "stop", job.id(), ""));
        context.status(204);
    }
}
