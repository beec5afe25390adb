package org.delineate.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.delineate.file.Json;
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

/** A model as a file of ONNX that says itself how to use it: docs/export.md. */
public final class Export {
    /** The input: pictures, preprocessed, [N, C, H, W]. */
    public static final String INPUT = "image";
    /** The output: the logit of lesion against background, [N, 1, H, W]. */
    public static final String OUTPUT = "logits";

    static final String FORMAT = "delineate-onnx-1";

    /** Candidates for what stands for any number of pictures: prime, and larger than what networks have of anything odd. */
    private static final List<Long> PRIMES = List.of(1009L, 1013L, 1019L, 1021L, 1031L);

    private Export() {}

    /**
     * The network and what belongs to it.
     *
     * @param batch pictures at once, 0 for any number
     * @throws ArithmeticException where weights are not finite
     */
    public static OnnxFile of(Model model, int batch) {
        if (batch < 0) {
            throw new IllegalArgumentException("batch is at least 1, or 0 for any number of pictures, got " + batch);
        }
        Manifest m = model.manifest();
        Zoo zoo = Zoo.of(m.network());
        Preprocess p = m.preprocess();
        OnnxGraph graph = graph(zoo.id(), model.network(), batch, p.height(), p.width());
        String text = zoo.paper() + (zoo.arxiv().isEmpty() ? "" : ", arXiv " + zoo.arxiv()) + ": lesions ("
                + String.join(", ", m.labels()) + ")";
        return new OnnxFile(graph, text, metadata(model));
    }

    /**
     * The network alone, in evaluation, for pictures of this size.
     *
     * @param batch pictures at once, 0 for any number
     */
    public static OnnxGraph graph(String name, Network network, int batch, int height, int width) {
        Weights.requireFinite(network);
        network.train(false);
        long any = batch == 0 ? any(NetworkGraph.ofImage(network, height, width)) : 0;
        try (Scope scope = Scope.inference()) {
            Graph graph = new Graph();
            Tensor x = graph.input(any + batch, network.inputChannels(), height, width);
            Tensor lesion = network.forward(x).lesion();
            return graph.onnx(name, any, List.of(INPUT), Map.of(OUTPUT, lesion), network.state());
        }
    }

    /** None of the sizes for one picture is a multiple of it. */
    private static long any(Graph one) {
        return PRIMES.stream()
                .filter(prime -> one.nodes().stream()
                        .flatMapToLong(n -> Arrays.stream(n.shape()))
                        .noneMatch(size -> size % prime == 0))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "at this size the number of pictures cannot be left open; export for a fixed batch"));
    }

    private static Map<String, String> metadata(Model model) {
        Manifest m = model.manifest();
        Preprocess p = m.preprocess();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("format", FORMAT);
        facts.put("network", m.network());
        facts.put("model_sha256", model.hash());
        facts.put("dataset", m.provenance().dataset());
        facts.put("licence", m.provenance().licence());
        facts.put("channels", p.channels() == 1 ? "luminance" : "red, green, blue");
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
        facts.put("threshold", "" + m.threshold());
        facts.put("post_process", m.postProcess().words());
        facts.put("labels", String.join(", ", m.labels()));
        facts.put("manifest", Json.line(m));
        return facts;
    }

    private static String list(List<Float> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Does the network have a rule of its own? Asked with three logits. */
    private static String probability(Network network) {
        try (Scope scope = Scope.inference()) {
            Tensor logits = Tensor.of(new float[] {-1, 0.5f, 2}, 1, 1, 1, 3);
            boolean plain = Arrays.equals(
                    network.probability(logits).toFloats(),
                    logits.sigmoid().toFloats());
            return plain
                    ? "sigmoid of the logits, brought to the picture's size"
                    : "a rule of the network's own, from the logits at the picture's size: docs/segment.md";
        }
    }
}
