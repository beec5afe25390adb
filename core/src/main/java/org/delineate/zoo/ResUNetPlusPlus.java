package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.DilatedPyramid;
import org.delineate.block.ResidualConv;
import org.delineate.block.SqueezeExcite;
import org.delineate.block.SumAttention;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Sequential;

/**
 * ResUNet++: ResUNet with squeeze-excitation, dilated pyramids at both ends of the decoder and attention between its
 * levels.
 *
 * <pre>
 * 16 se ---------------------------- A x2 cat 32 - pyramid 16 - 1x1
 *    32 /2 se ----------------- A x2 cat 64         A weights the decoder's map by its sum with the skip,
 *       64 /2 se --------- A x2 cat 128             then x2 and the skip is joined
 *          128 /2 se - pyramid 256
 * </pre>
 *
 * Jha et al.: ResUNet++, ISM 2019, arXiv 1911.07067, figure 1. Height and width: multiples of 8. 4,062,993 parameters;
 * the port 14,482,564.
 */
public final class ResUNetPlusPlus extends Network {
    private static final int DEPTH = 3;

    /** Two networks go by the name. */
    public enum Form {
        /**
         * The authors' code: excitation after every residual block, sums, 1x1 shortcuts, a weight per value, nearest
         * x2.
         */
        PUBLISHED,
        /**
         * The PyTorch port rishikksh20/ResUnet: twice as wide, excitation between the encoder's blocks alone and not on
         * skips, joined pyramids, 3x3 shortcuts, a weight per pixel, bilinear x2; its outputs are probabilities.
         */
        PORT
    }

    private final boolean port;
    private final Sequential first;
    private final List<Sequential> encoder = new ArrayList<>();
    private final DilatedPyramid bridge;
    private final List<SumAttention> attention = new ArrayList<>();
    private final List<Sequential> decoder = new ArrayList<>();
    private final DilatedPyramid last;
    private final Conv2d head;

    public ResUNetPlusPlus(Spec s, Form form) {
        super(s, 1 << DEPTH);
        encoder("(first|encoder)\\.");
        port = form == Form.PORT;
        int width = s.baseOr(port ? 32 : 16);
        int shortcut = port ? 3 : 1;
        Conv2d conv = new Conv2d(s.inputChannels(), width, shortcut);
        Sequential beside = port ? new Sequential(conv) : ConvNormRelu.withoutRelu(conv);
        first = excited(ResidualConv.ofPicture(s.inputChannels(), width, beside), width);
        for (int i = 0; i < DEPTH; i++) {
            int w = width << i;
            int deep = 4 * w;
            ResidualConv halving = new ResidualConv(w, 2 * w, 2, shortcut);
            encoder.add(port ? new Sequential(new SqueezeExcite(w, 16), halving) : excited(halving, 2 * w));
            attention.add(new SumAttention(w, deep, port ? new Conv2d(deep, 1, 1) : new Conv2d(deep, deep, 3)));
            decoder.add(excited(new ResidualConv(w + deep, 2 * w, 1, shortcut), 2 * w));
        }
        int deepest = width << DEPTH;
        bridge = pyramid(deepest, 2 * deepest);
        last = pyramid(2 * width, width);
        head = new Conv2d(width, s.classes(), 1);
    }

    private Sequential excited(ResidualConv block, int channels) {
        return port ? new Sequential(block) : new Sequential(block, new SqueezeExcite(channels, 8));
    }

    private DilatedPyramid pyramid(int in, int out) {
        return port ? DilatedPyramid.joined(in, out) : DilatedPyramid.summed(in, out);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] skip = new Tensor[DEPTH];
        x = first.apply(x); // [N, w, H, W]
        for (int i = 0; i < DEPTH; i++) {
            skip[i] = x; // [N, w 2^i, H/2^i, W/2^i]
            x = encoder.get(i).apply(x);
        }
        x = bridge.apply(x); // [N, 16 w, H/8, W/8]
        for (int i = DEPTH - 1; i >= 0; i--) {
            x = attention.get(i).apply(skip[i], x); // [N, 4 w 2^i, H/2^(i+1), ..]
            x = port ? x.upsampleBilinear(2) : x.upsampleNearest(2);
            x = decoder.get(i).apply(Tensor.cat(1, x, skip[i])); // [N, 2 w 2^i, H/2^i, W/2^i]
        }
        return head.apply(last.apply(x)); // [N, K, H, W]
    }

    private static final Renames PUBLISHED_NAMES = Renames.of(
            "first -> c1",
            "encoder.{i} -> c{i+2}",
            "attention.{i} -> d{3-i}.a1",
            "decoder.{i} -> d{3-i}.r1",
            ".branch.{i} -> .c{i+1}",
            ".0.conv_block -> .c1",
            ".0.conv_skip -> .c2",
            ".1.fc -> .attn.net",
            ".skip -> .g_conv",
            ".deep -> .x_conv",
            ".sum -> .gc_conv",
            "bridge -> b1",
            "last -> aspp",
            ".mix -> .c5",
            "head -> output");

    private static final Renames PORT_NAMES = Renames.of(
            "first.0.conv_block -> input_layer",
            "first.0.conv_skip -> input_skip",
            "encoder.{i}.0 -> squeeze_excite{i+1}",
            "encoder.{i}.1 -> residual_conv{i+1}",
            "attention.{i} -> attn{3-i}",
            "decoder.{i}.0 -> up_residual_conv{3-i}",
            ".branch.{i} -> .aspp_block{i+1}",
            ".skip -> .conv_encoder",
            ".deep -> .conv_decoder",
            ".sum -> .conv_attn",
            "bridge -> aspp_bridge",
            "last -> aspp_out",
            ".mix -> .output",
            "head -> output_layer.0");

    @Override
    protected Renames renames() {
        return port ? PORT_NAMES : PUBLISHED_NAMES;
    }
}
