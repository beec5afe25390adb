package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.CLINICIAN;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.delineate.dicom.GreyWindow;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.image.Image;
import org.delineate.measure.Length;
import org.delineate.measure.Line;
import org.delineate.measure.Scale;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Images;
import org.delineate.serve.store.Segmentations;
import org.delineate.serve.store.StoredImage;
import org.delineate.serve.work.Frames;
import org.delineate.serve.work.Intake;
import org.delineate.serve.work.Workbench;

/** Takes pictures, lists them and shows their frames. */
final class ImageResource {
    private static final int PAGE = 200;
    private static final int LARGEST_THUMBNAIL = 1024;

    private final Workbench bench;

    private record Points(int frame, double x1, double y1, double x2, double y2) {}

    ImageResource(Workbench bench) {
        this.bench = bench;
    }

    List<Operation> operations() {
        return List.of(
                Operation.post(
                        "/api/images",
                        CLINICIAN,
                        "Upload PNG, JPEG and DICOM files, or zip files of them",
                        "multipart, parts `file`",
                        "{images, refused}",
                        this::upload),
                Operation.get(
                        "/api/images",
                        CLINICIAN,
                        "The worklist, the newest first: ?search=&state=&patient=&limit=&after=",
                        "{images, more, counts}",
                        this::list),
                Operation.get("/api/images/{id}", CLINICIAN, "One picture", "Image", this::show),
                Operation.delete("/api/images/{id}", CLINICIAN, "Delete a picture and all of it", this::delete),
                Operation.get(
                        "/api/images/{id}/frames/{frame}",
                        CLINICIAN,
                        "A frame: ?size= longest side of a smaller one, ?denoise= name of a filter, ?centre=&width= window",
                        "PNG",
                        this::frame),
                Operation.get(
                        "/api/images/{id}/original", CLINICIAN, "The file as it was uploaded", "file", this::original),
                Operation.post(
                        "/api/images/{id}/length",
                        CLINICIAN,
                        "Measure between two points",
                        "{frame, x1, y1, x2, y2}",
                        "{value, unit}",
                        this::length));
    }

