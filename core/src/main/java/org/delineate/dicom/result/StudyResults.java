package org.delineate.dicom.result;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.delineate.dataset.PictureFiles;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.delineate.file.Build;
import org.delineate.file.FileNames;
import org.delineate.file.Plural;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.image.Overlay;
import org.delineate.image.Picture;
import org.delineate.image.Regions;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Segmentation;
import org.delineate.measure.Lesion;
import org.delineate.measure.UncertainLesion;

/**
 * Writes what was found in DICOM pictures as DICOM files: a segmentation and a secondary capture for each picture with a
 * lesion, and a structured report for each study.
 *
 * <p>The lesions of a single picture are segments of their own. In a cine loop nobody knows which lesion of a frame is
 * which of the next, so that all frames make one segment, and the report measures the frame with the largest lesion.
 */
public final class StudyResults {
    private static final int SEGMENTATIONS = 9001;
    private static final int REPORTS = 9002;
    private static final int CAPTURES = 9003;
    private static final String MODEL = "Delineate ";

    private final Path out;
    private final Algorithm algorithm;
    private final SegmentationObject.Form form;
    private final Clock clock;
    private final List<Path> files = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, List<SourceImage>> sources = new LinkedHashMap<>();
    private final Map<String, List<MeasuredLesion>> lesions = new LinkedHashMap<>();
    private final Map<String, NewInstance> captures = new LinkedHashMap<>();

    /**
     * Says what was written.
     *
     * @param files in the order in which they were written
     * @param remarks what a user should know about them, one sentence each
     * @param failures why pictures have no results, one sentence each
     */
    public record Written(List<Path> files, List<String> remarks, List<String> failures) {}

    private StudyResults(Path out, Ensemble models, SegmentationObject.Form form, Clock clock) {
        this.out = out;
        this.form = form;
        this.clock = clock;
        algorithm = new Algorithm(MODEL + models.network(), Build.CURRENT.version(), models.hash());
    }

    /**
     * Writes {@code <name>_seg.dcm}, {@code <name>_capture.dcm} and {@code study<n>_report.dcm} into a folder. A picture
     * that results cannot refer to, since it lacks an identifier, is reported and the others are done.
     *
     * @param found of these pictures, in their order
     * @param models that made the masks
     */
    public static Written write(
            PictureFiles pictures,
            List<Segmentation> found,
            Path out,
            Ensemble models,
            SegmentationObject.Form form,
            Clock clock) {
        StudyResults results = new StudyResults(out, models, form, clock);
        Map<Path, SortedMap<Integer, Segmentation>> byFile = new LinkedHashMap<>();
        Map<Path, Picture> first = new LinkedHashMap<>();
        int foreign = 0;
        for (int i = 0; i < found.size(); i++) {
            Picture picture = pictures.pictures().get(i);
            if (!picture.isDicom()) {
                foreign++;
            } else if (found.get(i).error().isEmpty()) {
                byFile.computeIfAbsent(picture.file(), f -> new TreeMap<>()).put(picture.frame() + 1, found.get(i));
                first.putIfAbsent(picture.file(), picture);
            }
        }
        if (foreign > 0) {
            results.remarks.add(Plural.of(foreign, "picture is no DICOM file", "pictures are no DICOM files")
                    + ": without a patient and a study there are no DICOM results");
        }
        List<String> names =
                FileNames.of(byFile.keySet().stream().map(PictureFiles::stem).toList());
        int number = 0;
        for (Map.Entry<Path, SortedMap<Integer, Segmentation>> entry : byFile.entrySet()) {
            String name = names.get(number++);
            try {
                results.add(first.get(entry.getKey()), entry.getValue(), name);
            } catch (BadFileException | IllegalArgumentException e) {
                results.failures.add(name + " has no DICOM results: " + e.getMessage());
            }
        }
        results.reports();
        return new Written(List.copyOf(results.files), List.copyOf(results.remarks), List.copyOf(results.failures));
    }

