package org.delineate.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Row;
import org.delineate.dataset.OtherFiles;
import org.delineate.dataset.PictureFiles;
import org.delineate.dicom.result.SegmentationObject;
import org.delineate.dicom.result.StudyResults;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.image.Picture;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Segmentation;

/**
 * Collects the masks of a task's DICOM pictures, and writes the DICOM results of each of their files: {@code
 * <name>_seg.dcm}, {@code <name>_capture.dcm} and {@code <name>_report.dcm}.
 */
final class DicomResults {
    private final Path temporary;
    private final Ensemble models;
    private final OutputFiles outputs;
    private final Map<Integer, Found> found = new ConcurrentHashMap<>();

    private record Found(ArchiveFile file, Picture picture, Segmentation segmentation) {}

    /** @param temporary folder that takes what has to lie in files on the way */
    DicomResults(Path temporary, Ensemble models, OutputFiles outputs) {
        this.temporary = temporary;
        this.models = models;
        this.outputs = outputs;
    }

    /** Takes a picture's mask; by several threads at once. @param number of the picture in the task */
    void add(int number, ArchiveFile file, Picture picture, Mask mask, Segmentation.Findings findings) {
        Path png = temporary.resolve("mask-" + number + ".png");
        MaskFile.write(png, mask);
        found.put(
                number,
                new Found(
                        file,
                        picture,
                        new Segmentation(picture.toString(), png.toString(), "", List.of(), findings, List.of(), "")));
    }

    /** Writes the results. @param rows of all pictures of the task @return the rows, with what could not be written */
    List<Row> write(List<Row> rows) {
        List<Row> told = new ArrayList<>(rows);
        Map<ArchiveFile, List<Integer>> byFile = new LinkedHashMap<>();
        new TreeMap<>(found)
                .forEach((number, one) ->
                        byFile.computeIfAbsent(one.file, f -> new ArrayList<>()).add(number));
        byFile.forEach((file, numbers) -> {
            List<Found> frames = numbers.stream().map(found::get).toList();
            for (String failure : write(file, frames)) {
                numbers.forEach(n -> told.set(n, ResultRows.withRemark(told.get(n), failure)));
            }
        });
        return told;
    }

    private List<String> write(ArchiveFile file, List<Found> frames) {
        Path folder = temporary.resolve("results");
        StudyResults.Written written = StudyResults.write(
                new PictureFiles(frames.stream().map(Found::picture).toList(), List.of(), OtherFiles.NONE, List.of()),
                frames.stream().map(Found::segmentation).toList(),
                folder,
                models,
                SegmentationObject.Form.PLACED,
                Clock.systemDefaultZone());
        try {
            for (Path one : written.files()) {
                String name = one.getFileName().toString();
                outputs.write("dicom/" + file.name() + name.substring(name.lastIndexOf('_')), Files.readAllBytes(one));
                Files.delete(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return written.failures();
    }
}
