package org.delineate.zoo;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Module;

/** A segmentation network: images [N, C, H, W] to logits [N, K, H, W]; its subclass is the drawing as code. */
public abstract class Network extends Module {
    private final Spec spec;
    private final int multiple;
    private final boolean fixed;
    private Pattern encoder = Pattern.compile("enc(oder)?\\.");

    /**
     * The inputs and outputs that a network is constructed for.
     *
     * @param classes logits per pixel; 1 for lesion or not
     * @param height of the images; few networks have weights that depend on the size
     * @param base channels of the first level, 0 = as published; few networks can be made narrower
     */
    public record Spec(int inputChannels, int classes, int height, int width, int base) {
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

        /** For images of 256x256, as wide as published. */
        public static Spec of(int inputChannels, int classes) {
            return new Spec(inputChannels, classes, 256, 256, 0);
        }

        /** The width asked for, or the published one. */
        public int baseOr(int published) {
            return base == 0 ? published : base;
        }
    }

    /** @param multiple height and width must be multiples of it */
    protected Network(Spec spec, int multiple) {
        this(spec, multiple, false);
    }

    /** @param fixed the weights depend on the size: it takes no other than that of the spec */
    protected Network(Spec spec, int multiple, boolean fixed) {
        this.spec = spec;
        this.multiple = multiple;
        this.fixed = fixed;
        if (fixed) {
            requireSize(spec.height, spec.width);
        }
    }

    /** The drawing as code: [N, C, H, W] to [N, K, H, W]. A network overrides this or {@link #output}. */
    protected Tensor logits(Tensor x) {
        return output(x).logits();
    }

    /** The logits and, in networks that override this, further maps. */
    protected Output output(Tensor x) {
        return new Output(logits(x), List.of());
    }

    /**
     * The maps that the reference returns, in its order, before any sigmoid; for comparisons alone. Networks whose
     * reference returns something else than logits and auxiliary maps override this.
     */
    public List<Tensor> reference(Tensor x) {
        return output(x).maps();
    }

    /**
     * Makes probabilities of the lesion's logits: the sigmoid, unless the network's paper has a rule of its own.
     *
     * @param lesion its logit [N, 1, H, W]; at the image's own size where {@link #seesWholePicture}
     */
    public Tensor probability(Tensor lesion) {
        return lesion.sigmoid();
    }

    /**
     * Whether {@link #probability} depends on the whole image. Such rules are applied at its own size, without the
     * border of the network's input; the sigmoid is applied before the map is brought to that size.
     */
    public boolean seesWholePicture() {
        return false;
    }

    /** @throws IllegalArgumentException when the channels or the size do not fit; the message has the nearest size */
    public final Output forward(Tensor x) {
        requireOpen();
        String name = getClass().getSimpleName();
        if (x.rank() != 4 || x.size(1) != spec.inputChannels) {
            throw new IllegalArgumentException(
                    name + ": input must be [N, " + spec.inputChannels + ", H, W], got " + Arrays.toString(x.shape()));
        }
        requireSize(x.size(2), x.size(3));
        Output out = output(x);
        long[] found = out.logits().shape();
        if (!Arrays.equals(found, new long[] {x.size(0), spec.classes, x.size(2), x.size(3)})) {
            throw new IllegalStateException(
                    name + ": logits " + Arrays.toString(found) + " for input " + Arrays.toString(x.shape()));
        }
        return out;
    }

    /** @throws IllegalArgumentException when the network cannot take images of this size */
    public final void requireSize(long height, long width) {
        if (height < multiple || width < multiple || height % multiple != 0 || width % multiple != 0) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": height and width must be multiples of "
                    + multiple + ", got " + height + "x" + width + "; pad to " + up(height) + "x" + up(width));
        }
        if (fixed && (height != spec.height || width != spec.width)) {
            String made = spec.height + "x" + spec.width;
            throw new IllegalArgumentException(getClass().getSimpleName() + ": height and width must be " + made
                    + ", for which its weights were made, got " + height + "x" + width + "; resize to " + made
                    + " or make it for the other size");
        }
    }

    private long up(long side) {
        return Math.max(1, (side + multiple - 1) / multiple) * multiple;
    }

    public final Spec spec() {
        return spec;
    }

    public final int multiple() {
        return multiple;
    }

    /** From our names of tensors in snake_case to those in the authors' files. */
    protected Renames renames() {
        return Renames.NONE;
    }

    /** From second names that the authors' files have for a tensor to the first ones. */
    protected Renames aliases() {
        return Renames.NONE;
    }

    /**
     * Names in the authors' files that take no part in the output and have no tensor here: {@link TensorNames#unused}.
     */
    protected List<String> unused() {
        return List.of();
    }

    /** How our names and the published ones belong together. */
    public final TensorNames names() {
        return new TensorNames(renames(), aliases(), unused());
    }

    /** @param regex finds the beginning of the encoder's tensors' names, in place of "enc." and "encoder." */
    protected final void encoder(String regex) {
        encoder = Pattern.compile(regex);
    }

    public final boolean hasEncoder() {
        return state().keySet().stream().anyMatch(this::isEncoder);
    }

    /** @param name of a tensor, or of a part with a dot at its end */
    public final boolean isEncoder(String name) {
        return encoder.matcher(name).lookingAt();
    }

    /**
     * From the names in files of pretrained encoders to ours or the authors', for each publisher; "a|b" gives equal
     * parts of the first axis to a and b, "a&b" a copy to each.
     *
     * <p>Where the encoder is a single part, its tensors have the names of such files after that of the part.
     */
    public List<Renames> pretrained() {
        List<String> parts = state().keySet().stream()
                .filter(this::isEncoder)
                .map(name -> name.replaceFirst("\\..*", ""))
                .distinct()
                .toList();
        if (parts.size() != 1) {
            return List.of();
        }
        return List.of(Renames.of( // older versions of DenseNet's library put dots before the numbers
                ".denselayer{i}.norm.{j} -> .denselayer{i}.norm{j}",
                ".denselayer{i}.conv.{j} -> .denselayer{i}.conv{j}",
                "* -> " + parts.get(0) + ".*"));
    }
}
