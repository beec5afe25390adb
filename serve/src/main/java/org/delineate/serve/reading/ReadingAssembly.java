package org.delineate.serve.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.delineate.dicom.DicomFile;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.image.Mask;
import org.delineate.infer.Doubt;
import org.delineate.measure.Scale;
import org.delineate.serve.store.Reading;
import org.delineate.serve.store.Readings;
import org.delineate.serve.store.Segmentations;
import org.delineate.serve.store.StoredImage;
import org.delineate.serve.store.StoredSegmentation;
import org.delineate.serve.work.Masks;
import org.delineate.serve.work.Workbench;

/**
 * Puts together what is kept of a reading: the version that it is about, or the newest one, with all it came from.
 *
 * @param image that was read
 * @param report of it
 * @param revision names this state of the reading; another state has another name
 */
public record ReadingAssembly(StoredImage image, ReadingReport report, String revision) {

    /** Holds the rows of one moment. */
    private record Rows(Reading reading, List<StoredSegmentation> chain, StoredSegmentation.Content content) {}

    /** Reads it; empty where the picture has no segmentation. */
    public static Optional<ReadingAssembly> of(Workbench bench, StoredImage image) {
        return bench.database().read(handle -> {
            Reading reading = Readings.of(handle, image.id());
            Optional<StoredSegmentation> shown = reading.segmentation() == null
                    ? Segmentations.latest(handle, image.id())
                    : Segmentations.find(handle, image.id(), reading.segmentation());
            return shown.map(version -> new Rows(
                            reading,
                            chain(version, Segmentations.of(handle, image.id(), version.frame())),
                            Segmentations.content(handle, version.id())))
                    .map(rows -> assemble(bench, image, rows));
        });
    }

    /** A version with those that it was made from, the oldest first. */
    private static List<StoredSegmentation> chain(StoredSegmentation version, List<StoredSegmentation> all) {
        Map<String, StoredSegmentation> byId = new LinkedHashMap<>();
        all.forEach(one -> byId.put(one.id(), one));
        List<StoredSegmentation> chain = new ArrayList<>();
        for (StoredSegmentation one = version; one != null; one = byId.get(one.basedOn())) {
            chain.add(0, one);
            byId.remove(one.id());
        }
        return chain;
    }

    private static ReadingAssembly assemble(Workbench bench, StoredImage image, Rows rows) {
        StoredSegmentation shown = rows.chain().get(rows.chain().size() - 1);
        Mask mask = Masks.stored(rows.content().mask());
        Scale scale = bench.frames().scale(image.id(), shown.frame());
        Reading reading = rows.reading();
        ReadingReport report = new ReadingReport(
                subject(bench, image),
                new ReadingReport.Picture(
                        bench.frames().read(image.id(), shown.frame()),
                        mask,
                        scale,
                        shown.frame() + 1,
                        image.form().frames()),
                LesionView.lesions(mask, scale, rows.content().lesions()),
                ReadingReport.Findings.of(
                        Json.parse(reading.descriptors(), JsonNode.class, Path.of("descriptors")),
                        reading.category(),
                        reading.comment()),
                method(rows.chain()),
                rows.chain().stream().map(ReadingAssembly::version).toList(),
                reading.isSigned() ? new ReadingReport.Signed(reading.signedBy(), local(reading.signedAt())) : null,
                local(Instant.now()));
        return new ReadingAssembly(image, report, shown.id() + " " + reading.revision());
    }

    private static ReadingReport.Subject subject(Workbench bench, StoredImage image) {
        return image.form().format().equals("DICOM")
                ? ReadingReport.Subject.of(
                        image.name(), image.sha256(), file(bench, image).dataSet())
                : ReadingReport.Subject.of(image.name(), image.form().format(), image.sha256());
    }

    /** Reads the DICOM file of a picture. */
    public static DicomFile file(Workbench bench, StoredImage image) {
        return DicomFile.read(bench.frames().file(image.id()));
    }

    /** The model that made the oldest version; null where a reader did. */
    private static ReadingReport.Method method(List<StoredSegmentation> chain) {
        StoredSegmentation.Making first = chain.get(0).making();
        if (first.maker() == StoredSegmentation.Maker.READER) {
            return null;
        }
        return new ReadingReport.Method(
                first.makerName(),
                Build.CURRENT.version(),
                first.modelHash(),
                first.denoise() == null ? "" : first.denoise(),
                first.doubt() == null ? null : Doubt.valueOf(first.doubt().toUpperCase(Locale.ROOT)));
    }

    private static ReadingReport.Version version(StoredSegmentation of) {
        StoredSegmentation.Making making = of.making();
        boolean byModel = making.maker() == StoredSegmentation.Maker.MODEL;
        return new ReadingReport.Version(
                of.version(), byModel, making.makerName(), byModel ? "" : making.tool(), local(of.createdAt()));
    }

    private static OffsetDateTime local(Instant time) {
        return time.atZone(ZoneId.systemDefault()).toOffsetDateTime();
    }
}
