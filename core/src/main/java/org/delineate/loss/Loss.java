package org.delineate.loss;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;

/**
 * The losses of the papers by name: logits [N, K, H, W] and masks of 0 and 1 [N, 1, H, W] to a scalar, always in float32.
 *
 * <p>Every formula takes the logit of lesion against background, so each loss fits networks of one and of two classes: there the
 * softmax cross-entropy is {@link #BCE} of the difference of the logits. Where a network has auxiliary maps, the loss is the mean
 * over all maps, or their sum where the paper adds them up; a smaller map meets the mask of its size.
 */
public enum Loss {
    /** Mean binary cross-entropy over all pixels of the batch; with two classes the softmax cross-entropy. */
    BCE("bce", (o, t) -> o.bceWithLogits(t).mean()),
    /** One minus the mean over the images of (2 sum(pt) + s) / (sum p + sum t + s), s = 1e-5. */
    DICE("dice", Overlap::dice),
    /** The same with squares in the denominator (RCA-IUnet, eq. 6). */
    DICE_SQUARED("dice-squared", Overlap::diceSquared),
    /** The same for lesion and background, each over the whole batch, and the mean of both (ARU-Net's code). */
    DICE_TWO("dice-two", Overlap::diceTwo),
    /** (1 - Tversky index)^(3/4), false positives 0.3, false negatives 0.7 (ARU-Net, table 3). */
    FOCAL_TVERSKY("focal-tversky", Overlap::focalTversky),
    /** BCE in a band of two pixels on both sides of the contour. */
    EDGE("edge", Edge::bandBce),
    /** Boundary-weighted BCE + boundary-weighted IoU (PraNet's paper). */
    STRUCTURE("structure", Edge::structure),
    /** Dice + 0.5 BCE (UNeXt, UNet++, CMU-Net). */
    UNEXT("unext", DICE.formula.plus(0.5, BCE.formula)),
    /** The same (SCRNet, eq. 13). */
    SCRNET("scrnet", UNEXT.formula),
    /** 0.5 BCE + 0.5 squared Dice (RCA-IUnet, eq. 4). */
    RCA_IUNET("rca-iunet", BCE.formula.plus(1, DICE_SQUARED.formula).times(0.5)),
    /** UNeXt's loss + 0.5 edge (SC-UNeXt's joint loss). */
    SC_UNEXT("sc-unext", UNEXT.formula.plus(0.5, EDGE.formula)),
    /** Cross-entropy + Dice of both classes (ARU-Net). */
    ARU_NET("aru-net", BCE.formula.plus(1, DICE_TWO.formula)),
    /** BCE + Dice, of the final and of the coarse map (BSANet). */
    BSANET("bsanet", Maps.SUMMED, BCE.formula.plus(1, DICE.formula)),
    /** BCE + boundary-weighted IoU, of all maps: what PraNet's code computes, where the weights of the BCE cancel out. */
    PRANET("pranet", Maps.SUMMED, BCE.formula.plus(1, Edge::weightedIou)),
    /** BCE + Dice with 1 added below (SANet's code). */
    SANET("sanet", BCE.formula.plus(1, (o, t) -> Overlap.dice(o, t, 0, 1))),
    /** BCE + Dice with 1 added above and below, of all maps; for each the mask is halved once more (LDNet). */
    LDNET("ldnet", Maps.SUMMED, BCE.formula.plus(1, (o, t) -> Overlap.dice(o, t, 1, 1))) {
        @Override
        Tensor shrink(Tensor target, long height, long width) {
            Tensor t = target;
            while (t.size(2) > height || t.size(3) > width) {
                t = t.resizeBilinear(Math.max(t.size(2) / 2, height), Math.max(t.size(3) / 2, width), true);
            }
            return t;
        }
    },
    /**
     * BCE that counts more at the contour, of all maps (MicroSegNet, annotation-guided). The paper takes the places where an expert
     * and a student differ; from one mask we take the pixels on both sides of its contour. They are dilated by 4 pixels in maps of
     * the full size and by one less each time the size halves.
     */
    MICRO_SEGNET("micro-segnet", Maps.SUMMED, (o, t) -> Edge.guidedBce(o, t, 4)) {
        @Override
        Tensor of(Tensor map, Tensor target, long height) {
            int halvings = 63 - Long.numberOfLeadingZeros(height / map.size(2));
            return Edge.guidedBce(Output.lesion(map), target, Math.max(1, 4 - halvings));
        }

        @Override
        Tensor shrink(Tensor target, long height, long width) {
            return super.shrink(target, height, width).above(0.5);
        }
    };

    /** From the logit of the lesion and the mask to a scalar. */
    private interface Formula extends BinaryOperator<Tensor> {
        default Formula plus(double weight, Formula other) {
            return (o, t) -> apply(o, t).add(other.apply(o, t).mul(weight));
        }

        default Formula times(double weight) {
            return (o, t) -> apply(o, t).mul(weight);
        }
    }

    /** What becomes of the losses of the single maps. */
    private enum Maps {
        AVERAGED,
        SUMMED
    }

    private final String id;
    private final Maps maps;
    private final Formula formula;

    Loss(String id, Formula formula) {
        this(id, Maps.AVERAGED, formula);
    }

    Loss(String id, Maps maps, Formula formula) {
        this.id = id;
        this.maps = maps;
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

    /** @param target [N, 1, H, W] */
    public Tensor of(Tensor logits, Tensor target) {
        return formula.apply(Output.lesion(logits), target);
    }

    /** Over the logits and the auxiliary maps. */
    public Tensor of(Output output, Tensor target) {
        Tensor sum = of(output.logits(), target);
        for (Tensor a : output.auxiliary()) {
            sum = sum.add(of(a, shrink(target, a.size(2), a.size(3)), target.size(2)));
        }
        return maps == Maps.SUMMED ? sum : sum.mul(1.0 / (1 + output.auxiliary().size()));
    }

    /** Of an auxiliary map and the mask for it, where the picture has this height. */
    Tensor of(Tensor map, Tensor target, long height) {
        return of(map, target);
    }

    /** The mask for a map of this size: each pixel the share of lesion in its area; the mask itself for the full size. */
    Tensor shrink(Tensor target, long height, long width) {
        return target.adaptiveAvgPool2d(height, width);
    }
}
