package org.delineate.denoise;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.SafeTensorsReader;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.Printable;
import org.delineate.image.Image;
import org.delineate.nn.layer.Weights;

/**
 * Is a trained denoising network: one {@code .safetensors} file with its weights and, in its metadata, what made them.
 */
public final class LearnedDenoiser implements AutoCloseable {
    private static final String FORMAT = "delineate-denoiser-1";

    private final DenoisingNetwork network;

    private LearnedDenoiser(DenoisingNetwork network) {
        this.network = network;
    }

    /**
     * Loads a file that {@link #train} wrote.
     *
     * @throws BadFileException where it is broken, or is another file
     */
    public static LearnedDenoiser load(Path file) {
        try (SafeTensorsReader stored = SafeTensorsReader.open(file)) {
            String format = stored.metadata().get("format");
            if (!FORMAT.equals(format)) {
                String found = format == null ? "is not stated" : Printable.quoted(format);
                throw new BadFileException(
                        file,
                        "format " + found + "; expected \"" + FORMAT + "\"",
                        "give a file that `delineate denoise train` wrote");
            }
            DenoisingNetwork network = new DenoisingNetwork();
            try {
                Weights.load(network.state(), stored, name -> true);
                Weights.channelsLast(network);
                Weights.requireFinite(network);
            } catch (IllegalArgumentException | ArithmeticException e) {
                network.close();
                throw new BadFileException(file, e.getMessage(), "train again or use the version that wrote it", e);
            }
            network.train(false);
            return new LearnedDenoiser(network);
        }
    }

    /**
     * Trains a network and writes it, whole or not at all.
     *
     * @param provenance which data, code and machine make it
     */
    public static void train(
            DenoiserTraining training,
            List<Image> pictures,
            List<Image> validation,
            Map<String, Object> provenance,
            Path out,
            DenoiserTraining.Listener listener) {
        try (DenoisingNetwork network = new DenoisingNetwork()) {
            double[] psnr = training.train(network, pictures, validation, listener);
            Map<String, Object> all = new LinkedHashMap<>(provenance);
            all.put("training", training);
            all.put("validationPsnr", Json.object("noisy", psnr[0], "denoised", psnr[1]));
            SafeTensors.write(
                    out,
                    Map.of("format", FORMAT, "provenance", Json.line(all)),
                    Weights.entries(network.state()));
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
