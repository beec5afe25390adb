package org.delineate.train;

import static java.lang.Double.POSITIVE_INFINITY;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.delineate.file.Json;
import org.delineate.loss.Loss;
import org.delineate.nn.engine.Device;
import org.delineate.nn.layer.Optimizer;
import org.delineate.sample.Augment;
import org.delineate.sample.Fit;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/**
 * Everything that defines a training run beside its data; a command-line option has the name of its component.
 *
 * @param network id in the zoo
 * @param channels of the network's input: 3 = colour, 1 = grey
 * @param size height and width of the network's input
 * @param fit how a picture fills that square
 * @param epochs passes over the training cases
 * @param batch pictures per step
 * @param seed of weights, order and augmentation
 * @param device where the network computes: cpu or cuda
 * @param threads of the network's operations
 * @param loaderThreads that decode and augment
 * @param optimizer adam, adamw or sgd
 * @param learningRate base rate
 * @param minLearningRate floor of the schedule
 * @param momentum beta1 of Adam, momentum of SGD
 * @param weightDecay of the optimizer
 * @param schedule constant, cosine, polynomial or plateau
 * @param warmupEpochs over which the rate rises from zero; may be a fraction
 * @param plateauPatience validations without progress before the rate is halved (schedule plateau)
 * @param loss id of a loss
 * @param ema decay of the running average of the weights, 0 = none
 * @param patience validations without progress before training stops, 0 = never stops early
 * @param minDelta what counts as progress of the validation Dice
 * @param augment what happens to training pictures
 * @param precision auto, float32 or bf16
 * @param segments of the network that keep their ends alone for backward and are computed again; 1 = nothing is computed twice
 * @param validateEvery epochs between validations
 * @param saveEverySteps further checkpoints inside an epoch, 0 = at its end only
 * @param cacheMiB memory for decoded training pictures
 * @param initFrom model of the same network whose weights a new run begins with; null = none
 * @param pretrained file of weights that the encoder of a new run begins with; null = none
 * @param freeze what is not trained: none, or encoder
 * @param encoderRate factor of the learning rate in the encoder
 */
