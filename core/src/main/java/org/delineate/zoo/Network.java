package org.delineate.zoo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.nn.Graph;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.compile.Int8CostModel;
import org.delineate.nn.compile.TrainingGraph;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Module;

/** A segmentation network: pictures [N, C, H, W] to logits [N, K, H, W]. */
public abstract class Network extends Module {
    private final int inputChannels;
    private final int classes;
    private final int multiple;
    private final Spec only; // null = any multiple
    private Map<String, LayerRanges> layersInBytes; // null = nobody said

    /**
     * What a network is made for.
     *
     * @param classes logits per pixel; 1 for lesion or not
     * @param height of the pictures; few networks have weights that depend on the size
     * @param base channels of the first level, 0 = as published; few networks can be made narrower
     */
    public record Spec(int inputChannels, int classes, int height, int width, int base) {
        private static final int SIDE = 256;

        public Spec {
            if (inputChannels < 1 || classes < 1) {
                throw new IllegalArgumentException(
                        "a network has at least 1 input channel and 1 class, got " + inputChannels + " and " + classes);
            }
            if (height < 1 || width < 1 || base < 0) {
                throw new IllegalArgumentException("height and width must be at least 1 and base at least 0, got "
                        + height + ", " + width + ", " + base);
            }
        }

        /** For pictures of 256x256, as wide as published. */
        public static Spec of(int inputChannels, int classes) {
            return new Spec(inputChannels, classes, SIDE, SIDE, 0);
        }

        /** The width asked for, or the published one. */
        public int baseOr(int published) {
            return base == 0 ? published : base;
        }
    }

    /**
     * Logits of the full size, and the further maps that some losses supervise.
     *
     * @param logits [N, K, H, W]
     * @param auxiliary maps of other sizes or stages; empty where the network has none
     */
    public record Output(Tensor logits, List<Tensor> auxiliary) {
        /** The logits, then the auxiliary maps. */
        public List<Tensor> maps() {
            return Stream.concat(Stream.of(logits), auxiliary.stream()).toList();
        }

        /** The reverse of {@link #maps}. */
        public static Output of(List<Tensor> maps) {
            return new Output(maps.get(0), maps.subList(1, maps.size()));
        }

        /** {@link Network#lesion} of the logits. */
        public Tensor lesion() {
            return Network.lesion(logits);
        }
    }

    /** @param multiple height and width must be multiples of it */
    protected Network(Spec spec, int multiple) {
        this(spec, multiple, false);
    }

    /** @param fixed the weights depend on the size: it takes no other than that it is made for */
    protected Network(Spec spec, int multiple, boolean fixed) {
        this.inputChannels = spec.inputChannels();
        this.classes = spec.classes();
        this.multiple = multiple;
        this.only = fixed ? spec : null;
        if (fixed) {
            requireSize(spec.height(), spec.width());
        }
    }

    /** The drawing as code: [N, C, H, W] to [N, K, H, W]. */
    protected abstract Tensor logits(Tensor x);

    /** Networks with further maps override this instead of using {@link #logits} alone. */
    protected Output output(Tensor x) {
        return new Output(logits(x), List.of());
    }

    /**
     * The maps that the reference returns, in its order, before any sigmoid; for comparisons alone.
     *
     * <p>Networks whose reference returns something else than logits and auxiliary maps override this.
     */
    public List<Tensor> reference(Tensor x) {
        Output out = output(x);
        List<Tensor> maps = new ArrayList<>(List.of(out.logits()));
        maps.addAll(out.auxiliary());
        return maps;
    }

    /**
     * Makes probabilities of the lesion's logits: the sigmoid, unless the network's paper has a rule of its own.
     *
     * @param lesion its logit [N, 1, H, W]; at the picture's own size where {@link #seesWholePicture}
     */
    public Tensor probability(Tensor lesion) {
        return lesion.sigmoid();
    }

    /**
     * Whether {@link #probability} depends on the whole picture: the published rules take it at its own size, without the border that
     * fills the network's input. The sigmoid does not, and is taken before the map is brought to that size.
     */
    public boolean seesWholePicture() {
        return false;
    }

