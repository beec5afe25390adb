package org.delineate.cli.option;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.dataset.PictureFiles;
import org.delineate.dicom.result.SegmentationObject;
import org.delineate.dicom.result.StudyResults;
import org.delineate.dicom.web.DicomWeb;
import org.delineate.file.Plural;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Segmentation;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Results as DICOM files, and the server that they come from and go to. */
@Section("DICOM")
public final class DicomResultOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--dicom",
            description =
                    "Write a segmentation (SEG), a capture with the outline, and a report (SR) of DICOM images too.")
    private boolean dicom;

    @Option(
            names = "--strict",
            description = "Write segmentations without a frame of reference where the source has none, as the standard"
                    + " means it; OHIF and 3D Slicer cannot open these.")
    private boolean strict;

    @Option(
            names = "--pacs",
            paramLabel = "URL",
            description = {
                PacsOptions.URL,
                "Each PATH is then the Study Instance UID of a study, which is fetched into DIR/study; the DICOM"
                        + " results are sent back."
            })
    private String pacs;

    @Mixin
    private CredentialsOption credentials;

    private DicomWeb web;

    /** Gives the files to segment: those of the studies where a server is named, else the paths. */
    public List<Path> fetch(List<Path> paths, Path out, Output output) {
        if (strict && !isWanted()) {
            throw new ParameterException(command.commandLine(), "--strict says how --dicom writes; give both");
        }
        if (pacs == null) {
            return paths;
        }
        web = credentials.open(pacs, output);
        Path folder = out.resolve("study");
        List<Path> studies = new ArrayList<>(); // the folder may hold others, of former runs
        int files = 0;
        for (Path study : paths) {
            files += web.pull(study.toString(), folder, count -> {}).size();
            studies.add(folder.resolve(study));
        }
        output.note(Plural.of(files, "file") + " of " + Plural.of(paths.size(), "study", "studies") + " fetched into "
                + folder);
        return studies;
    }

    private boolean isWanted() {
        return dicom || pacs != null;
    }

    /** Writes the results, and sends them where a server is named; nothing where neither is wanted. */
    public StudyResults.Written write(
            PictureFiles pictures, List<Segmentation> found, Path out, Ensemble models, Output output) {
        if (!isWanted()) {
            return new StudyResults.Written(List.of(), List.of(), List.of());
        }
        SegmentationObject.Form form = strict ? SegmentationObject.Form.STRICT : SegmentationObject.Form.PLACED;
        StudyResults.Written written =
                StudyResults.write(pictures, found, out, models, form, Clock.systemDefaultZone());
        written.remarks().forEach(output::note);
        written.failures().forEach(failure -> output.failure(failure));
        output.note(written.files().size() + " DICOM files written to " + out);
        if (web != null && !written.files().isEmpty()) {
            web.send(written.files()).stream()
                    .filter(s -> !s.warning().isEmpty())
                    .forEach(s -> output.caution(s.file() + ": " + s.warning()));
            output.note(written.files().size() + " DICOM files sent to " + pacs);
        }
        return written;
    }
}
