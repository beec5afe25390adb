package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.CLINICIAN;

import io.javalin.http.Context;
import java.util.List;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.result.SegmentationObject;
import org.delineate.serve.reading.ReadingAssembly;
import org.delineate.serve.reading.ReadingResults;
import org.delineate.serve.reading.ReportPdf;
import org.delineate.serve.store.Images;
import org.delineate.serve.store.StoredImage;
import org.delineate.serve.work.Workbench;

/** Gives a reading as files: for people as PDF and picture, for archives as DICOM objects. */
final class ReportResource {
    private final Workbench bench;

    ReportResource(Workbench bench) {
        this.bench = bench;
    }

    List<Operation> operations() {
        return List.of(
                file("report.pdf", "The report: ?lang=", this::pdf),
                file("capture.png", "The picture with the outline", this::picture),
                file("seg.dcm", "The outline as DICOM Segmentation: ?form=plain for the pure form", this::segmentation),
                file("sr.dcm", "Measurements and descriptors as DICOM Structured Report", this::measurements),
                file("report.dcm", "The report as DICOM Encapsulated PDF: ?lang=", this::document),
                file("capture.dcm", "The picture with the outline as DICOM Secondary Capture", this::capture));
    }

    private static Operation file(String name, String summary, io.javalin.http.Handler handler) {
        return Operation.get("/api/images/{id}/" + name, CLINICIAN, summary, "attachment", handler);
    }

    private ReadingAssembly assembly(Context context) {
        String id = Request.image(context);
        StoredImage image =
                bench.database().read(handle -> Images.find(handle, id)).orElseThrow(() -> Refusal.notFound("image"));
        return ReadingAssembly.of(bench, image)
                .orElseThrow(() -> new Refusal(409, "the picture has no segmentation yet; make one first"));
    }

    private ReadingResults results(ReadingAssembly of) {
        if (!of.image().form().format().equals("DICOM")) {
            throw new Refusal(
                    409, "the picture is no DICOM file: without a patient and a study there are no DICOM results");
        }
        return new ReadingResults(
                ReadingAssembly.file(bench, of.image()), of.report(), of.image().id() + " " + of.revision());
    }

    private static void attach(Context context, String name, String type, byte[] content) {
        context.contentType(type)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .result(content);
    }

    private static void attach(Context context, String name, DataSet object) {
        attach(context, name, "application/dicom", DicomWriter.encode(object));
    }

    private void pdf(Context context) {
        attach(
                context,
                "report.pdf",
                "application/pdf",
                ReportPdf.of(assembly(context).report(), Request.language(context)));
    }

    private void picture(Context context) {
        attach(
                context,
                "capture.png",
                "image/png",
                ReadingResults.overlay(assembly(context).report()));
    }

    private void segmentation(Context context) {
        SegmentationObject.Form form = "plain".equals(context.queryParam("form"))
                ? SegmentationObject.Form.STRICT
                : SegmentationObject.Form.PLACED;
        DataSet object = results(assembly(context))
                .segmentation(form)
                .orElseThrow(() -> new Refusal(409, "no lesion is marked, and an empty segmentation says nothing"));
        attach(context, "seg.dcm", object);
    }

    private void measurements(Context context) {
        attach(context, "sr.dcm", results(assembly(context)).measurements(""));
    }

    private void document(Context context) {
        ReadingAssembly assembly = assembly(context);
        ReadingResults results = results(assembly);
        attach(context, "report.dcm", results.document(ReportPdf.of(assembly.report(), Request.language(context))));
    }

    private void capture(Context context) {
        attach(context, "capture.dcm", results(assembly(context)).capture());
    }
}