    /**
     * The logit of lesion against background, [N, 1, H, W] in float32: one channel is that logit; of two (background, lesion) it is the
     * difference, whose sigmoid is their softmax.
     *
     * @throws IllegalArgumentException when there are more than two classes
     */
    public static Tensor lesion(Tensor logits) {
        if (logits.size(1) > 2) {
            throw new IllegalArgumentException("lesion or not: 1 or 2 classes, got " + logits.size(1));
        }
        Tensor o = logits.float32();
        return o.size(1) == 1 ? o : o.narrow(1, 1, 1).sub(o.narrow(1, 0, 1));
    }

    /** @throws IllegalArgumentException when the channels or the size do not fit; the message says the nearest size that does */
    public final Output forward(Tensor x) {
        String name = getClass().getSimpleName();
        if (x.rank() != 4 || x.size(1) != inputChannels) {
            throw new IllegalArgumentException(
                    name + ": input must be [N, " + inputChannels + ", H, W], got " + Arrays.toString(x.shape()));
        }
        requireSize(x.size(2), x.size(3));
        Output out = output(x);
        if (out.logits().size(1) != classes
                || out.logits().size(2) != x.size(2)
                || out.logits().size(3) != x.size(3)) {
            throw new IllegalStateException(name + ": logits "
                    + Arrays.toString(out.logits().shape()) + " for input " + Arrays.toString(x.shape()));
        }
        return out;
    }

