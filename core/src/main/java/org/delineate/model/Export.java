package org.delineate.model;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.nn.Graph;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.onnx.OnnxFile;
import org.delineate.onnx.OnnxGraph;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;

/** Writes a model as an ONNX file, which explains in its metadata how to use it: docs/export.md. */
public final class Export {
    /** Names the input: preprocessed images, [N, C, H, W]. */
    public static final String INPUT = "image";
    /** Names the output: the logit of lesion against background, [N, 1, H, W]. */
    public static final String OUTPUT = "logits";

    /** Batch sizes that stand for any while tracing: primes, larger than any odd size in a network. */
    private static final List<Long> PRIMES = List.of(1009L, 1013L, 1019L, 1021L, 1031L);

    private Export() {}

    /**
     * Makes the file of a model, with its metadata.
     *
     * @param batch images per batch, 0 for any number
     * @throws ArithmeticException where weights are not finite
     */
    public static OnnxFile of(Model model, int batch) {
        if (batch < 0) {
            throw new IllegalArgumentException("batch is at least 1, or 0 for any number of images, got " + batch);
        }
        Manifest m = model.manifest();
        Zoo zoo = Zoo.of(m.network());
        Preprocess p = m.preprocess();
        OnnxGraph graph = graph(zoo.id(), model.network(), batch, p.height(), p.width());
        String text = zoo.paper() + (zoo.arxiv().isEmpty() ? "" : ", arXiv " + zoo.arxiv()) + ": lesions ("
                + String.join(", ", m.masks().labels()) + ")";
        return new OnnxFile(graph, text, metadata(model));
    }

    /**
     * Traces the network alone, in evaluation mode, for images of this size.
     *
     * @param batch images per batch, 0 for any number
     */
    public static OnnxGraph graph(String name, Network network, int batch, int height, int width) {
        Weights.requireFinite(network);
        network.train(false);
        long any = batch == 0 ? any(NetworkGraph.ofImage(network, height, width)) : 0;
        try (Scope scope = Scope.inference()) {
            Graph graph = new Graph();
            Tensor x = graph.input(any + batch, network.spec().inputChannels(), height, width);
            Tensor lesion = network.forward(x).lesion();
            return graph.onnx(name, any, List.of(INPUT), Map.of(OUTPUT, lesion), network.state());
        }
    }

    /**
     * Finds a batch size that divides none of the sizes in the graph of one image, so that it is known wherever it
     * occurs.
     */
    private static long any(Graph one) {
        return PRIMES.stream()
                .filter(prime -> one.nodes().stream()
                        .flatMapToLong(n -> Arrays.stream(n.shape()))
                        .noneMatch(size -> size % prime == 0))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "at this size the number of images cannot be left open; export for a fixed --batch"));
    }

    private static Map<String, String> metadata(Model model) {
        Manifest m = model.manifest();
        Preprocess p = m.preprocess();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("format", Model.ONNX_FORMAT);
        facts.put("network", m.network());
        facts.put("model_sha256", model.hash());
        facts.put("dataset", m.provenance().data().dataset());
        facts.put("licence", m.provenance().licence());
        facts.put("channels", p.channels() == 1 ? "luminance" : p.channelOrder().words());
        facts.put("height", "" + p.height());
        facts.put("width", "" + p.width());
        facts.put(
                "fit",
                switch (p.fit()) {
                    case STRETCH -> "stretch: height and width are scaled each on its own";
                    case PAD -> "pad: one scale for both, the picture in the middle, the rest 0 before mean and std";
                });
        facts.put("resize", "bilinear, half-pixel centres, antialiased when shrinking");
        facts.put("range", "0..1, then (value - mean) / std for each channel");
        facts.put("mean", list(p.mean()));
        facts.put("std", list(p.std()));
        facts.put("output", "logit of lesion against background");
        facts.put("probability", probability(model.network()));
        facts.put("threshold", "" + m.masks().threshold());
        facts.put("test_time_augmentation", m.masks().tta().words());
        facts.put("temperature", "" + m.masks().temperature());
        facts.put("post_process", m.masks().postProcess().words());
        facts.put("labels", String.join(", ", m.masks().labels()));
        facts.put("manifest", Json.line(m));
        String seen = model.seen() == null
                ? ""
                : Base64.getEncoder().encodeToString(model.seen().bytes());
        if (!seen.isEmpty() && seen.length() < Limits.DEFAULT.texts().jsonBytes()) {
            facts.put(Model.SEEN, seen);
        }
        return facts;
    }

    private static String list(List<Float> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Says how probabilities follow from the logits: three logits show whether the network has a rule of its own. */
    private static String probability(Network network) {
        try (Scope scope = Scope.inference()) {
            Tensor logits = Tensor.of(new float[] {-1, 0.5f, 2}, 1, 1, 1, 3);
            boolean plain = Arrays.equals(
                    network.probability(logits).toFloats(), logits.sigmoid().toFloats());
            return plain
                    ? "sigmoid of the logits, brought to the picture's size"
                    : "a rule of the network's own, from the logits at the picture's size: docs/segment.md";
        }
    }
}
