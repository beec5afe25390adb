package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.delineate.block.ResNet;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/**
 * UNet++ on a ResNet-34: nodes between encoder and decoder, and a weighted sum of the logits of all four depths.
 *
 * <pre>
 * 1/2  64 ---- 64 ---- 64 ---- 128 ---- 256      node(i, j) sees node(i, 0) .. node(i, j - 1)
 * 1/4  64 ---- 64 ---- 128 --- 256                and, upsampled, node(i + 1, j - 1)
 * 1/8  128 --- 128 --- 256
 * 1/16 256 --- 256                                logits: mix_1 head_1(node(0, 1)) + .. + mix_4 head_4(node(0, 4)),
 * 1/32 512                                        upsampled twice
 * </pre>
 *
 * Zhou et al.: UNet++, DLMIA 2018, arXiv 1807.10165, figure 1; the form of the public benchmarks, whose nodes are
 * bottlenecks of three convolutions and whose mix is learnt. Its mix_0 has no map. Height and width: multiples of 32.
 * 26,904,137 parameters.
 */
public final class ResNet34UNetPlusPlus extends Network {
    private static final int DEPTH = 4;

    /** Three 3x3 convolutions with norms, the first two of half the channels. */
    private static final class Node extends Layer {
        private final Conv2d conv1;
        private final BatchNorm2d norm1;
        private final Conv2d conv2;
        private final BatchNorm2d norm2;
        private final Conv2d conv3;
        private final BatchNorm2d norm3;

        private Node(int in, int out) {
            conv1 = new Conv2d(in, out / 2, 3).withoutBias();
            norm1 = new BatchNorm2d(out / 2);
            conv2 = new Conv2d(out / 2, out / 2, 3).withoutBias();
            norm2 = new BatchNorm2d(out / 2);
            conv3 = new Conv2d(out / 2, out, 3).withoutBias();
            norm3 = new BatchNorm2d(out);
        }

        @Override
        public Tensor apply(Tensor x) {
            x = norm1.apply(conv1.apply(x)).relu();
            x = norm2.apply(conv2.apply(x)).relu();
            return norm3.apply(conv3.apply(x)).relu();
        }
    }

    private final ResNet encoder;
    private final List<List<Node>> nodes = new ArrayList<>();
    private final List<Conv2d> heads = new ArrayList<>();
    private final Tensor mix = parameter("mix", DEPTH + 1);

    public ResNet34UNetPlusPlus(Spec s) {
        super(s, 32);
        encoder = ResNet.of34(s.inputChannels());
        List<Integer> w = encoder.channels();
        for (int i = 0; i < DEPTH; i++) {
            nodes.add(new ArrayList<>());
            int seen = w.get(i);
            for (int j = 1; i + j <= DEPTH; j++) {
                int out = w.get(i + j - 1);
                nodes.get(i).add(new Node(seen + (j == 1 ? w.get(i + 1) : out), out));
                seen += out;
            }
            heads.add(new Conv2d(w.get(i), s.classes(), 1));
        }
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        List<List<Tensor>> rows = new ArrayList<>();
        encoder.maps(x).forEach(map -> rows.add(new ArrayList<>(List.of(map)))); // [N, ., H/2^(i+1), W/2^(i+1)]
        for (int depth = 1; depth <= DEPTH; depth++) {
            for (int i = depth - 1; i >= 0; i--) {
                int j = depth - i;
                List<Tensor> seen = new ArrayList<>(rows.get(i));
                seen.add(rows.get(i + 1).get(j - 1).upsampleNearest(2));
                rows.get(i).add(nodes.get(i).get(j - 1).apply(Tensor.cat(1, seen.toArray(Tensor[]::new))));
            }
        }
        Tensor sum = null;
        for (int j = 1; j <= DEPTH; j++) {
            Tensor part = heads.get(j - 1).apply(rows.get(0).get(j)).mul(mix.narrow(0, j, 1)); // [N, K, H/2, W/2]
            sum = sum == null ? part : sum.add(part);
        }
        return sum.upsampleBilinear(2); // [N, K, H, W]
    }

    @Override
    protected float[] initialValues(String name, long[] shape, Random random) {
        return new float[] {1, 1, 1, 1, 1};
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "encoder.conv1 -> firstconv",
                "encoder.bn1 -> firstbn",
                "encoder.layer{i} -> encoder{i}",
                "nodes.{i}.{k} -> decoder{i}_{k+1}",
                "heads.{k} -> logit{k+1}");
    }
}
