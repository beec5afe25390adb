package org.delineate.model;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.SafeTensorsReader;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.file.Printable;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.onnx.OnnxFile;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;

/**
 * Is a trained model: one {@code .safetensors} file with the weights and, in its metadata, the {@link Manifest}; or an
 * ONNX file that {@link Export} made of it.
 *
 * <p>Its weights lie outside the heap: {@link #close} frees them at once.
 *
 * @param network without weights where they lie in an ONNX file
 * @param hash SHA-256 of the file
 * @param onnx the ONNX file that computes it; null where the network does
 * @param seen the pictures it was trained and validated on; null where nobody knows
 */
public record Model(Manifest manifest, Network network, String hash, Path onnx, SeenPictures seen)
        implements AutoCloseable {
    /** Names the tensor, and the metadata of an ONNX file, that hold the pictures which a model has seen. */
    static final String SEEN = "seen_pictures";

    /** Names the format in the metadata of an ONNX file that {@link Export} wrote. */
    static final String ONNX_FORMAT = "delineate-onnx-1";

    private static final String FORMAT = "delineate-model-1";
    private static final String TRAINED = "give a model that `delineate train` wrote";

    public Model(Manifest manifest, Network network, String hash) {
        this(manifest, network, hash, null, null);
    }

    /**
     * Loads a model.
     *
     * @param file an ONNX file where its name ends in .onnx
     * @throws BadFileException when the file is broken, no model, or its weights do not fit its network
     */
    public static Model load(Path file) {
        if (OnnxFile.isOnnx(file)) {
            return exported(file);
        }
        try (SafeTensorsReader stored = SafeTensorsReader.open(file)) {
            Manifest manifest = manifest(file, stored.metadata(), FORMAT, TRAINED);
            return checked(file, () -> {
                Network network = Zoo.of(manifest.network()).create(manifest.spec());
                try {
                    Weights.load(network.state(), stored, name -> !name.equals(SEEN));
                    if (manifest.quantization() != null) {
                        NetworkGraph.requireWeights(
                                network, manifest.quantization().layers().keySet());
                    }
                    return new Model(manifest, network, Hash.of(file), null, seen(stored));
                } catch (RuntimeException e) {
                    network.close();
                    throw e;
                }
            });
        }
    }

    /**
     * Reads the manifest of a {@code .safetensors} model, without its weights.
     *
     * @throws BadFileException when the file is broken or no model
     */
    public static Manifest readManifest(Path file) {
        return manifest(file, SafeTensors.readMetadata(file), FORMAT, TRAINED);
    }

    private static Model exported(Path file) {
        String remedy = "give a file that `delineate export` wrote";
        Map<String, String> metadata = OnnxFile.metadata(file);
        Manifest manifest = manifest(file, metadata, ONNX_FORMAT, remedy);
        return checked(file, () -> {
            Network network = Zoo.of(manifest.network()).outline(manifest.spec());
            String seen = metadata.get(SEEN);
            return new Model(
                    manifest,
                    network,
                    Hash.of(file),
                    file,
                    seen == null ? null : SeenPictures.of(Base64.getDecoder().decode(seen)));
        });
    }

    /** Returns the weights among the tensors of a model file. */
    static List<SafeTensors.Entry> weights(List<SafeTensors.Entry> entries) {
        return entries.stream().filter(e -> !e.name().equals(SEEN)).toList();
    }

    private static SeenPictures seen(SafeTensorsReader stored) {
        return stored.tensors().containsKey(SEEN) ? SeenPictures.of(stored.bytes(SEEN)) : null;
    }

    /** Reads which pictures a model has seen, without its network; null where nobody knows, or the file is no model. */
    public static SeenPictures seenBy(Path file) {
        if (!WeightsFile.isSafetensors(file)) {
            return null;
        }
        try (SafeTensorsReader stored = SafeTensorsReader.open(file)) {
            return FORMAT.equals(stored.metadata().get("format")) ? checked(file, () -> seen(stored)) : null;
        }
    }

    private static Manifest manifest(Path file, Map<String, String> metadata, String expected, String remedy) {
        String format = metadata.get("format");
        if (!expected.equals(format)) {
            String found = format == null ? "is not stated" : Printable.quoted(format);
            throw new BadFileException(file, "format " + found + "; expected \"" + expected + "\"", remedy);
        }
        return Json.parse(metadata.getOrDefault("manifest", ""), Manifest.class, file);
    }

    private static <T> T checked(Path file, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw new BadFileException(file, e.getMessage(), "train again or use the version that wrote it", e);
        }
    }

    /** Frees the weights; the model, and all that {@link #with} made of it, cannot be used any more. */
    @Override
    public void close() {
        network.close();
    }

    /** Changes the manifest. */
    public Model with(Manifest other) {
        return new Model(other, network, hash, onnx, seen);
    }

    /**
     * Gives the precision of this name; auto takes int8 where the model is quantized and int8 can be computed here.
     *
     * @throws IllegalArgumentException for an unknown name, which lists those there are, and for one that cannot be
     *     computed here
     */
    public Precision precision(String name) {
        boolean bytes = manifest.quantization() != null && Precision.INT8.runsHere();
        Precision precision = name.equals("auto") && bytes ? Precision.INT8 : Precision.of(name);
        NetworkGraph.requirePrecision(precision, manifest.int8());
        return precision;
    }

    /** Says whether a safetensors file is one that {@link #save} wrote. */
    public static boolean isModel(Path file) {
        return FORMAT.equals(SafeTensors.readMetadata(file).get("format"));
    }

    /** Writes a model file, whole or not at all, of which nobody knows the pictures that it has seen. */
    public static void save(Path file, Manifest manifest, Map<String, Tensor> weights) {
        save(file, manifest, weights, null);
    }

    /** Writes a model file, whole or not at all. @param seen the pictures that it has seen; null where nobody knows */
    public static void save(Path file, Manifest manifest, Map<String, Tensor> weights, SeenPictures seen) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("manifest", Json.line(manifest));
        List<SafeTensors.Entry> entries = new ArrayList<>(Weights.entries(weights));
        if (seen != null) {
            entries.add(entry(seen));
        }
        SafeTensors.write(file, metadata, entries);
    }

    private static SafeTensors.Entry entry(SeenPictures seen) {
        byte[] bytes = seen.bytes();
        return new SafeTensors.Entry(SEEN, SafeTensors.Dtype.U8, new long[] {bytes.length}, ByteBuffer.wrap(bytes));
    }
}
