package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.CLINICIAN;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import org.delineate.file.Json;
import org.delineate.serve.access.Passwords;
import org.delineate.serve.reading.ReadingReport;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Images;
import org.delineate.serve.store.Reading;
import org.delineate.serve.store.Readings;
import org.delineate.serve.store.Segmentations;
import org.delineate.serve.store.StoredImage;
import org.delineate.serve.store.StoredSegmentation;
import org.delineate.serve.work.Workbench;
import org.jdbi.v3.core.Handle;

/** Takes what a reader says of a picture, and the signature. */
final class ReadingResource {
    private static final int COMMENT = 4000;
    private static final int REASON = 500;

    private final Workbench bench;

    private record Change(String segmentation, JsonNode descriptors, String category, String comment, int revision) {}

    private record Signature(String password) {}

    private record Withdrawal(String reason) {}

    /** Is a reading as the interface shows it. */
    record View(
            String segmentation,
            @JsonRawValue String descriptors,
            String category,
            String comment,
            int revision,
            String signedBy,
            Instant signedAt) {
        static View of(Reading of) {
            return new View(
                    of.segmentation(),
                    of.descriptors(),
                    of.category(),
                    of.comment(),
                    of.revision(),
                    of.signedBy(),
                    of.signedAt());
        }
    }

    ReadingResource(Workbench bench) {
        this.bench = bench;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/images/{id}/reading", CLINICIAN, "What a reader says", "Reading", this::show),
                Operation.put(
                        "/api/images/{id}/reading",
                        CLINICIAN,
                        "Change it; the revision is the one that was read",
                        "{segmentation, descriptors, category, comment, revision}",
                        "Reading",
                        this::change),
                Operation.post(
                        "/api/images/{id}/reading/signature",
                        CLINICIAN,
                        "Sign with the password",
                        "{password}",
                        "Reading",
                        this::sign),
                Operation.post(
                        "/api/images/{id}/reading/withdrawal",
                        CLINICIAN,
                        "Take the signature back, for a reason",
                        "{reason}",
                        "Reading",
                        this::withdraw));
    }

    private void show(Context context) {
        String id = Request.image(context);
        context.json(bench.database().read(handle -> {
            Images.find(handle, id).orElseThrow(() -> Refusal.notFound("image"));
            return View.of(Readings.of(handle, id));
        }));
    }

    private static StoredImage lock(Handle handle, String id) {
        return Images.lock(handle, id).orElseThrow(() -> Refusal.notFound("image"));
    }

    private void change(Context context) {
        String id = Request.image(context);
        Change body = Request.body(context, Change.class);
        String comment = body.comment() == null ? "" : body.comment();
        if (comment.length() > COMMENT) {
            throw new Refusal(400, "a comment has at most " + COMMENT + " characters");
        }
        String descriptors = body.descriptors() == null ? "{}" : Json.line(body.descriptors());
        JsonNode words = body.descriptors() == null ? NullNode.instance : body.descriptors();
        ReadingReport.Findings.of(words, body.category(), comment); // refuses what the lexicon does not have
        Reading changed = bench.database().change(handle -> {
            lock(handle, id);
            Reading before = Readings.of(handle, id);
            requireUnsigned(before);
            if (before.revision() != body.revision()) {
                throw new Refusal(409, "somebody else has changed the reading; load it again");
            }
            if (body.segmentation() != null
                    && Segmentations.find(handle, id, body.segmentation()).isEmpty()) {
                throw Refusal.notFound("segmentation");
            }
            AuditLog.add(handle, Caller.name(context), "read", id, "revision " + (before.revision() + 1));
            return Readings.put(
                    handle,
                    new Reading(
                            id,
                            body.segmentation(),
                            descriptors,
                            body.category(),
                            comment,
                            before.revision(),
                            null,
                            null));
        });
        context.json(View.of(changed));
    }

    private static void requireUnsigned(Reading reading) {
        if (reading.isSigned()) {
            throw new Refusal(409, "the reading is signed; withdraw the signature first");
        }
    }

    private void sign(Context context) {
        String id = Request.image(context);
        Caller caller = Caller.of(context);
        Signature body = Request.body(context, Signature.class);
        if (body.password() == null
                || !Passwords.matches(body.password(), caller.account().password())) {
            throw new Refusal(403, "the password is wrong");
        }
        Reading signed = bench.database().change(handle -> {
            lock(handle, id);
            Reading before = Readings.of(handle, id);
            requireUnsigned(before);
            if (before.segmentation() == null || before.category() == null) {
                throw new Refusal(409, "a reading is signed with a segmentation and a category; choose both first");
            }
            Images.setState(handle, id, StoredImage.State.SIGNED);
            AuditLog.add(handle, caller.account().name(), "sign", id, before.segmentation());
            return Readings.sign(handle, before, caller.account().name());
        });
        context.json(View.of(signed));
    }

    private void withdraw(Context context) {
        String id = Request.image(context);
        Withdrawal body = Request.body(context, Withdrawal.class);
        if (body.reason() == null || body.reason().isBlank() || body.reason().length() > REASON) {
            throw new Refusal(400, "a signature is taken back for a reason, in 1 to " + REASON + " characters");
        }
        Reading withdrawn = bench.database().change(handle -> {
            lock(handle, id);
            Reading before = Readings.of(handle, id);
            if (!before.isSigned()) {
                throw new Refusal(409, "the reading is not signed");
            }
            boolean corrected = Segmentations.of(handle, id, null).stream()
                    .anyMatch(s -> s.making().maker() == StoredSegmentation.Maker.READER);
            Images.setState(handle, id, corrected ? StoredImage.State.CORRECTED : StoredImage.State.SEGMENTED);
            AuditLog.add(
                    handle, Caller.name(context), "withdraw", id, body.reason().strip());
            return Readings.withdraw(handle, before);
        });
        context.json(View.of(withdrawn));
    }
}
