package org.delineate.cli.dicom;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Output;
import org.delineate.dicom.deidentify.Deidentification;
import org.delineate.dicom.deidentify.DeidentifiedFiles;
import org.delineate.file.Plural;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies DICOM files without what identifies a person. */
@Command(
        name = "deidentify",
        sortOptions = false,
        description = {
            "Copies DICOM files without what identifies a person (PS3.15, basic profile), pixels as they are.",
            "New identifiers are equal within a run, and nobody can lead them back."
        },
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate dicom deidentify STUDY --out anonymous",
            "  delineate dicom deidentify STUDY --shift-dates --out anonymous"
        })
final class DicomDeidentifyCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "DICOM files, or folders of them at any depth.")
    private List<Path> paths;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write to: STUDY/SERIES/INSTANCE.dcm, by the new identifiers.")
    private Path out;

    @Option(
            names = "--shift-dates",
            description = "Move the dates of each patient back by the same days instead of removing them.")
    private boolean shiftDates;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        DeidentifiedFiles all = DeidentifiedFiles.write(
                paths, out, shiftDates ? Deidentification.Dates.SHIFTED : Deidentification.Dates.REMOVED);
        all.failures().forEach(failure -> output.failure(failure));
        all.cautions().forEach((caution, files) -> output.caution(Plural.of(files, "file") + ": " + caution));
        if (all.passedOver() > 0) {
            output.note(Plural.of(all.passedOver(), "file is no DICOM file and is", "files are no DICOM files and are")
                    + " passed over");
        }
        output.result(Plural.of(all.written().size(), "file") + " written to " + out, new Result(all));
        if (!all.failures().isEmpty()) {
            output.note(Plural.of(all.failures().size(), "file was", "files were") + " not written");
        }
        return Exit.of(all.failures().isEmpty() && !all.written().isEmpty());
    }

    private record Result(List<String> written, Map<String, Integer> cautions, List<String> failures, int passedOver) {
        Result(DeidentifiedFiles all) {
            this(all.written().stream().map(Path::toString).toList(), all.cautions(), all.failures(), all.passedOver());
        }
    }
}
