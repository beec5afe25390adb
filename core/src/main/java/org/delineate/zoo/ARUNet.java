package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.delineate.block.ChannelAttention;
import org.delineate.block.ConvMixer;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.MultiScaleGate;
import org.delineate.block.ResidualStage;
import org.delineate.block.SpatialAttention;
import org.delineate.block.SqueezeExcite;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * ARU-Net: residual stages, attention and depthwise mixers on the deepest map, attention at every step of the decoder.
 *
 * <pre>
 * stage 64 ------------------------------------- CA - conv 64 - 1x1
 *   stage 128 ---------------------------- CA - conv 128
 *     stage 256 -------------------- CA - conv 256     max pooling 3x3/2 down,
 *       stage 512 ------------ CA - conv 512           nearest x2, 3x3 and self-attention up
 *         stage 1024 - SA - mixer x5                   (none at the first step)
 * </pre>
 *
 * ARU-Net, Scientific Reports 15:22155, 2025, figures 1-5. The released code leaves SA, mixers and CA out
 * ({@code RESIDUAL, SELF_ATTENTION}); with them its kernels and its channel attention differ from the paper's
 * ({@link Form#AUTHORS}). The paper has two classes. Height and width: multiples of 16. 39,388,708 parameters with two
 * classes.
 */
public final class ARUNet extends Network {
    private static final int LEVELS = 5;
    private static final int MIXERS = 5;
    private static final int REDUCTION = 16;

    /** What the paper adds to a U-Net. */
    public enum Part {
        /** Sums in the stages of the encoder. */
        RESIDUAL,
        /** CA: weights of the channels of skip and decoder map. */
        CHANNEL_ATTENTION,
        /** Multi-convolution self-attention after the second to fourth step up. */
        SELF_ATTENTION,
        /** Spatial attention (SA) and depthwise mixers on the deepest map. */
        MIXER
    }

    /** Where paper and code differ: kernels of SA and mixers, and what CA is. */
    public enum Form {
        PAPER(7, 3, w -> new ChannelAttention(w, REDUCTION)),
        AUTHORS(5, 7, w -> new SqueezeExcite(w, REDUCTION));

        private final int attentionKernel;
        private final int mixerKernel;
        private final IntFunction<Layer> channels;

        Form(int attentionKernel, int mixerKernel, IntFunction<Layer> channels) {
            this.attentionKernel = attentionKernel;
            this.mixerKernel = mixerKernel;
            this.channels = channels;
        }
    }

    private final List<ResidualStage> enc = new ArrayList<>();
    private final SpatialAttention sa;
    private final Sequential mix;
    private final List<Sequential> up = new ArrayList<>();
    private final List<MultiScaleGate> att = new ArrayList<>();
    private final List<Layer> ca = new ArrayList<>();
    private final List<Sequential> dec = new ArrayList<>();
    private final Conv2d head;

    /** In the paper's form. */
    public ARUNet(Spec s, Part... parts) {
        this(s, Form.PAPER, parts);
    }

    public ARUNet(Spec s, Form form, Part... parts) {
        super(s, 1 << (LEVELS - 1));
        init(Init.NORMAL);
        Set<Part> has = Set.of(parts);
        int width = s.baseOr(64);
        for (int i = 0; i < LEVELS; i++) {
            int in = i == 0 ? s.inputChannels() : width << (i - 1);
            enc.add(new ResidualStage(in, width << i, has.contains(Part.RESIDUAL), i > 0));
        }
        int deepest = width << (LEVELS - 1);
        sa = has.contains(Part.MIXER) ? new SpatialAttention(form.attentionKernel) : null;
        mix = sa == null ? null : Sequential.of(MIXERS, i -> ConvMixer.residual(deepest, form.mixerKernel));
        for (int w = deepest / 2; w >= width; w /= 2) {
            up.add(ConvNormRelu.ofUpsampled(2 * w, w));
            dec.add(ConvNormRelu.of(2 * w, w));
            boolean gated = has.contains(Part.SELF_ATTENTION) && w < deepest / 2;
            att.add(gated ? new MultiScaleGate(w, MultiScaleGate.Weighted.DILATED) : null);
            ca.add(has.contains(Part.CHANNEL_ATTENTION) ? form.channels.apply(2 * w) : null);
        }
        head = new Conv2d(width, s.classes(), 1);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] skip = new Tensor[LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            x = enc.get(i).apply(i == 0 ? x : x.maxPool2d(3, 2, 1)); // [N, w 2^i, H/2^i, W/2^i]
            skip[i] = x;
        }
        x = maybe(mix, maybe(sa, x));
        for (int i = 0; i < LEVELS - 1; i++) {
            x = maybe(att.get(i), up.get(i).apply(x)); // [N, w 2^(3-i), H/2^(3-i), ..]
            x = maybe(ca.get(i), Tensor.cat(1, x, skip[LEVELS - 2 - i])); // [N, 2 w 2^(3-i), ..]
            x = dec.get(i).apply(x); // [N, w 2^(3-i), ..]
        }
        return head.apply(x); // [N, K, H, W]
    }

    private static Tensor maybe(Layer part, Tensor x) {
        return part == null ? x : part.apply(x);
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "mix.{i}.fn.0 -> mix.{i}.dw",
                "mix.{i}.fn.2 -> mix.{i}.bn1",
                "mix.{i}.fn.3 -> mix.{i}.pw",
                "mix.{i}.fn.5 -> mix.{i}.bn2",
                "up.{i}.1 -> up.{i}.conv.0",
                "up.{i}.2 -> up.{i}.conv.1",
                "att.{i} -> up.{i}.att",
                "ca.{i}.fc.0 -> ca.{i}.fc1",
                "ca.{i}.fc.2 -> ca.{i}.fc2",
                ".ordinary -> .ord",
                ".dilated -> .dil");
    }
}
