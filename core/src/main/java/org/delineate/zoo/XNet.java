package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.PreActResNet50;
import org.delineate.block.TransposeUp;
import org.delineate.block.Vgg16;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;

/**
 * The grids of transposed convolutions between encoder and output that Keras users built after U-Net++: Nestnet and
 * Xnet.
 *
 * <pre>
 * X00 - X01 - X02 - X03 - X04 - X05 - 3x3       X(i, 0): the encoder's map at 1/2^i of the size
 *    X10 - X11 - X12 - X13 - X14                X(i, j+1): X(i+1, j) up, joined with
 *       X20 - X21 - X22 - X23                      X(i, j) alone (Nestnet) or
 *          X30 - X31 - X32                         all of X(i, 0) to X(i, j) (Xnet);
 *             X40 - X41                         X(i, 1) grows from a map of the encoder
 *                                               further on than X(i+1, 0)
 * </pre>
 *
 * After Zhou et al.: UNet++, arXiv 1807.10165. Nestnet on VGG-16 is the "DLA" of RCA-IUnet's tables (arXiv 2108.02508),
 * Xnet on ResNet-50 its "U-Net++". Unlike the paper: no deep supervision, up to five columns, and row 4 has 16
 * channels: the Keras code takes its width from a list's end by an index of -1. ResNet-50 has no map of full size: row
 * 0 is X05 alone. The references are own writings of the Keras code's structure; the logit is the value before its
 * sigmoid. Height and width: multiples of 32. 23,765,537 parameters (Nestnet), 26,143,265 and 37,648,292 (Xnet on
 * VGG-16 and ResNet-50; Keras counts 37,698,666 with the running statistics).
 */
public final class XNet extends Network {
    private static final int ROWS = 5;
    private static final int[] WIDTHS = {32, 64, 128, 256, 16};

    /** What a node sees of its row. */
    public enum Skips {
        LAST,
        ALL
    }

    /** Where X(i, 0) come from. */
    public enum Backbone {
        VGG16(List.of(64, 128, 256, 512, 512), List.of(64, 128, 256, 512, 512)),
        RESNET50(List.of(0, 64, 256, 512, 1024), List.of(0, 256, 512, 1024, 2048));

        private final List<Integer> skips;
        private final List<Integer> further;

        Backbone(List<Integer> skips, List<Integer> further) {
            this.skips = skips;
            this.further = further;
        }
    }

    private final Skips skips;
    private final int top;
    private final Vgg16 vgg;
    private final PreActResNet50 resnet;
    /** x[i][j]; null where there is none. */
    private final List<List<TransposeUp>> x = new ArrayList<>();

    private final Conv2d finalConv;

    public XNet(Spec s, Backbone encoder, Skips skips) {
        super(s, 1 << ROWS);
        init(Init.GLOROT_UNIFORM);
        encoder("(vgg|resnet)\\.");
        this.skips = skips;
        vgg = encoder == Backbone.VGG16 ? new Vgg16(s.inputChannels(), false) : null;
        resnet = encoder == Backbone.RESNET50 ? new PreActResNet50(s.inputChannels()) : null;
        top = encoder == Backbone.RESNET50 ? 1 : 0;
        for (int i = 0; i < ROWS; i++) {
            x.add(new ArrayList<>());
            x.get(i).add(null);
            for (int j = 1; j <= ROWS - i; j++) {
                int below = j == 1 ? encoder.further.get(i) : WIDTHS[i + 1];
                int row = skips == Skips.LAST && j > 1 ? WIDTHS[i] : encoder.skips.get(i);
                int seen = i < top ? 0 : row + (skips == Skips.ALL ? (j - 1) * WIDTHS[i] : 0);
                x.get(i).add(i < top && j < ROWS ? null : new TransposeUp(below, seen, WIDTHS[i]));
            }
        }
        finalConv = new Conv2d(WIDTHS[0], s.classes(), 3);
    }

    @Override
    protected Tensor logits(Tensor image) { // [N, C, H, W]
        List<List<Tensor>> maps = new ArrayList<>(); // maps[i][j]: [N, WIDTHS[i], H/2^i, W/2^i]
        List<Tensor> further = column(image, maps);
        for (int j = 1; j <= ROWS; j++) {
            for (int i = 0; i <= ROWS - j; i++) {
                if (x.get(i).get(j) != null) {
                    List<Tensor> row = maps.get(i);
                    Tensor below = j == 1 ? further.get(i) : maps.get(i + 1).get(j - 1);
                    int first = skips == Skips.LAST && !row.isEmpty() ? row.size() - 1 : 0;
                    Tensor[] seen = row.subList(first, row.size()).toArray(Tensor[]::new);
                    row.add(x.get(i).get(j).apply(below, seen));
                }
            }
        }
        List<Tensor> last = maps.get(0);
        return finalConv.apply(last.get(last.size() - 1)); // [N, K, H, W]
    }

    /** Puts the encoder's maps into the rows; returns the maps that the first column grows from. */
    private List<Tensor> column(Tensor image, List<List<Tensor>> rows) {
        List<Tensor> further = new ArrayList<>();
        if (vgg != null) {
            for (Tensor map : vgg.allMaps(image).subList(0, ROWS)) {
                rows.add(new ArrayList<>(List.of(map)));
                further.add(map.maxPool2d(2, 2, 0));
            }
            return further;
        }
        PreActResNet50.Maps maps = resnet.maps(image);
        rows.add(new ArrayList<>());
        maps.skips().forEach(map -> rows.add(new ArrayList<>(List.of(map))));
        further.add(null);
        further.addAll(maps.further());
        return further;
    }

    @Override
    protected Renames renames() {
        List<String> features = new ArrayList<>();
        int feature = 0;
        for (int b = 0; b < ROWS; b++) {
            for (int k = 1; k <= Vgg16.DEPTHS.get(b); k++) {
                features.add("vgg.features." + feature + " -> encoder.block" + (b + 1) + "_conv" + k);
                feature += 2;
            }
            feature++;
        }
        return Renames.of(features.toArray(String[]::new)).then("resnet -> encoder", "x.{i}.{j} -> x{i}_{j}");
    }

    @Override
    public List<Renames> pretrained() {
        return List.of(Renames.of("* -> vgg.*"));
    }
}
