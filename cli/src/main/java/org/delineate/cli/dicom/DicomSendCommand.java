package org.delineate.cli.dicom;

import java.nio.file.Path;
import java.util.List;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.PacsOptions;
import org.delineate.dicom.web.StoredFile;
import org.delineate.file.Plural;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends files to a DICOMweb server. */
@Command(
        name = "send",
        sortOptions = false,
        description = {"Sends DICOM files, as they are, to a DICOMweb server."},
        footerHeading = Examples.HEADING,
        footer = {"  delineate dicom send https://pacs:8042/dicom-web masks/study.seg.dcm"})
final class DicomSendCommand implements Runnable {
    @Mixin
    private PacsOptions pacs;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "DICOM files.")
    private List<Path> files;

    @Mixin
    private Output output;

    @Override
    public void run() {
        List<StoredFile> stored = pacs.open(output).send(files);
        stored.stream().filter(s -> !s.warning().isEmpty()).forEach(s -> output.caution(s.file() + ": " + s.warning()));
        output.result(
                Plural.of(stored.size(), "file") + " stored",
                new Result(stored.stream()
                        .map(s -> new Stored(s.file().toString(), s.warning()))
                        .toList()));
    }

    private record Stored(String file, String warning) {}

    private record Result(List<Stored> stored) {}
}
