package org.delineate.cli;

import java.util.List;
import org.delineate.cli.archive.ArchiveEngine;
import org.delineate.cli.archive.ArchiveRequest;
import org.delineate.cli.archive.Submitted;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.BackendOptions;
import org.delineate.cli.option.InferenceOptions;
import org.delineate.cli.option.ModelOptions;
import org.delineate.cli.option.SpacingOption;
import org.delineate.infer.EngineChoice;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Tiles;
import org.delineate.measure.Scale;
import org.delineate.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Segments whole archives, on this machine or on a cluster. */
@Command(
        name = "archive",
        sortOptions = false,
        description = {
            "Segments an archive: a table of masks and measures (Parquet), with a row for each image.",
            "Runs on this machine, or with spark-submit on a cluster; a second start does what is left."
        })
public final class ArchiveCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Mixin
    private ModelOptions models;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Folders of images at any depth, or images: local, or as hdfs://..., s3a://... .")
    private List<String> paths;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder to write the table to, local or as PATH; it is read before, and what is done stays.")
    private String out;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Segment N images from all over the archive, write DIR/sample.html with their outlines, and"
                    + " stop.")
    private Integer sample;

    @Option(names = "--masks", description = "Write masks as PNG too.")
    private boolean masks;

    @Option(
            names = "--dicom",
            description =
                    "Write a segmentation (SEG), a capture with the outline, and a report (SR) of DICOM images too.")
    private boolean dicom;

    @Option(
            names = "--commit",
            paramLabel = "N",
            description = "Images after which results are kept for good: a killed run loses at most as many (default:"
                    + " 1000 for each core).")
    private Integer commit;

    @Mixin
    private SpacingOption spacing;

    @Mixin
    private InferenceOptions pass;

    @Mixin
    private BackendOptions engine;

    @Mixin
    private Output output;

    /** Is called by {@code spark-submit}, which starts a class and not a command. */
    public static void main(String[] arguments) {
        Submitted.run(new ArchiveCommand(), arguments);
    }

    @Override
    public void run() {
        requirePositive("--sample", sample);
        requirePositive("--commit", commit);
        Scale scale = UsageErrors.checked(command, spacing::scale);
        Tiles tiles = pass.tiles();
        ArchiveEngine archives = Submitted.engine();
        engine.apply();
        List<Model> loaded = models.loadAll(output);
        List<EngineChoice> engines = engine.byRule(loaded, output);
        try (Ensemble ensemble = Ensemble.of(loaded, engines)) {
            ArchiveRequest request = new ArchiveRequest(
                    paths,
                    out,
                    new ArchiveRequest.Models(models.files(), ensemble),
                    new ArchiveRequest.Pass(engine.threads(), pass.batch(), tiles),
                    scale,
                    new ArchiveRequest.Results(masks, dicom),
                    commit == null ? 0 : commit);
            if (sample != null) {
                archives.sample(request, sample, output);
            } else {
                archives.segment(request, output);
            }
        }
    }

    private void requirePositive(String option, Integer value) {
        if (value != null && value < 1) {
            throw new ParameterException(command.commandLine(), option + " is at least 1, not " + value);
        }
    }
}