    private void upload(Context context) {
        if (!context.isMultipartFormData()) {
            throw new Refusal(415, "an upload is multipart/form-data with parts named file");
        }
        List<UploadedFile> files = context.uploadedFiles("file");
        int most = Limits.DEFAULT.server().uploadFiles();
        if (files.isEmpty() || files.size() > most) {
            throw new Refusal(400, "an upload has 1 to " + most + " parts named file, this one has " + files.size());
        }
        Intake intake = new Intake(bench, Caller.name(context));
        for (UploadedFile file : files) {
            try (InputStream content = file.content()) {
                intake.add(file.filename(), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        context.status(intake.taken().isEmpty() && !intake.refused().isEmpty() ? 422 : 201);
        context.attribute("told", true);
        context.json(received(bench, intake));
    }

    /** Says what was taken of files, and what was not. */
    static Map<String, Object> received(Workbench bench, Intake intake) {
        return Json.object(
                "images",
                intake.taken().stream()
                        .map(image -> ImageView.of(image, bench.frames().scale(image.id(), 0), null, null))
                        .toList(),
                "refused",
                intake.refused());
    }

    private void list(Context context) {
        int limit = Request.number(context, "limit", 1, PAGE, 50);
        StoredImage.State state = state(context.queryParam("state"));
        String search = context.queryParam("search");
        String patient = context.queryParam("patient");
        String after = context.queryParam("after");
        Map<String, Object> answer = bench.database().read(handle -> {
            List<StoredImage> images = patient != null
                    ? Images.ofPatient(handle, patient)
                    : Images.list(handle, search == null ? "" : search.strip(), state, after, limit + 1);
            return Json.object(
                    "images",
                    images.stream()
                            .limit(limit)
                            .map(image -> ImageView.of(
                                    image,
                                    Scale.UNKNOWN,
                                    null,
                                    Segmentations.latest(handle, image.id()).orElse(null)))
                            .toList(),
                    "more",
                    images.size() > limit,
                    "counts",
                    Images.counts(handle).entrySet().stream()
                            .collect(Collectors.toMap(
                                    e -> e.getKey().name().toLowerCase(Locale.ROOT), Map.Entry::getValue)));
        });
        context.json(answer);
    }

    private static StoredImage.State state(String name) {
        if (name == null || name.isEmpty()) {
            return null;
        }
        return Arrays.stream(StoredImage.State.values())
                .filter(s -> s.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new Refusal(400, "state is one of new, segmented, corrected, signed"));
    }

    private StoredImage find(Context context) {
        String id = Request.image(context);
        return bench.database().read(handle -> Images.find(handle, id)).orElseThrow(() -> Refusal.notFound("image"));
    }

    private void show(Context context) {
        StoredImage image = find(context);
        Scale scale = bench.frames().scale(image.id(), 0);
        context.json(ImageView.of(
                image,
                scale,
                bench.frames().window(image, 0).orElse(null),
                bench.database()
                        .read(handle -> Segmentations.latest(handle, image.id()))
                        .orElse(null)));
    }

    private void delete(Context context) {
        StoredImage image = find(context);
        bench.database().run(handle -> {
            Images.delete(handle, image.id());
            AuditLog.add(handle, Caller.name(context), "delete", image.id(), image.sha256());
        });
        bench.pictures().delete(image.id());
        bench.frames().forget(image.id());
        context.status(204);
    }

    private void frame(Context context) {
        StoredImage image = find(context);
        int frame = Request.number(
                "frame", context.pathParam("frame"), 0, image.form().frames() - 1);
        int size = Request.number(context, "size", 16, LARGEST_THUMBNAIL, 0);
        Image original = window(context)
                .map(w -> bench.frames().read(image.id(), frame, w))
                .orElseGet(() -> bench.frames().read(image.id(), frame));
        Image pixels = Request.denoiser(context.queryParam("denoise"))
                .map(d -> bench.queue().run(Caller.name(context), () -> d.apply(original)))
                .orElse(original);
        // a picture never changes, but what it shows must not stay on a disk that others read
        context.contentType("image/png")
                .header("Cache-Control", "private, no-store")
                .result(Frames.png(pixels, size));
    }

    private static Optional<GreyWindow> window(Context context) {
        String centre = context.queryParam("centre");
        String width = context.queryParam("width");
        if (centre == null && width == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new GreyWindow(
                    Double.parseDouble(String.valueOf(centre)), Double.parseDouble(String.valueOf(width))));
        } catch (NumberFormatException e) {
            throw new Refusal(400, "a window is two numbers, centre and width");
        }
    }

    private void original(Context context) {
        StoredImage image = find(context);
        String name = image.name().replaceAll("[^A-Za-z0-9._-]", "_");
        String type = image.form().format().equals("DICOM")
                ? "application/dicom"
                : "image/" + image.form().format().toLowerCase(Locale.ROOT);
        context.header(
                "Content-Disposition",
                "attachment; filename=\""
                        + new String(name.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII) + "\"");
        try {
            context.contentType(type).result(Files.newInputStream(bench.frames().file(image.id())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void length(Context context) {
        StoredImage image = find(context);
        Points points = Request.body(context, Points.class);
        Request.number(
                "frame", Integer.toString(points.frame()), 0, image.form().frames() - 1);
        Line line = new Line(points.x1(), points.y1(), points.x2(), points.y2());
        try {
            Length length = bench.frames().scale(image.id(), points.frame()).length(line);
            context.json(Json.object(
                    "value", length.value(), "unit", length.unit().name().toLowerCase(Locale.ROOT)));
        } catch (org.delineate.measure.CrossesRegionsException e) {
            throw new Refusal(422, e.getMessage());
        }
    }
}
