package org.delineate.loss;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.delineate.file.UnknownName;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;

/**
 * Names the losses of the papers, which map logits [N, K, H, W] and masks of 0 and 1 [N, 1, H, W] to a scalar, always
 * in float32.
 *
 * <p>Every formula takes the logit of lesion against background, so each loss fits networks of one and of two classes:
 * with two the softmax cross-entropy is {@link #BCE} of the difference of the logits. Where a network has auxiliary
 * maps, the loss is the mean over all maps, or their sum where the paper adds them up; a smaller map is compared with
 * the mask at its size.
 */
public enum Loss {
    /** Averages the binary cross-entropy over all pixels of the batch; with two classes the softmax cross-entropy. */
    BCE("bce", (o, t) -> o.bceWithLogits(t).mean()),
    /** Is one minus the mean over the images of (2 sum(pt) + s) / (sum p + sum t + s), s = 1e-5. */
    DICE("dice", OverlapLosses::dice),
    /** Is {@link #DICE} with squares in the denominator (RCA-IUnet, eq. 6). */
    DICE_SQUARED("dice-squared", OverlapLosses::diceSquared),
    /** Averages {@link #DICE} of lesion and of background, each over the whole batch (ARU-Net's code). */
    DICE_TWO("dice-two", OverlapLosses::diceTwo),
    /** Is (1 - Tversky index)^(3/4), with weight 0.3 of false positives, 0.7 of false negatives (ARU-Net, table 3). */
    FOCAL_TVERSKY("focal-tversky", OverlapLosses::focalTversky),
    /** Averages the BCE in a band of two pixels on both sides of the contour. */
    EDGE("edge", BoundaryLosses::bandBce),
    /** Adds boundary-weighted BCE and boundary-weighted IoU (PraNet's paper). */
    STRUCTURE("structure", BoundaryLosses::structure),
    /** Adds Dice and 0.5 BCE (UNeXt, UNet++, CMU-Net). */
    UNEXT("unext", DICE.formula.plus(0.5, BCE.formula)),
    /** Is {@link #UNEXT} under the name of another paper (SCRNet, eq. 13). */
    SCRNET("scrnet", UNEXT.formula),
    /** Adds 0.5 BCE and 0.5 squared Dice (RCA-IUnet, eq. 4). */
    RCA_IUNET("rca-iunet", BCE.formula.plus(1, DICE_SQUARED.formula).times(0.5)),
    /** Adds {@link #UNEXT} and 0.5 {@link #EDGE} (SC-UNeXt's joint loss). */
    SC_UNEXT("sc-unext", UNEXT.formula.plus(0.5, EDGE.formula)),
    /** Adds cross-entropy and Dice of both classes (ARU-Net). */
    ARU_NET("aru-net", BCE.formula.plus(1, DICE_TWO.formula)),
    /** Adds BCE and Dice, of the final and of the coarse map (BSANet). */
    BSANET("bsanet", Maps.SUMMED, BCE.formula.plus(1, DICE.formula)),
    /**
     * Adds BCE and boundary-weighted IoU of all maps, as PraNet's code does, where the weights of the BCE cancel out.
     */
    PRANET("pranet", Maps.SUMMED, BCE.formula.plus(1, BoundaryLosses::weightedIou)),
    /** Adds BCE and Dice with 1 added to the denominator (SANet's code). */
    SANET("sanet", BCE.formula.plus(1, (o, t) -> OverlapLosses.dice(o, t, 0, 1))),
    /**
     * Adds BCE and Dice of all maps, with 1 added to numerator and denominator; masks are halved step by step (LDNet).
     */
    LDNET("ldnet", Maps.SUMMED, BCE.formula.plus(1, (o, t) -> OverlapLosses.dice(o, t, 1, 1))) {
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
     * Adds the BCE of all maps, which weighs more at the contour (MicroSegNet, annotation-guided). The paper weighs the
     * pixels where an expert and a student differ; from one mask we take the pixels on both sides of its contour. They
     * are dilated by 4 pixels in maps of the full size and by one less each time the size halves.
     */
    MICRO_SEGNET("micro-segnet", Maps.SUMMED, (o, t) -> BoundaryLosses.guidedBce(o, t, 4)) {
        @Override
        Tensor of(Tensor map, Tensor target, long height) {
            int halvings = 63 - Long.numberOfLeadingZeros(height / map.size(2));
            return BoundaryLosses.guidedBce(Output.lesion(map), target, Math.max(1, 4 - halvings));
        }

        @Override
        Tensor shrink(Tensor target, long height, long width) {
            return super.shrink(target, height, width).above(0.5);
        }
    };

    /** Maps the logit of the lesion and the mask to a scalar. */
    private interface Formula extends BinaryOperator<Tensor> {
        default Formula plus(double weight, Formula other) {
            return (o, t) -> apply(o, t).add(other.apply(o, t).mul(weight));
        }

        default Formula times(double weight) {
            return (o, t) -> apply(o, t).mul(weight);
        }
    }

    /** Says how the losses of the single maps are joined. */
    private enum Maps {
        AVERAGED,
        SUMMED
    }

    /** A logit whose sigmoid is 1e-13. */
    private static final double CERTAIN_BACKGROUND = -30;

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

    /**
     * Returns the loss with this name.
     *
     * @throws IllegalArgumentException naming the known losses
     */
    public static Loss of(String id) {
        return Arrays.stream(values())
                .filter(l -> l.id.equals(id))
                .findFirst()
                .orElseThrow(() -> UnknownName.of("loss", id, ids()));
    }

    /** Lists the ids of all losses. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Loss::id).toList();
    }

    public String id() {
        return id;
    }

    /**
     * Whether the loss of a batch is the mean of the losses of its images, and so of its parts; others sum over the batch
     * before they divide.
     */
    public boolean isMeanOverImages() {
        return switch (this) {
            case DICE_TWO, FOCAL_TVERSKY, EDGE, SC_UNEXT, ARU_NET -> false;
            default -> true;
        };
    }

    /**
     * Returns the loss of one map.
     *
     * @param logits [N, 1, H, W], or [N, 2, H, W] where background is channel 0
     * @param target [N, 1, H, W], 1 = lesion
     */
    public Tensor of(Tensor logits, Tensor target) {
        return formula.apply(Output.lesion(logits), target);
    }

    /** Returns the loss of the logits and the auxiliary maps. */
    public Tensor of(Output output, Tensor target) {
        Tensor sum = of(output.logits(), target);
        for (Tensor a : output.auxiliary()) {
            sum = sum.add(of(a, shrink(target, a.size(2), a.size(3)), target.size(2)));
        }
        return maps == Maps.SUMMED ? sum : sum.mul(1.0 / (1 + output.auxiliary().size()));
    }

    /**
     * Returns the loss where some pixels do not count: their logits become those of certain background, which is what
     * the
     * mask holds there, so that they have neither loss nor gradient.
     *
     * @param ignored [N, 1, H, W], 1 where a pixel does not count; null where all count
     */
    public Tensor of(Output output, Tensor target, Tensor ignored) {
        return ignored == null
                ? of(output, target)
                : of(
                        Output.of(output.maps().stream()
                                .map(m -> without(m, ignored))
                                .toList()),
                        target);
    }

    private static Tensor without(Tensor map, Tensor ignored) {
        Tensor out = ignored.adaptiveAvgPool2d(map.size(2), map.size(3)).above(0);
        return Output.lesion(map).mul(out.mul(-1).add(1)).add(out.mul(CERTAIN_BACKGROUND));
    }

    /** Returns the loss of an auxiliary map and the mask at its size, where the picture has this height. */
    Tensor of(Tensor map, Tensor target, long height) {
        return of(map, target);
    }

    /** Returns the mask at the size of a map, where each pixel is the share of lesion in its area. */
    Tensor shrink(Tensor target, long height, long width) {
        return target.adaptiveAvgPool2d(height, width);
    }
}