    /** @throws IllegalArgumentException when the network cannot take pictures of this size */
    public final void requireSize(long height, long width) {
        if (height < multiple || width < multiple || height % multiple != 0 || width % multiple != 0) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": height and width must be multiples of "
                    + multiple + ", got " + height + "x" + width + "; pad to " + up(height) + "x" + up(width));
        }
        if (only != null && (height != only.height || width != only.width)) {
            String made = only.height + "x" + only.width;
            throw new IllegalArgumentException(getClass().getSimpleName() + ": height and width must be " + made
                    + ", for which its weights were made, got " + height + "x" + width + "; resize to " + made
                    + " or make it for the other size");
        }
    }

    private long up(long side) {
        return Math.max(1, (side + multiple - 1) / multiple) * multiple;
    }

    public final int inputChannels() {
        return inputChannels;
    }

    public final int classes() {
        return classes;
    }

    public final int multiple() {
        return multiple;
    }

    /**
     * What answers batches of this shape [N, C, H, W] with the logit of the lesion, again and again; the network must not be training.
     *
     * @throws IllegalArgumentException as {@link #requirePrecision}
     */
    public final CompiledGraph compile(Precision precision, long... shape) {
        requirePrecision(precision);
        return precision == Precision.INT8
                ? compile(Precision.best(), layersInBytes, shape)
                : compile(precision, Map.of(), shape);
    }

    /**
     * The same with some convolutions in 8 bits.
     *
     * @param rest precision of the others
     * @param layers their ranges, by the names of their weights
     * @throws IllegalArgumentException where the network has no such weight, or the processor no products of bytes
     */
    public final CompiledGraph compile(Precision rest, Map<String, LayerRanges> layers, long... shape) {
        requireWeights(layers.keySet());
        if (!layers.isEmpty()) {
            Precision.INT8.requireHere();
        }
        Map<String, Tensor> state = state();
        Map<Tensor, LayerRanges> byWeight = new IdentityHashMap<>();
        layers.forEach((name, ranges) -> byWeight.put(state.get(name), ranges));
        Graph graph = new Graph();
        return new CompiledGraph(graph, List.of(forward(graph.input(shape)).lesion()), rest, byWeight);
    }

    /**
     * Says which convolutions run in 8 bits when it is compiled in int8.
     *
     * @param layers ranges by the names of the weights
     * @throws IllegalArgumentException where the network has no such weight
     */
    public final void inBytes(Map<String, LayerRanges> layers) {
        requireWeights(layers.keySet());
        layersInBytes = Map.copyOf(layers);
    }

    /**
     * @throws IllegalArgumentException for int8 where nothing was said about its layers, and for what {@link Precision#requireHere}
     *     refuses
     */
    public final void requirePrecision(Precision precision) {
        if (precision == Precision.INT8 && layersInBytes == null) {
            throw new IllegalArgumentException(
                    "the model has no ranges for int8; `delineate quantize` makes one that has from it");
        }
        precision.requireHere();
    }

    private void requireWeights(Set<String> names) {
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeAll(state().keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " has no weights " + unknown);
        }
    }

    /** Names of the weights of the convolutions that are faster in 8 bits for this shape, in the order in which they run. */
    public final List<String> worthQuantizing(long... shape) {
        Map<Tensor, String> names = new IdentityHashMap<>();
        state().forEach((name, t) -> names.put(t, name));
        Graph graph = new Graph();
        return Int8CostModel.fasterQuantized(
                        graph, List.of(forward(graph.input(shape)).lesion()))
                .stream()
                .filter(names::containsKey)
                .map(names::get)
                .toList();
    }

    /**
     * What trains it with batches of this shape [N, C, H, W]; the network must be training.
     *
     * @param segments 1 = nothing is computed twice, see {@link TrainingGraph}
     */
    public final TrainingGraph tape(Precision precision, int segments, long... shape) {
        Graph graph = new Graph();
        try (Graph.Recording recording = graph.learning()) {
            return new TrainingGraph(graph, forward(graph.input(shape)).maps(), precision, segments);
        }
    }

    /** What one picture of this size costs. */
    public final Graph trace(int height, int width) {
        Graph trace = new Graph();
        forward(trace.input(1, inputChannels, height, width));
        return trace;
    }

    /** Multiply-accumulates of one picture of this size. */
    public final long macs(int height, int width) {
        return trace(height, width).macs();
    }

    /** The network's own rename table: regular expression in snake_case names to its replacement in the published ones. */
    protected Map<String, String> renames() {
        return Map.of();
    }

    /** Second names that the published files have for a tensor: regular expression in them to its replacement in the first name. */
    protected Map<String, String> aliases() {
        return Map.of();
    }

    /** Regular expressions of published names that take no part in the output and are not made here. */
    protected List<String> unused() {
        return List.of();
    }

    /** How our names and the published ones belong together. */
    public final TensorNames names() {
        return new TensorNames(renames(), aliases(), unused());
    }

    /** {@link TensorNames#published}. */
    public final String published(String name) {
        return names().published(name);
    }

    /** Which parts are the encoder: a regular expression that the names of its tensors begin with; "" = none can be told apart. */
    protected String encoder() {
        return "enc(oder)?\\.";
    }

    public final boolean hasEncoder() {
        return state().keySet().stream().anyMatch(this::isEncoder);
    }

    /** @param name of a tensor, or of a part with a dot at its end */
    public final boolean isEncoder(String name) {
        return !encoder().isEmpty() && Pattern.compile(encoder()).matcher(name).lookingAt();
    }

    /**
     * How files of pretrained encoders name its tensors: a table for each publisher, regular expression to its replacement, all
     * applied in order, with our name or the authors' at the end; "a|b" gives equal parts of the first axis to a and b, "a&b" a copy
     * to each.
     *
     * <p>Where the encoder is a single part, its tensors have the names of such files after that of the part.
     */
    protected List<Map<String, String>> pretrained() {
        Set<String> parts = state().keySet().stream()
                .filter(this::isEncoder)
                .map(name -> name.replaceFirst("\\..*", "."))
                .collect(Collectors.toSet());
        if (parts.size() != 1) {
            return List.of();
        }
        Map<String, String> table = new LinkedHashMap<>();
        // DenseNet, as older versions of its library wrote it
        table.put("(denselayer\\d+\\.(?:norm|conv))\\.(\\d)", "$1$2");
        table.put("^", parts.iterator().next());
        return List.of(table);
    }

    /** From a name in a file of a pretrained encoder to our name or the authors', by each publisher's table. */
    public final List<UnaryOperator<String>> ofPretrained() {
        return pretrained().stream()
                .map(table -> (UnaryOperator<String>) name -> renamed(name, table))
                .toList();
    }

    private static String renamed(String name, Map<String, String> table) {
        for (Map.Entry<String, String> rename : table.entrySet()) {
            name = name.replaceFirst(rename.getKey(), rename.getValue());
        }
        return name;
    }
}