public record TrainConfig(
        String network,
        int channels,
        int size,
        Fit fit,
        int epochs,
        int batch,
        long seed,
        String device,
        int threads,
        int loaderThreads,
        String optimizer,
        double learningRate,
        double minLearningRate,
        double momentum,
        double weightDecay,
        String schedule,
        double warmupEpochs,
        int plateauPatience,
        String loss,
        double ema,
        int patience,
        double minDelta,
        Augment augment,
        String precision,
        int segments,
        int validateEvery,
        int saveEverySteps,
        int cacheMiB,
        Origin initFrom,
        Origin pretrained,
        String freeze,
        double encoderRate) {

    private static final String ENCODER = "encoder";

    public TrainConfig {
        require(channels == 1 || channels == 3, "channels", channels, "1 or 3");
        Network outline = Zoo.of(network).outline(new Network.Spec(channels, 1, size, size, 0));
        outline.requireSize(size, size);
        require(fit != null, "fit", fit, "one of " + List.of(Fit.values()));
        require(epochs >= 1, "epochs", epochs, "at least 1");
        require(batch >= 1, "batch", batch, "at least 1");
        Device.of(device);
        require(threads >= 1, "threads", threads, "at least 1");
        require(loaderThreads >= 1, "loaderThreads", loaderThreads, "at least 1");
        Optimizer.Rule.of(optimizer);
        require(
                learningRate > 0 && learningRate < POSITIVE_INFINITY,
                "learningRate",
                learningRate,
                "finite and greater than 0");
        require(
                minLearningRate >= 0 && minLearningRate <= learningRate,
                "minLearningRate",
                minLearningRate,
                "in 0..learningRate");
        require(momentum >= 0 && momentum < 1, "momentum", momentum, "in [0, 1)");
        require(
                weightDecay >= 0 && weightDecay < POSITIVE_INFINITY,
                "weightDecay",
                weightDecay,
                "finite and at least 0");
        Schedule.of(schedule);
        require(warmupEpochs >= 0 && warmupEpochs <= epochs, "warmupEpochs", warmupEpochs, "in 0..epochs");
        require(plateauPatience >= 1, "plateauPatience", plateauPatience, "at least 1");
        Loss.of(loss);
        require(ema >= 0 && ema < 1, "ema", ema, "in [0, 1)");
        require(patience >= 0, "patience", patience, "at least 0");
        require(minDelta >= 0 && minDelta < 1, "minDelta", minDelta, "in [0, 1)");
        require(augment != null, "augment", augment, "given; \"none\" for none");
        require(
                "auto".equals(precision) || "float32".equals(precision) || "bf16".equals(precision),
                "precision",
                precision,
                "auto, float32 or bf16");
        require(segments >= 1, "segments", segments, "at least 1");
        require(validateEvery >= 1, "validateEvery", validateEvery, "at least 1");
        require(saveEverySteps >= 0, "saveEverySteps", saveEverySteps, "at least 0");
        require(cacheMiB >= 0, "cacheMiB", cacheMiB, "at least 0");
        require("none".equals(freeze) || ENCODER.equals(freeze), "freeze", freeze, "none or encoder");
        require(encoderRate > 0 && encoderRate <= 1, "encoderRate", encoderRate, "in (0, 1]");
        boolean begun = initFrom != null || pretrained != null;
        require(
                initFrom == null || pretrained == null,
                "initFrom",
                "a model, and pretrained " + pretrained,
                "none where pretrained is given: a model brings its own encoder");
        require(
                begun || !freeze.equals(ENCODER),
                "freeze",
                freeze,
                "none where neither initFrom nor pretrained is given");
        require(
                encoderRate == 1 || !freeze.equals(ENCODER),
                "encoderRate",
                encoderRate,
                "1 where the encoder is frozen");
        if (pretrained != null || freeze.equals(ENCODER) || encoderRate != 1) {
            requireEncoder(network, outline);
        }
    }

    static void requireEncoder(String id, Network network) {
        if (!network.hasEncoder()) {
            throw new IllegalArgumentException(
                    id + " has no encoder to begin with, to freeze or to slow down; these have: "
                            + Arrays.stream(Zoo.values())
                                    .filter(z -> z.outline(3, 1).hasEncoder())
                                    .map(Zoo::id)
                                    .collect(Collectors.joining(", ")));
        }
    }

    /** With the hashes of the files it begins with, as they are now; where these are stated already, nothing is read. */
    public TrainConfig sealed() {
        ObjectNode json = (ObjectNode) Json.treeOf(this);
        if (initFrom != null) {
            json.set("initFrom", Json.treeOf(initFrom.sealed()));
        }
        if (pretrained != null) {
            json.set("pretrained", Json.treeOf(pretrained.sealed()));
        }
        return Json.convert(json, TrainConfig.class);
    }

    /** Is the encoder to stay as it begins? */
    public boolean freezesEncoder() {
        return freeze.equals(ENCODER);
    }

    /** What the network is made for. */
    Network.Spec spec() {
        return new Network.Spec(channels, 1, size, size, 0);
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + rule + ", got " + value);
        }
    }

    /** The recipe that went highest on BUSI for the small networks: docs/results/busi.md. */
    public static TrainConfig of(String network) {
        return new TrainConfig(
                network,
                3,
                256,
                Fit.STRETCH,
                120,
                8,
                1,
                "cpu",
                2,
                1,
                "adamw",
                2e-3,
                1e-5,
                0.9,
                1e-2,
                "cosine",
                1,
                5,
                "unext",
                0.995,
                0,
                1e-4,
                Augment.UPRIGHT,
                "auto",
                1,
                1,
                0,
                2048,
                null,
                null,
                "none",
                1);
    }
}
