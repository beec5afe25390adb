package org.delineate.serve.reading;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.result.Algorithm;
import org.delineate.dicom.result.BreastDescriptor;
import org.delineate.dicom.result.Conclusion;
import org.delineate.dicom.result.Description;
import org.delineate.dicom.result.EncapsulatedPdf;
import org.delineate.dicom.result.MeasuredLesion;
import org.delineate.dicom.result.MeasurementReport;
import org.delineate.dicom.result.NewInstance;
import org.delineate.dicom.result.SecondaryCapture;
import org.delineate.dicom.result.Segment;
import org.delineate.dicom.result.SegmentationObject;
import org.delineate.dicom.result.SegmentationObject.Making;
import org.delineate.dicom.result.Signature;
import org.delineate.dicom.result.SourceImage;
import org.delineate.dicom.result.Tracking;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.image.Overlay;
import org.delineate.image.Regions;
import org.delineate.measure.Lesion;
import org.delineate.measure.UncertainLesion;
import org.delineate.png.Png;

/**
 * Makes what an archive takes back of one reading of a DICOM picture: segmentation, structured report, picture with the
 * outline drawn in, and the printed report.
 *
 * <p>Identifiers follow from the reading and its revision: the same reading gives the same objects, however often it is
 * sent, and a changed one new objects.
 */
public final class ReadingResults {
    private static final int SEGMENTATION = 9001;
    private static final int REPORT = 9002;
    private static final int CAPTURE = 9003;
    private static final int DOCUMENT = 9004;
    private static final int NAME = 64;
    private static final String NOT_STATED = "Not stated";

    private final SourceImage source;
    private final ReadingReport report;
    private final String revision;
    private final List<Tracking> trackings = new ArrayList<>();

    /**
     * Reads what the objects need of the picture's file.
     *
     * @param revision which state of which reading it is, such as the identifiers of image and segmentation and the
     *     number of the change
     * @throws org.delineate.file.BadFileException where the file lacks an identifier that results refer to
     */
    public ReadingResults(DicomFile file, ReadingReport report, String revision) {
        source = SourceImage.of(file);
        this.report = report;
        this.revision = revision;
        for (int i = 1; i <= report.lesions().size(); i++) {
            trackings.add(new Tracking("Lesion " + i, uid("lesion " + i)));
        }
    }

    /** Returns the mask as a segmentation, a segment for each lesion; nothing where no lesion is marked. */
    public Optional<DataSet> segmentation(SegmentationObject.Form form) {
        if (report.lesions().isEmpty()) {
            return Optional.empty();
        }
        Mask all = report.picture().mask();
        Regions regions = Regions.of(all);
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < trackings.size(); i++) {
            Lesion lesion = report.lesions().get(i).lesion();
            int first = lesion.outline().y()[0] * all.width() + lesion.outline().x()[0];
            Map<Integer, Mask> frames = Map.of(frame(), regions.only(regions.at(first)));
            segments.add(Segment.lesion(trackings.get(i), frames));
        }
        NewInstance instance = instance(SEGMENTATION, "Segmentation");
        return Optional.of(new SegmentationObject(source, instance, segments, making(), algorithm(), form).dataSet());
    }

    /** Says who drew the outline: a model, a person, or a person who corrected a model. */
    Making making() {
        boolean byModel = report.history().stream().anyMatch(ReadingReport.Version::byModel);
        boolean byReader = report.history().stream().anyMatch(v -> !v.byModel());
        if (report.method() == null || !byModel) {
            return Making.MANUAL;
        }
        return byReader ? Making.SEMIAUTOMATIC : Making.AUTOMATIC;
    }

    /**
     * Returns outlines, measures, descriptors and category as a structured report. The descriptors are those of the
     * largest lesion.
     *
     * @param organization where the reader works; "" takes what the file says
     * @throws IllegalArgumentException where nobody has signed what a person drew without a model: a report has an
     *     observer
     */
    public DataSet measurements(String organization) {
        List<Description> words = report.findings().descriptors().stream()
                .sorted()
                .map(BreastDescriptor::description)
                .toList();
        List<MeasuredLesion> lesions = new ArrayList<>();
        for (UncertainLesion lesion : report.lesions()) {
            MeasuredLesion measured =
                    MeasuredLesion.of(source, frame(), trackings.get(lesions.size()), lesion.lesion());
            lesions.add(lesions.isEmpty() ? measured.described(words) : measured);
        }
        Conclusion conclusion = new Conclusion(
                report.findings().category(),
                lesions.isEmpty() ? words : List.of(),
                report.findings().comment().strip());
        return new MeasurementReport(
                        List.of(source),
                        instance(REPORT, "Measurements"),
                        lesions,
                        conclusion,
                        algorithm(),
                        signature(organization))
                .dataSet();
    }

    /** Returns the picture with the outline drawn in. */
    public DataSet capture() {
        return new SecondaryCapture(
                        source,
                        instance(CAPTURE, "Outlines of lesions"),
                        making() == Making.AUTOMATIC
                                ? "outline of what a model takes for a lesion"
                                : "outline of a lesion, drawn or corrected by a person",
                        new TreeMap<>(Map.of(frame(), drawn(report))))
                .dataSet();
    }

    /** Returns the printed report as an object of the study. */
    public DataSet document(byte[] pdf) {
        return new EncapsulatedPdf(source, instance(DOCUMENT, "Reading report"), "Reading report", pdf).dataSet();
    }

    /** Returns a picture with the outline drawn in as PNG, of any picture. */
    public static byte[] overlay(ReadingReport report) {
        return Png.encode(drawn(report));
    }

    private static BufferedImage drawn(ReadingReport report) {
        Image image = report.picture().image();
        int longest = Math.max(image.height(), image.width());
        return Overlay.draw(image, null, report.picture().mask(), longest);
    }

    private int frame() {
        return report.picture().frame();
    }

    private Algorithm algorithm() {
        ReadingReport.Method method = report.method();
        return method == null
                ? null
                : new Algorithm(line("Delineate " + method.model()), line(method.version()), method.sha256());
    }

    private Signature signature(String organization) {
        if (report.signed() == null) {
            return null;
        }
        String where = organization.isBlank()
                ? source.dataSet().text(Tag.INSTITUTION_NAME).orElse("")
                : organization;
        return new Signature(
                line(report.signed().name().replaceAll("[\\^=]", " ")),
                where.isBlank() ? NOT_STATED : line(where),
                report.signed().at());
    }

    /** What fits one line of 64 characters; names that people choose may be longer. */
    private static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\\\]", " ").strip();
        int characters = line.codePointCount(0, line.length());
        return characters <= NAME
                ? line
                : line.substring(0, line.offsetByCodePoints(0, NAME)).strip();
    }

    private NewInstance instance(int series, String description) {
        OffsetDateTime made =
                report.signed() == null ? report.made() : report.signed().at();
        return new NewInstance(uid("series " + series), uid("object " + series), series, 1, description, made);
    }

    private String uid(String role) {
        String name = String.join(
                " ", "reading", source.dataSet().requireText(Tag.SOP_INSTANCE_UID), "" + frame(), revision, role);
        return Uid.of(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }
}
