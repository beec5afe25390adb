package org.delineate.denoise;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.SafeTensorsReader;
import org.delineate.file.BadFileException;
import org.delineate.file.BundledFile;
import org.delineate.file.Json;
import org.delineate.file.Printable;
import org.delineate.image.Image;
import org.delineate.model.ShippedModel;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;

/**
 * Is a trained denoising network: one {@code .safetensors} file with its weights and, in its metadata, what made them.
 */
public final class LearnedDenoiser implements AutoCloseable {
    private static final String FORMAT = "delineate-denoiser-1";

    /** Height and width of the part of a picture that is computed at a time. */
    private static final int TILE = 512;

    /** Pixels at a tile's borders, inside the picture, that are taken from its neighbour. */
    private static final int MARGIN = 32;

    private final DenoisingNetwork network;

    private LearnedDenoiser(DenoisingNetwork network) {
        this.network = network;
    }

    /** Loads the network that comes with the program; models/denoisers/README.md says what it was measured to do. */
    public static LearnedDenoiser shipped() {
        return load(BundledFile.of(ShippedModel.class, "denoisers/attention.safetensors"));
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
                    out, Map.of("format", FORMAT, "provenance", Json.line(all)), Weights.entries(network.state()));
        }
    }

    /**
     * Takes the noise that the network finds out of a plane.
     *
     * @param share of that noise, 0..1
     */
    Plane apply(Plane noisy, NoiseKind kind, double share) {
        float[] out = new float[noisy.values().length];
        int step = TILE - 2 * MARGIN;
        for (int top = 0; top == 0 || top + 2 * MARGIN < noisy.height(); top += step) {
            for (int left = 0; left == 0 || left + 2 * MARGIN < noisy.width(); left += step) {
                Plane tile = noisy.window(top, left, extent(noisy.height() - top), extent(noisy.width() - left));
                float[] noise = noise(tile, kind);
                int firstRow = top == 0 ? 0 : MARGIN;
                int firstColumn = left == 0 ? 0 : MARGIN;
                for (int y = firstRow; y < Math.min(tile.height(), noisy.height() - top); y++) {
                    for (int x = firstColumn; x < Math.min(tile.width(), noisy.width() - left); x++) {
                        int at = (top + y) * noisy.width() + left + x;
                        out[at] = (float) (noisy.values()[at] - share * noise[y * tile.width() + x]);
                    }
                }
            }
        }
        return new Plane(noisy.height(), noisy.width(), out);
    }

    /** Does the same in one piece, whatever memory that takes. */
    Plane whole(Plane noisy, NoiseKind kind) {
        int whole = DenoisingNetwork.MULTIPLE;
        Plane tile = noisy.window(
                0, 0, (noisy.height() + whole - 1) / whole * whole, (noisy.width() + whole - 1) / whole * whole);
        float[] noise = noise(tile, kind);
        return Plane.of(noisy.height(), noisy.width(), (y, x) -> noisy.at(y, x) - noise[y * tile.width() + x]);
    }

    /** The size of a tile where so many pixels are left: all of them, mirrored to whole windows, or a full tile. */
    private static int extent(int left) {
        int whole = DenoisingNetwork.MULTIPLE;
        return Math.min(TILE, (left + whole - 1) / whole * whole);
    }

    private float[] noise(Plane tile, NoiseKind kind) {
        int pixels = tile.values().length;
        float[] input = Arrays.copyOf(tile.values(), 2 * pixels);
        Arrays.fill(input, pixels, 2 * pixels, kind == NoiseKind.SPECKLE ? 1 : 0);
        try (Scope scope = Scope.inference()) {
            Tensor x = Tensor.images(input, 1, 2, tile.height(), tile.width());
            return network.apply(x).toFloats();
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
