package org.delineate.zoo;

import java.util.LinkedList;
import java.util.List;
import org.delineate.block.ConvNorm;
import org.delineate.block.KernelUpdate;
import org.delineate.block.ResNet;
import org.delineate.block.TokenAttention;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.GroupNorm;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Linear;
import org.delineate.nn.layer.Module;

/**
 * LDNet: kernels made for each image find the lesion at five scales, from coarse to fine, and are renewed by what
 * they found.
 *
 * <pre>
 * Res2Net-50
 * 64 1/2 --------------------------- esa - join, decode 64 1/1 -- map 1/1
 *   256 1/4 - 64 ------------- esa - join, decode 64 1/2 -- map 1/2
 *     512 1/8 - 128 ------ esa - join, decode 128 1/4 -- map 1/4
 *       1024 1/16 - 256 - esa - join, decode 256 1/8 -- map 1/8
 *         2048 1/32 - 512 ------ decode 512 1/16 -- map 1/16
 *                       |- mean - kernels
 * join: with the decoder's map below, attended by lca to where the last map sees the lesion
 * map: the kernels on 64 channels; they are renewed before each but the first
 * </pre>
 *
 * Zhang, Lai, Wan, et al.: Lesion-Aware Dynamic Kernel for Polyp Segmentation, MICCAI 2022, arXiv 2301.04904. The
 * reference returns probabilities. Height and width: multiples of 32. 33,375,608 parameters.
 */
public final class LDNet extends Network {
    private static final int STAGES = 4;
    private static final int UNIFIED = 64;

    private final ResNet encoder;
    private final Conv2d reduce5 = new Conv2d(2048, 512, 1);
    private final Decoder decoder5 = new Decoder(512, 512);
    private final Conv2d unify5 = new Conv2d(512, UNIFIED, 1);
    private final GroupNorm context = new GroupNorm(16, 512);
    private final Linear generateHead;
    private final List<Stage> stages = List.of(
            new Stage(1024, 256, 512), new Stage(512, 128, 256), new Stage(256, 64, 128), new Stage(64, 64, 64));

    public LDNet(Spec s) {
        super(s, 32);
        encoder = ResNet.res2Net50(s.inputChannels());
        generateHead = new Linear(512, s.classes() * UNIFIED);
    }

    @Override
    protected Output output(Tensor x) { // [N, C, H, W]
        List<Tensor> levels = encoder.maps(x);
        Tensor deep = reduce5.apply(levels.get(STAGES)); // [N, 512, H/32, ..]
        Tensor mean = context.apply(deep).relu().mean(2, 3).flatten(1); // [N, 512]
        Tensor kernels = generateHead.apply(mean).reshape(x.size(0), spec().classes(), UNIFIED);
        Tensor d = decoder5.apply(deep); // [N, 512, H/16, ..]
        LinkedList<Tensor> maps = new LinkedList<>(); // finest first
        maps.add(product(kernels, unify5.apply(d))); // [N, K, H/16, ..]
        for (int i = 0; i < STAGES; i++) {
            Stage s = stages.get(i);
            d = s.join(levels.get(STAGES - 1 - i), d, maps.getFirst()); // [N, 256 128 64 64, H/8 H/4 H/2 H, ..]
            Tensor unified = s.unify.apply(d);
            kernels = s.updator.apply(unified, kernels, maps.getFirst());
            maps.addFirst(product(kernels, unified));
        }
        return new Output(maps.removeFirst(), maps);
    }

    /** Kernels [N, K, C] on a map [N, C, H, W]: [N, K, H, W]. */
    private static Tensor product(Tensor kernels, Tensor map) {
        return kernels.matmul(map.flatten(2)).reshape(map.size(0), kernels.size(1), map.size(2), map.size(3));
    }

    private static final class Stage extends Module {
        private final Conv2d reduce;
        private final TokenAttention esa;
        private final TokenAttention lca;
        private final Decoder decoder;
        private final Conv2d unify;
        private final KernelUpdate updator = new KernelUpdate(UNIFIED);

        Stage(int encoded, int width, int below) {
            reduce = encoded == width ? null : new Conv2d(encoded, width, 1);
            esa = new TokenAttention(width);
            lca = new TokenAttention(below);
            decoder = new Decoder(below + width, width);
            unify = new Conv2d(width, UNIFIED, 1);
        }

        Tensor join(Tensor encoded, Tensor below, Tensor map) {
            Tensor e = esa.apply(reduce == null ? encoded : reduce.apply(encoded));
            Tensor l = lca.apply(below, Output.lesion(map).sigmoid());
            return decoder.apply(Tensor.cat(1, l, e));
        }
    }

    private static final class Decoder extends Layer {
        private final ConvNorm conv1;
        private final ConvNorm conv2;

        Decoder(int in, int out) {
            conv1 = new ConvNorm(new Conv2d(in, in / 4, 3));
            conv2 = new ConvNorm(new Conv2d(in / 4, out, 3));
        }

        @Override
        public Tensor apply(Tensor x) { // [N, in, H, W] to [N, out, 2 H, 2 W]
            return conv2.apply(conv1.apply(x).relu()).relu().upsampleAligned(2);
        }
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "encoder.conv1 -> encoder1_conv",
                "encoder.bn1 -> encoder1_bn",
                "encoder.layer{i} -> encoder{i+1}",
                "stages.{i}.updator -> headUpdators.{i}",
                "stages.{i}.{part} -> {part}{4-i}",
                "context -> gobal_average_pool.0",
                "esa{i}.to_{layer} -> esa{i}.ESAlayer.to_{layer}",
                "lca{i}.to_{layer} -> lca{i}.LCAlayer.to_{layer}",
                ".to_out -> .to_out.0",
                "esa{i}.norm -> esa{i}.ff.norm",
                "lca{i}.norm -> lca{i}.ff.norm",
                ".fc1 -> .ff.fn.net.0",
                ".fc2 -> .ff.fn.net.3");
    }

    /** The authors keep their stages under single names and once more in lists. */
    @Override
    protected Renames aliases() {
        return Renames.of(
                "decoderList.{i} -> decoder{4-i}",
                "unifyList.{i} -> unify{4-i}",
                "esaList.{i} -> esa{4-i}",
                "lcaList.{i} -> lca{4-i}");
    }
}
