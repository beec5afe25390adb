package org.delineate.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.delineate.cli.archive.ArchiveRequest;
import org.delineate.file.Json;
import org.delineate.infer.Backend;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Tiles;
import org.delineate.measure.Scale;
import org.delineate.measure.Spacing;
import org.delineate.model.Model;
import org.delineate.nn.engine.Device;

/**
 * Is what executors need to segment: the models as bytes, and every option. It is sent to each executor once.
 *
 * @param batch pictures that go through a network at once
 * @param overlap of tiles; null where pictures stay whole
 * @param spacing of pixels across and down, of pictures that do not state their own; null where nobody says
 * @param hadoop settings of the file systems
 */
record Plan(
        Key key,
        ArrayList<Part> models,
        int batch,
        Double overlap,
        double[] spacing,
        Outputs outputs,
        HashMap<String, String> hadoop)
        implements Serializable {
    /**
     * Says which results are the same: those of one content, by these models with these options.
     *
     * @param model hash of the file, or of the hashes of several
     * @param options that change the answer, in words
     */
    record Key(String model, String options) implements Serializable {}

    /** A model with its engine. @param name of the file, whose ending says what it is */
    record Part(byte[] file, String name, String manifest, String engine, String precision, String device)
            implements Serializable {}

    /** What is written beside the table. @param folder of the results */
    record Outputs(String folder, boolean masks, boolean dicom) implements Serializable {}

    static Plan of(ArchiveRequest request, org.apache.hadoop.fs.Path out, Configuration hadoop) {
        Ensemble ensemble = request.models().ensemble();
        String device = Device.current().name().toLowerCase(Locale.ROOT);
        ArrayList<Part> parts = new ArrayList<>();
        List<String> engines = new ArrayList<>();
        for (int i = 0; i < ensemble.models().size(); i++) {
            Backend backend = ensemble.backends().get(i);
            Path file = request.models().files().get(i);
            Model model = ensemble.models().get(i);
            parts.add(new Part(
                    bytes(file),
                    file.getFileName().toString(),
                    Json.line(model.manifest()),
                    backend.name(),
                    backend.numbers(),
                    device));
            engines.add(backend.name() + " " + backend.numbers() + (device.equals("cpu") ? "" : " on " + device));
        }
        Tiles tiles = request.pass().tiles();
        Spacing spacing =
                request.scale().isKnown() ? request.scale().regions().get(0).spacing() : null;
        String options =
                String.join(", ", engines) + "; batch " + request.pass().batch() + "; "
                        + (tiles == null ? "whole" : "tiles, overlap " + tiles.overlap()) + "; "
                        + ensemble.manifest().masks().words()
                        + (spacing == null ? "" : "; spacing " + spacing.xMm() + " x " + spacing.yMm() + " mm");
        HashMap<String, String> settings = new HashMap<>();
        hadoop.forEach(e -> settings.put(e.getKey(), e.getValue()));
        return new Plan(
                new Key(ensemble.hash(), options),
                parts,
                request.pass().batch(),
                tiles == null ? null : tiles.overlap(),
                spacing == null ? null : new double[] {spacing.xMm(), spacing.yMm()},
                new Outputs(
                        out.toString(),
                        request.results().masks(),
                        request.results().dicom()),
                settings);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    Scale scale() {
        return spacing == null ? Scale.UNKNOWN : Scale.of(new Spacing(spacing[0], spacing[1]));
    }

    Tiles tiles() {
        return overlap == null ? null : new Tiles(overlap);
    }

    Configuration configuration() {
        Configuration configuration = new Configuration(false);
        hadoop.forEach(configuration::set);
        return configuration;
    }
}