    private void add(Picture picture, SortedMap<Integer, Segmentation> frames, String name) {
        SourceImage source = SourceImage.of(picture.dicom());
        String study = source.dataSet().requireText(Tag.STUDY_INSTANCE_UID);
        List<MeasuredLesion> before = lesions.getOrDefault(study, List.of());
        List<MeasuredLesion> measured = new ArrayList<>();
        int largest = largest(frames);
        if (largest == 0) {
            remarks.add(name + ": no lesion was found, so that there is no segmentation; the report says so");
        } else {
            List<UncertainLesion> inFrame = frames.get(largest).findings().lesions();
            for (UncertainLesion lesion : inFrame) {
                Tracking tracking = Tracking.create("Lesion " + (before.size() + measured.size() + 1));
                measured.add(MeasuredLesion.of(source, largest, tracking, lesion.lesion()));
            }
            SortedMap<Integer, Mask> masks = new TreeMap<>();
            frames.forEach((frame, s) -> masks.put(frame, MaskFile.read(Path.of(s.mask()))));
            SegmentationObject segmentation = new SegmentationObject(
                    source,
                    NewInstance.create(SEGMENTATIONS, "Segmentation", clock),
                    segments(masks, inFrame, measured),
                    SegmentationObject.Making.AUTOMATIC,
                    algorithm,
                    form);
            write(name + "_seg.dcm", segmentation.dataSet());
            write(name + "_capture.dcm", capture(picture, source, study, masks));
            segmentation.remarks().forEach(r -> remarks.add(name + ": " + r));
            if (frames.size() > 1) {
                remarks.add(name + ": the report measures frame " + largest + " of " + source.frames()
                        + ", where the lesion is largest");
            }
        }
        sources.computeIfAbsent(study, s -> new ArrayList<>()).add(source);
        lesions.computeIfAbsent(study, s -> new ArrayList<>()).addAll(measured);
    }

    /** The frame with the largest lesion; 0 where none has one. */
    private static int largest(SortedMap<Integer, Segmentation> frames) {
        int best = 0;
        double most = 0;
        for (Map.Entry<Integer, Segmentation> frame : frames.entrySet()) {
            List<UncertainLesion> found = frame.getValue().findings().lesions();
            double area = found.isEmpty() ? 0 : found.get(0).lesion().px().area();
            if (area > most) {
                most = area;
                best = frame.getKey();
            }
        }
        return best;
    }

    private static List<Segment> segments(
            SortedMap<Integer, Mask> masks, List<UncertainLesion> lesions, List<MeasuredLesion> measured) {
        if (masks.size() > 1) {
            return List.of(Segment.lesion(measured.get(0).tracking(), masks));
        }
        int frame = masks.firstKey();
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < lesions.size(); i++) {
            Mask one = only(masks.get(frame), lesions.get(i).lesion());
            segments.add(Segment.lesion(measured.get(i).tracking(), Map.of(frame, one)));
        }
        return segments;
    }

    private static Mask only(Mask all, Lesion lesion) {
        Regions regions = Regions.of(all);
        int number = regions.at(
                lesion.outline().y()[0] * all.width() + lesion.outline().x()[0]);
        return regions.only(number);
    }

    /** The captures of a study are one series. */
    private DataSet capture(Picture picture, SourceImage source, String study, SortedMap<Integer, Mask> masks) {
        NewInstance last = captures.get(study);
        NewInstance next = last == null
                ? NewInstance.create(CAPTURES, "Outlines of lesions", clock)
                : new NewInstance(
                        last.seriesUid(), Uid.random(), CAPTURES, last.number() + 1, last.description(), last.made());
        captures.put(study, next);
        SortedMap<Integer, BufferedImage> drawn = new TreeMap<>();
        masks.forEach((frame, mask) -> {
            Image image = new Picture(picture.file(), picture.loop(), frame - 1, picture.frames()).read();
            drawn.put(frame, Overlay.draw(image, null, mask, Math.max(image.height(), image.width())));
        });
        return new SecondaryCapture(source, next, "outline of what " + algorithm.name() + " takes for a lesion", drawn)
                .dataSet();
    }

    private void reports() {
        int number = 0;
        for (Map.Entry<String, List<SourceImage>> study : sources.entrySet()) {
            MeasurementReport report = new MeasurementReport(
                    study.getValue(),
                    NewInstance.create(REPORTS, "Measurements", clock),
                    lesions.get(study.getKey()),
                    algorithm,
                    null);
            write("study" + ++number + "_report.dcm", report.dataSet());
        }
    }

    private void write(String name, DataSet dataSet) {
        Path file = out.resolve(name);
        DicomWriter.write(file, dataSet);
        files.add(file);
    }
}
