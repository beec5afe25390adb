package org.delineate.infer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.nn.Precision;
import org.delineate.nn.SafeTensors;
import org.delineate.nn.Tensor;
import org.delineate.nn.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/**
 * A trained model: one {@code .safetensors} file with the weights and, in its metadata, the {@link Manifest}.
 *
 * @param hash SHA-256 of the file
 */
public record Model(Manifest manifest, Network network, String hash) {
    private static final String FORMAT = "delineate-model-1";

    /** @throws BadFileException when the file is broken, no model, or its weights do not fit its network */
    public static Model load(Path file) {
        SafeTensors stored = SafeTensors.read(file);
        String format = stored.metadata().get("format");
        if (!FORMAT.equals(format)) {
            throw new BadFileException(
                    file,
                    "format " + (format == null ? "is not stated" : "\"" + format + "\"") + "; expected \"" + FORMAT
                            + "\"",
                    "give a model that `delineate train` wrote");
        }
        Manifest manifest = Json.parse(stored.metadata().getOrDefault("manifest", ""), Manifest.class, file);
        try {
            Network network = Zoo.of(manifest.network()).create(manifest.spec());
            Weights.load(network.state(), stored.entries());
            if (manifest.quantization() != null) {
                network.inBytes(manifest.quantization().layers());
            }
            return new Model(manifest, network, Hash.of(file));
        } catch (IllegalArgumentException e) {
            throw new BadFileException(file, e.getMessage(), "train again or use the version that wrote it", e);
        }
    }

    /**
     * The precision of this name; auto takes int8 where the model is quantized and the processor has products of bytes.
     *
     * @throws IllegalArgumentException for an unknown name, which lists those there are, and for int8 where it cannot be
     */
    public Precision precision(String name) {
        boolean bytes = manifest.quantization() != null && Precision.hasInt8();
        Precision precision = name.equals("auto") && bytes ? Precision.INT8 : Precision.of(name);
        network.requirePrecision(precision);
        return precision;
    }

    /** Is this safetensors file one that {@link #save} wrote? */
    public static boolean isModel(Path file) {
        return FORMAT.equals(SafeTensors.readMetadata(file).get("format"));
    }

    /** Written whole or not at all. */
    public static void save(Path file, Manifest manifest, Map<String, Tensor> weights) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("manifest", Json.line(manifest));
        SafeTensors.write(file, metadata, Weights.entries(weights));
    }
}
