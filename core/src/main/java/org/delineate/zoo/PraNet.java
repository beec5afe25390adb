package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.ConvNorm;
import org.delineate.block.PartialDecoder;
import org.delineate.block.ReceptiveField;
import org.delineate.block.ResNet;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Module;

/**
 * PraNet: a coarse map from three levels of a residual encoder, refined from deep to shallow by looking at all that it
 * leaves out.
 *
 * <pre>
 * Res2Net-50
 * 512 1/8 --- rfb 32 ----------|
 *   |  1024 1/16 - rfb 32 -----| partial decoder - map 1/8 -- map 5
 *   |    |  2048 1/32 - rfb 32 |                      | x 1/4
 *   |    |    |------------------------------ reverse + ----- map 4
 *   |    |------------------------------------ reverse + x2 - map 3
 *   |------------------------------------------ reverse + x2 - map 2 = logits
 * reverse: the level times the background's probability, convolutions to one map
 * </pre>
 *
 * Fan et al.: PraNet: Parallel Reverse Attention Network for Polyp Segmentation, MICCAI 2020, arXiv 2006.11392. As in
 * the authors' code, most convolutions have no activation. The reference returns the maps 5, 4, 3, 2. Height and width:
 * multiples of 32. 30,498,319 parameters; the published file has 2,049,000 more, of a classifier that is never used.
 */
public final class PraNet extends Network {
    private static final int WIDTH = 32;

    private final ResNet resnet;
    private final ReceptiveField rfb2 = new ReceptiveField(512, WIDTH);
    private final ReceptiveField rfb3 = new ReceptiveField(1024, WIDTH);
    private final ReceptiveField rfb4 = new ReceptiveField(2048, WIDTH);
    private final PartialDecoder agg1;
    private final Reverse ra4;
    private final Reverse ra3;
    private final Reverse ra2;

    public PraNet(Spec s) {
        super(s, 32);
        encoder("resnet\\.");
        resnet = ResNet.res2Net50(s.inputChannels());
        agg1 = new PartialDecoder(WIDTH, s.classes());
        ra4 = new Reverse(
                new ConvNorm(2048, 256, 1),
                new ConvNorm(256, 256, 5),
                new ConvNorm(256, 256, 5),
                new ConvNorm(256, 256, 5),
                new ConvNorm(256, s.classes(), 1));
        ra3 = reverse(1024, s.classes());
        ra2 = reverse(512, s.classes());
    }

    private static Reverse reverse(int in, int classes) {
        return new Reverse(
                new ConvNorm(in, 64, 1),
                new ConvNorm(64, 64, 3),
                new ConvNorm(64, 64, 3),
                new ConvNorm(64, classes, 3));
    }

    @Override
    protected Output output(Tensor x) { // [N, C, H, W]
        List<Tensor> maps = resnet.maps(x);
        Tensor x2 = maps.get(2); // [N, 512, H/8, ..]
        Tensor x3 = maps.get(3); // [N, 1024, H/16, ..]
        Tensor x4 = maps.get(4); // [N, 2048, H/32, ..]
        Tensor coarse = agg1.apply(rfb4.apply(x4), rfb3.apply(x3), rfb2.apply(x2)); // [N, K, H/8, ..]
        Tensor map4 = ra4.refine(coarse, x4); // [N, K, H/32, ..]
        Tensor map3 = ra3.refine(map4, x3); // [N, K, H/16, ..]
        Tensor map2 = ra2.refine(map3, x2); // [N, K, H/8, ..]
        return new Output(like(x, map2), List.of(like(x, coarse), like(x, map4), like(x, map3)));
    }

    private static Tensor like(Tensor sized, Tensor map) {
        return map.resizeBilinear(sized.size(2), sized.size(3), false);
    }

    /** Reverse attention: what lies outside the map so far, to be added to it. */
    private static final class Reverse extends Module {
        private final List<ConvNorm> conv;

        Reverse(ConvNorm... conv) {
            this.conv = List.of(conv);
        }

        Tensor refine(Tensor map, Tensor level) {
            Tensor m = like(level, map); // [N, K, h, w]
            Tensor x = level.mul(Output.lesion(m).mul(-1).sigmoid()); // [N, C, h, w]
            x = conv.get(0).apply(x);
            for (ConvNorm c : conv.subList(1, conv.size() - 1)) {
                x = c.apply(x).relu();
            }
            return conv.get(conv.size() - 1).apply(x).add(m);
        }
    }

    @Override
    public List<Tensor> reference(Tensor x) {
        Output out = output(x);
        List<Tensor> maps = new ArrayList<>(out.auxiliary());
        maps.add(out.logits());
        return maps;
    }

    /**
     * As in the authors' test: stretched so that each image has pixels of 0 and of 1. Therefore no image is without
     * a lesion.
     */
    @Override
    public Tensor probability(Tensor lesion) {
        Tensor p = lesion.sigmoid();
        Tensor least = p.mul(-1).amax(2, 3).mul(-1);
        return p.sub(least).div(p.amax(2, 3).sub(least).add(1e-8));
    }

    @Override
    public boolean seesWholePicture() {
        return true;
    }

    @Override
    protected Renames renames() {
        return Renames.of("rfb{i} -> rfb{i}_1", "ra{i}.conv.{k} -> ra{i}_conv{k+1}");
    }

    @Override
    protected List<String> unused() {
        return List.of("resnet.fc");
    }
}
