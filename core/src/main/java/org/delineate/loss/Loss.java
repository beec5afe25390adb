package org.delineate.loss;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.delineate.nn.Tensor;
import org.delineate.zoo.Network;

/**
 * The losses of the papers by name: logits [N, 1, H, W] and masks of 0 and 1 to a scalar, always in float32.
 *
 * <p>Where a network has auxiliary maps of the full size, the loss is the mean over all of them.
 */
public enum Loss {
    /** Mean binary cross-entropy over all pixels of the batch. */
    BCE("bce", (o, t) -> o.bceWithLogits(t).mean()),
    /** One minus the mean over the images of (2 sum(pt) + s) / (sum p + sum t + s), s = 1e-5. */
    DICE("dice", Overlap::dice),
    /** The same with squares in the denominator (RCA-IUnet, eq. 6). */
    DICE_SQUARED("dice-squared", Overlap::diceSquared),
    /** Dice + 0.5 BCE (UNeXt; SCRNet eq. 13). */
    UNEXT("unext", (o, t) -> Overlap.dice(o, t).add(o.bceWithLogits(t).mean().mul(0.5))),
    /** 0.5 BCE + 0.5 squared Dice (RCA-IUnet, eq. 4). */
    RCA_IUNET(
            "rca-iunet",
            (o, t) -> o.bceWithLogits(t)
                    .mean()
                    .mul(0.5)
                    .add(Overlap.diceSquared(o, t).mul(0.5))),
    /** BCE in a band of two pixels on both sides of the contour. */
    EDGE("edge", Edge::bandBce),
    /** UNeXt's loss + 0.5 edge (SC-UNeXt's joint loss). */
    SC_UNEXT("sc-unext", (o, t) -> UNEXT.of(o, t).add(Edge.bandBce(o, t).mul(0.5))),
    /** (1 - Tversky index)^(3/4), false positives 0.3, false negatives 0.7 (ARU-Net, table 3). */
    FOCAL_TVERSKY("focal-tversky", Overlap::focalTversky),
    /** Boundary-weighted BCE + boundary-weighted IoU (PraNet). */
    STRUCTURE("structure", Edge::structure);

    private final String id;
    private final BiFunction<Tensor, Tensor, Tensor> formula;

    Loss(String id, BiFunction<Tensor, Tensor, Tensor> formula) {
        this.id = id;
        this.formula = formula;
    }

    /** @throws IllegalArgumentException naming the known losses */
    public static Loss of(String id) {
        return Arrays.stream(values())
                .filter(l -> l.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown loss \"" + id + "\"; known: "
                        + Arrays.stream(values()).map(Loss::id).collect(Collectors.joining(", "))));
    }

    public String id() {
        return id;
    }

    /** @param target the shape of the logits */
    public Tensor of(Tensor logits, Tensor target) {
        return formula.apply(logits.float32(), target);
    }

    /** Mean over the logits and the auxiliary maps. */
    public Tensor of(Network.Output output, Tensor target) {
        Tensor sum = of(output.logits(), target);
        for (Tensor a : output.auxiliary()) {
            sum = sum.add(of(a, target));
        }
        return output.auxiliary().isEmpty()
                ? sum
                : sum.mul(1.0 / (1 + output.auxiliary().size()));
    }
}
