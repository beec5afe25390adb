package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.CLINICIAN;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.denoise.Denoiser;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.infer.Doubt;
import org.delineate.infer.Focus;
import org.delineate.infer.Prediction;
import org.delineate.infer.Segmenter;
import org.delineate.measure.Lesion;
import org.delineate.serve.reading.LesionView;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Images;
import org.delineate.serve.store.Segmentations;
import org.delineate.serve.store.StoredImage;
import org.delineate.serve.store.StoredSegmentation;
import org.delineate.serve.store.StoredSegmentation.Content;
import org.delineate.serve.store.StoredSegmentation.Making;
import org.delineate.serve.work.Masks;
import org.delineate.serve.work.ModelShelf;
import org.delineate.serve.work.Workbench;
import org.jdbi.v3.core.Handle;

/** Asks models for segmentations, takes corrections, and keeps every version. */
final class SegmentationResource {
    private static final int TOOL = 64;

    private final Workbench bench;

    SegmentationResource(Workbench bench) {
        this.bench = bench;
    }

    List<Operation> operations() {
        return List.of(
                Operation.post(
                        "/api/images/{id}/segmentations",
                        CLINICIAN,
                        "Ask a model for a segmentation (JSON), or add a corrected one (multipart)",
                        "{frame, model?, denoise?, focus?} or parts mask, frame, basedOn, tool",
                        "Segmentation",
                        this::add),
                Operation.get(
                        "/api/images/{id}/segmentations",
                        CLINICIAN,
                        "All versions, the newest first: ?frame=",
                        "[Segmentation]",
                        this::list),
                Operation.get(
                        "/api/images/{id}/segmentations/{segmentation}",
                        CLINICIAN,
                        "One version with its lesions measured",
                        "Segmentation",
                        this::show),
                Operation.get(
                        "/api/images/{id}/segmentations/{segmentation}/mask",
                        CLINICIAN,
                        "Its mask, 0 and 255",
                        "PNG",
                        this::mask),
                Operation.get(
                        "/api/images/{id}/segmentations/{segmentation}/heat",
                        CLINICIAN,
                        "Its probability of a lesion, 0 to 255",
                        "PNG",
                        this::heat));
    }

    private StoredImage image(Context context) {
        String id = Request.image(context);
        return bench.database().read(handle -> Images.find(handle, id)).orElseThrow(() -> Refusal.notFound("image"));
    }

    private void add(Context context) {
        if (!context.isMultipartFormData()) {
            bench.queue().requireRoom(Caller.name(context));
        }
        StoredImage image = image(context);
        requireUnsigned(image);
        SegmentationView added = context.isMultipartFormData() ? correction(context, image) : ask(context, image);
        context.status(201).json(added);
    }

    private static void requireUnsigned(StoredImage image) {
        if (image.state() == StoredImage.State.SIGNED) {
            throw new Refusal(409, "the reading is signed; withdraw the signature first");
        }
    }

    /** What a model says of a picture, and why not to rely on it. */
    private record Answer(Prediction prediction, Optional<Doubt> doubt) {}

    private SegmentationView ask(Context context, StoredImage image) {
        JsonNode body = Request.body(context, JsonNode.class);
        String account = Caller.name(context);
        int frame = Request.number(
                "frame", body.path("frame").asText("0"), 0, image.form().frames() - 1);
        ModelShelf.Description model = bench.models()
                .description(Request.text(body, "model"))
                .orElseThrow(() ->
                        new Refusal(400, "model is one of " + bench.models().names()));
        Optional<Denoiser> denoiser = Request.denoiser(Request.text(body, "denoise"));
        Optional<Focus> focus = focus(body.get("focus"), image.form());
        Image original = bench.frames().read(image.id(), frame);
        Answer answer = bench.queue().run(account, () -> {
            Segmenter segmenter = bench.models().segmenter(model.name()).orElseThrow(() -> Refusal.notFound("model"));
            Image seen = denoiser.map(d -> d.apply(original)).orElse(original);
            Prediction found = focus.map(f -> segmenter.segment(seen, f)).orElseGet(() -> segmenter.segment(seen));
            Familiarity known = segmenter.familiarity();
            return new Answer(found, Doubt.of(found, known == null ? null : known.strangeness(original)));
        });
        Prediction prediction = answer.prediction;
        List<LesionView> lesions =
                LesionView.ofUncertain(prediction.lesions(bench.frames().scale(image.id(), frame)));
        Making making = new Making(
                StoredSegmentation.Maker.MODEL,
                model.name(),
                model.hash(),
                null,
                denoiser.map(Denoiser::id).orElse(null),
                focus.isEmpty() ? null : Json.line(body.get("focus")),
                prediction.uncertainty(),
                answer.doubt.map(d -> d.name().toLowerCase(Locale.ROOT)).orElse(null));
        Content content = new Content(
                Masks.png(prediction.mask()),
                Masks.heat(prediction.probability(), original.height(), original.width()),
                LesionView.json(lesions));
        return keep(image, frame, null, lesions.size(), making, content, account);
    }

