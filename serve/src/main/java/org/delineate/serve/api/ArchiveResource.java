package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.CLINICIAN;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.result.SegmentationObject;
import org.delineate.dicom.web.DicomWeb;
import org.delineate.dicom.web.DicomWebException;
import org.delineate.dicom.web.StudyQuery;
import org.delineate.file.Folders;
import org.delineate.file.Json;
import org.delineate.serve.reading.ReadingAssembly;
import org.delineate.serve.reading.ReadingResults;
import org.delineate.serve.reading.ReportPdf;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Ids;
import org.delineate.serve.store.Images;
import org.delineate.serve.store.StoredImage;
import org.delineate.serve.work.Archives;
import org.delineate.serve.work.Intake;
import org.delineate.serve.work.Workbench;

/** Finds and fetches studies on the archives that the administrator named, and sends signed readings back. */
final class ArchiveResource {
    private final Workbench bench;
    private final Archives archives;

    private record Target(String server) {}

    ArchiveResource(Workbench bench, Archives archives) {
        this.bench = bench;
        this.archives = archives;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/servers", CLINICIAN, "The archives", "[{name}]", this::list),
                Operation.get(
                        "/api/servers/{server}/studies",
                        CLINICIAN,
                        "Studies of a patient or a day: ?patient=&date=",
                        "[{uid, patient, date, description, modalities, images}]",
                        this::studies),
                Operation.post(
                        "/api/servers/{server}/studies/{uid}",
                        CLINICIAN,
                        "Fetch a study into the worklist",
                        "",
                        "{images, refused}",
                        this::pull),
                Operation.post(
                        "/api/images/{id}/send",
                        CLINICIAN,
                        "Send a signed reading: segmentation, report, capture, document",
                        "{server}",
                        "{sent}",
                        this::send));
    }

    private void list(Context context) {
        context.json(archives.names().stream().map(name -> Map.of("name", name)).toList());
    }

    private DicomWeb archive(String name) {
        return archives.named(name).orElseThrow(() -> Refusal.notFound("server"));
    }

    private void studies(Context context) {
        DicomWeb archive = archive(context.pathParam("server"));
        String patient = text(context, "patient");
        String date = text(context, "date").replace("-", "");
        if (patient.isEmpty() && date.isEmpty()) {
            throw new Refusal(400, "a search needs a patient's number or a date");
        }
        StudyQuery query = patient.isEmpty() ? new StudyQuery(Tag.STUDY_DATE, date) : StudyQuery.patient(patient);
        List<DataSet> found = reached(() -> archive.studies(query));
        context.json(found.stream()
                .filter(study ->
                        date.isEmpty() || study.text(Tag.STUDY_DATE).orElse("").equals(date))
                .map(ArchiveResource::view)
                .toList());
    }

    private static String text(Context context, String name) {
        String text = context.queryParam(name);
        return text == null ? "" : text.strip();
    }

    private static Map<String, Object> view(DataSet study) {
        String name = study.text(Tag.PATIENT_NAME).orElse("").replace('^', ' ').strip();
        String id = study.text(Tag.PATIENT_ID).orElse("");
        String date = study.text(Tag.STUDY_DATE).orElse("");
        return Json.object(
                "uid",
                study.requireText(Tag.STUDY_INSTANCE_UID),
                "patient",
                name.isEmpty() ? id : name + " (" + id + ")",
                "date",
                date.matches("\\d{8}")
                        ? date.substring(0, 4) + "-" + date.substring(4, 6) + "-" + date.substring(6)
                        : date,
                "description",
                study.text(Tag.STUDY_DESCRIPTION).orElse(""),
                "modalities",
                study.texts(Tag.MODALITIES_IN_STUDY),
                "images",
                study.text(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES).orElse(null));
    }

    /** An archive that does not answer is told with its reason, as a fault of another server. */
    private static <T> T reached(java.util.function.Supplier<T> request) {
        try {
            return request.get();
        } catch (DicomWebException e) {
            throw new Refusal(502, e.getMessage());
        }
    }

    private void pull(Context context) {
        String name = context.pathParam("server");
        String uid = context.pathParam("uid");
        if (!Uid.isValid(uid)) {
            throw Refusal.notFound("study");
        }
        DicomWeb archive = archive(name);
        String account = Caller.name(context);
        Path folder = bench.pictures().incoming().resolve(Ids.random());
        try {
            List<Path> files = reached(() -> archive.pull(uid, folder, count -> {}));
            Intake intake = new Intake(bench, account);
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    intake.add("object" + (files.indexOf(file) + 1) + ".dcm", in);
                }
            }
            bench.database()
                    .run(handle -> AuditLog.add(
                            handle, account, "pull", "", intake.taken().size() + " from " + name));
            context.status(201).json(ImageResource.received(bench, intake));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
    }

    private void send(Context context) {
        String id = Request.image(context);
        String server = Request.body(context, Target.class).server();
        DicomWeb archive = archive(server == null ? "" : server);
        StoredImage image =
                bench.database().read(handle -> Images.find(handle, id)).orElseThrow(() -> Refusal.notFound("image"));
        if (image.state() != StoredImage.State.SIGNED || !image.form().format().equals("DICOM")) {
            throw new Refusal(409, "the signed reading of a DICOM picture is sent; sign it first");
        }
        ReadingAssembly assembly = ReadingAssembly.of(bench, image).orElseThrow();
        Path folder = bench.pictures().incoming().resolve(Ids.random());
        try {
            Files.createDirectory(folder);
            List<Path> files = write(assembly, folder, Request.language(context));
            reached(() -> archive.send(files));
            String account = Caller.name(context);
            bench.database().run(handle -> AuditLog.add(handle, account, "send", id, files.size() + " to " + server));
            context.json(Map.of(
                    "sent", files.stream().map(f -> f.getFileName().toString()).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
    }

    private List<Path> write(ReadingAssembly of, Path folder, Locale language) {
        ReadingResults results = new ReadingResults(
                ReadingAssembly.file(bench, of.image()), of.report(), of.image().id() + " " + of.revision());
        List<Path> files = new ArrayList<>();
        results.segmentation(SegmentationObject.Form.PLACED)
                .ifPresent(object -> files.add(write(folder, "seg.dcm", object)));
        files.add(write(folder, "sr.dcm", results.measurements("")));
        files.add(write(folder, "capture.dcm", results.capture()));
        files.add(write(folder, "report.dcm", results.document(ReportPdf.of(of.report(), language))));
        return files;
    }

    private static Path write(Path folder, String name, DataSet object) {
        Path file = folder.resolve(name);
        DicomWriter.write(file, object);
        return file;
    }
}
