package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Sequential;

/**
 * Iterative deep aggregation: maps of half a map's size are upsampled and joined to it one after the other (Yu et al.
 * 2018, arXiv 1707.06484, figures 2c and 4).
 */
public final class IterativeUp extends Module {
    private final List<Sequential> proj = new ArrayList<>();
    private final List<BilinearUp> up = new ArrayList<>();
    private final List<Sequential> node = new ArrayList<>();

    /** For {@code count} deeper maps of {@code in} channels. */
    public IterativeUp(int out, int in, int count) {
        for (int k = 0; k < count; k++) {
            proj.add(ConvNormRelu.withoutBias(in, out, 1));
            up.add(new BilinearUp(out, true));
            node.add(ConvNormRelu.withoutBias(2 * out, out, 3));
        }
    }

    /**
     * @param x [N, out, H, W]
     * @param deeper maps [N, ., H/2, W/2]
     * @return x, and what it became with each of them: [N, out, H, W]
     */
    public List<Tensor> apply(Tensor x, List<Tensor> deeper) {
        List<Tensor> row = new ArrayList<>(List.of(x));
        for (int k = 0; k < deeper.size(); k++) {
            Tensor upsampled = up.get(k).apply(proj.get(k).apply(deeper.get(k)));
            row.add(node.get(k).apply(Tensor.cat(1, row.get(k), upsampled)));
        }
        return row;
    }
}