    private static Optional<Focus> focus(JsonNode focus, StoredImage.Form form) {
        if (focus == null || focus.isNull()) {
            return Optional.empty();
        }
        JsonNode box = focus.get("box");
        JsonNode point = focus.get("point");
        if (focus.size() != 1 || box == null && point == null) {
            throw new Refusal(400, "focus is {box: {x0, y0, x1, y1}} or {point: {x, y}}");
        }
        Focus place = point == null
                ? new Focus(number(box, "x0"), number(box, "y0"), number(box, "x1"), number(box, "y1"))
                : Focus.point(number(point, "x"), number(point, "y"));
        place.requireIn(form.height(), form.width());
        return Optional.of(place);
    }

    private static double number(JsonNode of, String name) {
        return of.path(name).asDouble(Double.NaN);
    }

    private SegmentationView correction(Context context, StoredImage image) {
        String account = Caller.name(context);
        String tool = context.formParam("tool");
        if (tool == null || tool.isBlank() || tool.length() > TOOL) {
            throw new Refusal(400, "the part tool names what was used, in 1 to " + TOOL + " characters");
        }
        String frameText = context.formParam("frame");
        int frame = Request.number(
                "frame", frameText == null ? "0" : frameText, 0, image.form().frames() - 1);
        String basedOn = context.formParam("basedOn");
        UploadedFile file = context.uploadedFile("mask");
        if (file == null) {
            throw new Refusal(400, "the part mask is a PNG of the picture's size");
        }
        Mask mask;
        try (InputStream in = file.content()) {
            mask = Masks.read(in, image.form().width(), image.form().height());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Lesion> measured = Lesion.of(mask, bench.frames().scale(image.id(), frame));
        List<LesionView> lesions = LesionView.ofCertain(measured);
        Content content = new Content(Masks.png(mask), null, LesionView.json(lesions));
        return keep(
                image,
                frame,
                basedOn == null || basedOn.isEmpty() ? null : basedOn,
                lesions.size(),
                Making.reader(account, tool.strip()),
                content,
                account);
    }

    private SegmentationView keep(
            StoredImage image, int frame, String basedOn, int count, Making making, Content content, String account) {
        boolean byReader = making.maker() == StoredSegmentation.Maker.READER;
        StoredSegmentation added = bench.database().change(handle -> {
            StoredImage now = Images.lock(handle, image.id()).orElseThrow(() -> Refusal.notFound("image"));
            requireUnsigned(now);
            if (basedOn != null) {
                requireFrame(find(handle, image.id(), basedOn), frame);
            }
            StoredSegmentation one = Segmentations.add(handle, image.id(), frame, basedOn, count, making, content);
            if (byReader || now.state() == StoredImage.State.NEW) {
                Images.setState(
                        handle, image.id(), byReader ? StoredImage.State.CORRECTED : StoredImage.State.SEGMENTED);
            }
            AuditLog.add(handle, account, byReader ? "correct" : "segment", image.id(), one.id());
            return one;
        });
        return SegmentationView.of(added, new String(content.lesions(), StandardCharsets.UTF_8));
    }

    private static void requireFrame(StoredSegmentation before, int frame) {
        if (before.frame() != frame) {
            throw new Refusal(400, "basedOn is a version of frame " + before.frame() + ", not of frame " + frame);
        }
    }

    private static StoredSegmentation find(Handle handle, String image, String id) {
        return Segmentations.find(handle, image, id).orElseThrow(() -> Refusal.notFound("segmentation"));
    }

    private void list(Context context) {
        String id = image(context).id();
        Integer frame = context.queryParam("frame") == null
                ? null
                : Integer.valueOf(Request.number(context, "frame", 0, Integer.MAX_VALUE, 0));
        context.json(bench.database()
                .read(handle -> Segmentations.of(handle, id, frame).stream()
                        .map(SegmentationView::of)
                        .toList()));
    }

    private Content content(Context context) {
        String id = Request.image(context);
        String segmentation = Request.id(context, "segmentation", "segmentation");
        return bench.database().read(handle -> {
            find(handle, id, segmentation);
            return Segmentations.content(handle, segmentation);
        });
    }

    private void show(Context context) {
        String id = Request.image(context);
        String segmentation = Request.id(context, "segmentation", "segmentation");
        context.json(bench.database().read(handle -> {
            StoredSegmentation found = find(handle, id, segmentation);
            Content content = Segmentations.content(handle, segmentation);
            return SegmentationView.of(found, new String(content.lesions(), StandardCharsets.UTF_8));
        }));
    }

    private void mask(Context context) {
        png(context, content(context).mask());
    }

    private void heat(Context context) {
        byte[] heat = content(context).heat();
        if (heat == null) {
            throw Refusal.notFound("heat map: a reader drew this version");
        }
        png(context, heat);
    }

    private static void png(Context context, byte[] png) {
        context.contentType("image/png").result(png);
    }
}
