package org.delineate.cli.dicom;

import java.nio.file.Path;
import java.util.Optional;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.Numbers;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.FileSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into DICOM files, fetches and sends them, and removes from them what identifies a person. */
@Command(
        name = "dicom",
        description = "Looks into DICOM files, fetches and sends them, and removes what identifies a person.",
        commandListHeading = "%nCommands:%n",
        footerHeading = Examples.HEADING,
        footer = {"  delineate dicom show picture.dcm", "  delineate dicom deidentify STUDY --out anonymous"},
        subcommands = {
            DicomCommand.Show.class,
            DicomPullCommand.class,
            DicomSendCommand.class,
            DicomDeidentifyCommand.class,
        })
public final class DicomCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Shows coding, pixels and attributes of a file. */
    @Command(
            name = "show",
            description = {
                "Shows how a DICOM file is coded, size and SHA-256 of its pixels, and its attributes.",
                "Without --identifying these are only those that say nothing about a person, a place or a time."
            },
            footerHeading = Examples.HEADING,
            footer = {"  delineate dicom show picture.dcm"})
    static final class Show implements Runnable {
        @Parameters(paramLabel = "FILE", description = "DICOM file, with or without the 128 bytes before DICM.")
        private Path file;

        @Option(names = "--identifying", description = "Show all attributes, those that identify the patient too.")
        private boolean identifying;

        @Option(
                names = "--frame",
                converter = Numbers.Positive.class,
                paramLabel = "N",
                description = "Read this frame alone, 1 for the first (default: all frames).")
        private Integer frame;

        @Mixin
        private Output output;

        @Override
        public void run() {
            DicomFile read = DicomFile.read(file);
            FileSummary summary = FileSummary.of(read, Optional.ofNullable(frame), identifying);
            read.remarks().forEach(output::caution);
            output.result(summary.text(), summary.document());
        }
    }
}
