package org.delineate.train;

import static java.lang.Double.POSITIVE_INFINITY;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.delineate.file.Plural;
import org.delineate.loss.Loss;
import org.delineate.model.PretrainedEncoder;
import org.delineate.nn.engine.Device;
import org.delineate.nn.layer.Optimizer;
import org.delineate.sample.Augment;
import org.delineate.sample.ChannelOrder;
import org.delineate.sample.Fit;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/**
 * Defines a training run, all but its data.
 *
 * <p>The groups are for readers of the code. In JSON all values lie side by side under the names of their components,
 * and on the command line each is an option of that name ({@link TrainOption}).
 */
public record TrainConfig(
        @Description("Network, by its id, of which `delineate networks` says more: {values} (default: {default}).")
        String network,

        @JsonUnwrapped Variant variant,
        @JsonUnwrapped Input input,
        @JsonUnwrapped Loop loop,
        @JsonUnwrapped Descent descent,
        @JsonUnwrapped Rate rate,
        @JsonUnwrapped Start start,
        @JsonUnwrapped Resources resources) {

    /** Says in which form the network is made. */
    public record Variant(
            @Description("Logits per pixel: 1 = lesion, 2 = background and lesion.")
            int classes,

            @Description("Channels of the network's first level, 0 = as published; few networks can be narrower.")
            int base) {
        public Variant {
            require(classes == 1 || classes == 2, "classes", classes, "1 or 2");
            require(base >= 0, "base", base, "at least 0");
        }
    }

    /** Says what the network is given. */
    public record Input(
            @Description("Channels of the input: 3 = colour, 1 = grey.")
            int channels,

            @Description("Order of the input's colours: rgb, or bgr as OpenCV reads them.")
            ChannelOrder channelOrder,

            @Description("Height and width of the input in pixels.")
            int size,

            @Description("How an image fills the input: stretch or pad.")
            Fit fit,

            @Description("Augmentation: {values}; single transforms in a --config file."
                    + " For networks whose encoder comes with the program: ultrasound.")
            Augment augment) {
        public Input {
            require(channels == 1 || channels == 3, "channels", channels, "1 or 3");
            require(channelOrder != null, "channelOrder", channelOrder, "one of " + List.of(ChannelOrder.values()));
            require(
                    channels == 3 || channelOrder == ChannelOrder.RGB,
                    "channelOrder",
                    channelOrder,
                    "rgb where there is 1 channel");
            require(fit != null, "fit", fit, "one of " + List.of(Fit.values()));
            require(augment != null, "augment", augment, "given; \"none\" for none");
        }
    }

    /** Says how long training goes on, in which order, and when it validates and saves. */
    public record Loop(
            @Description("Passes over the training cases. For networks whose encoder comes with the program: 60.")
            int epochs,

            @Description("Images per batch.") int batch,

            @Description("Seed of weights, order and augmentation, and of the split if none is given.")
            long seed,

            @Description(
                    "Epochs between validations; 0 = never: no images are held out, and the model has the weights of the last"
                            + " epoch.")
            int validateEvery,

            @Description("Validations without improvement before training stops early; 0 = never.")
            int patience,

            @Description("Smallest gain in validation Dice that counts as an improvement.")
            double minDelta,

            @Description("Steps between checkpoints within an epoch; 0 = only at its end.")
            int saveEverySteps) {
        public Loop {
            require(epochs >= 1, "epochs", epochs, "at least 1");
            require(batch >= 1, "batch", batch, "at least 1");
            require(validateEvery >= 0, "validateEvery", validateEvery, "at least 0");
            require(patience >= 0, "patience", patience, "at least 0");
            require(
                    patience == 0 || validateEvery > 0,
                    "patience",
                    patience,
                    "0 where nothing is validated (validateEvery 0)");
            require(minDelta >= 0 && minDelta < 1, "minDelta", minDelta, "in [0, 1)");
            require(saveEverySteps >= 0, "saveEverySteps", saveEverySteps, "at least 0");
        }

        /** Is a part of the images held out to choose the epoch? */
        public boolean validates() {
            return validateEvery > 0;
        }
    }

    /** Says what a step minimises, and how it changes the weights. */
    public record Descent(
            @Description("Loss, by its id: {values}.") String loss,

            @Description("Models to learn from beside the masks (distillation): files, with commas between.")
            List<HashedFile> teachers,

            @Description("Optimizer: {values}.") String optimizer,

            @Description("First decay of Adam (beta1), or momentum of SGD.")
            double momentum,

            @Description("Weight decay of the optimizer.") double weightDecay,

            @Description("Decay of the moving average of the weights; 0 = none.")
            double ema) {
        public Descent {
            Loss.of(loss);
            teachers = HashedFile.all(teachers);
            Optimizer.Rule.of(optimizer);
            require(momentum >= 0 && momentum < 1, "momentum", momentum, "in [0, 1)");
            require(
                    weightDecay >= 0 && weightDecay < POSITIVE_INFINITY,
                    "weightDecay",
                    weightDecay,
                    "finite and at least 0");
            require(ema >= 0 && ema < 1, "ema", ema, "in [0, 1)");
        }

        private Descent sealed() {
            List<HashedFile> known = teachers.stream().map(HashedFile::sealed).toList();
            return new Descent(loss, known, optimizer, momentum, weightDecay, ema);
        }
    }

    /** Gives the learning rate of each step. */
    public record Rate(
            @Description("Learning rate after warm-up, where the schedule begins."
                    + " For networks whose encoder comes with the program: 0.001.")
            double learningRate,

            @Description("Learning rate below which the schedule does not go.")
            double minLearningRate,

            @Description("Schedule of the learning rate: {values}.")
            String schedule,

            @Description("Epochs over which the learning rate rises from zero; may be a fraction.")
            double warmupEpochs,

            @Description("Validations without improvement before schedule plateau halves the learning rate.")
            int plateauPatience) {
        public Rate {
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
            Schedule.of(schedule);
            require(plateauPatience >= 1, "plateauPatience", plateauPatience, "at least 1");
        }

        /** Gives the learning rate of the next step. */
        double at(Progress progress, int batches, int epochs) {
            double done = progress.epoch() + (double) progress.batch() / batches;
            double warm = (done + 1.0 / batches) / warmupEpochs; // infinite without warm-up
            double rate = Schedule.of(schedule)
                    .rate(
                            learningRate,
                            minLearningRate,
                            done / epochs,
                            progress.reduction().plateau());
            return rate * Math.min(1, warm);
        }

        /**
         * Says how the schedule goes on where the number of epochs has changed: it depends on the finished share of all
         * of them.
         *
         * @throws IllegalArgumentException where no epoch is left
         */
        String goesOn(Progress progress, int batches, int formerEpochs, int epochs) {
            require(
                    epochs > progress.epoch(),
                    ChangedValue.EPOCHS,
                    epochs,
                    "more than the " + progress.epoch() + " that the run has finished");
            return String.format(
                    Locale.ROOT,
                    "%s over %d epochs: epoch %d goes on at a learning rate of %.1e, not %.1e as of %s",
                    schedule,
                    epochs,
                    progress.epoch() + 1,
                    at(progress, batches, epochs),
                    at(progress, batches, formerEpochs),
                    Plural.of(formerEpochs, "epoch"));
        }
    }

    /** Says which weights training starts from, and how the encoder learns. */
    public record Start(
            @Description(
                    "Model of the same network whose weights training starts from (fine-tuning): a file, or the name of"
                            + " one that comes with the program.")
            HashedFile initFrom,

            @Description(
                    "Weights that the encoder starts from: a file, or openimages for those that come with the program,"
                            + " with which unet-mobilenet-v2 and its slim forms start unless it is none.")
            HashedFile pretrained,

            @Description("What is not trained: none or encoder (its batch norms keep their statistics).")
            String freeze,

            @Description("Factor of the learning rate in the encoder, such as 0.1 if it is pretrained."
                    + " For networks whose encoder comes with the program: 0.3.")
            double encoderRate) {
        private static final String NONE = "none";
        private static final String ENCODER = "encoder";

        /** Random weights. */
        static final Start RANDOM = new Start(null, null, NONE, 1);

        /** The encoder that comes with the program. */
        static Start pretrained(PretrainedEncoder encoder, double rate) {
            return new Start(null, new HashedFile(encoder.id(), null), NONE, rate);
        }

        public Start {
            require(NONE.equals(freeze) || ENCODER.equals(freeze), "freeze", freeze, "none or encoder");
            require(encoderRate > 0 && encoderRate <= 1, "encoderRate", encoderRate, "in (0, 1]");
            require(
                    initFrom == null || pretrained == null,
                    "initFrom",
                    "a model, and pretrained " + pretrained,
                    "none where pretrained is given: a model brings its own encoder");
            boolean frozen = freeze.equals(ENCODER);
            require(
                    !frozen || initFrom != null || pretrained != null,
                    "freeze",
                    freeze,
                    "none where neither initFrom nor pretrained is given");
            require(!frozen || encoderRate == 1, "encoderRate", encoderRate, "1 where the encoder is frozen");
        }

        /** Does the encoder keep the weights that it starts from? */
        boolean freezesEncoder() {
            return freeze.equals(ENCODER);
        }

        private boolean needsEncoder() {
            return pretrained != null || freezesEncoder() || encoderRate != 1;
        }

        private Start sealed() {
            return new Start(
                    initFrom == null ? null : initFrom.sealed(),
                    pretrained == null ? null : pretrained.sealed(),
                    freeze,
                    encoderRate);
        }
    }

    /** Says what computes, and what may be spent on it. */
    public record Resources(
            @Description("Device that computes: {values}.") String device,

            @Description("Precision of the network: auto, float32 or bf16.")
            String precision,

            @Description("Threads of the engine; results depend on their number in the last bits.")
            int threads,

            @Description("Threads that read and augment images.")
            int loaderThreads,

            @Description("Memory for resized training images, in MiB.")
            int cacheMiB,

            @Description("Segments for gradient checkpointing: less memory, more time; 1 = none.")
            int segments) {
        public Resources {
            Device.of(device);
            require(
                    "auto".equals(precision) || "float32".equals(precision) || "bf16".equals(precision),
                    "precision",
                    precision,
                    "auto, float32 or bf16");
            require(threads >= 1, "threads", threads, "at least 1");
            require(loaderThreads >= 1, "loaderThreads", loaderThreads, "at least 1");
            require(cacheMiB >= 0, "cacheMiB", cacheMiB, "at least 0");
            require(segments >= 1, "segments", segments, "at least 1");
        }
    }

    public TrainConfig {
        Network outline = Zoo.of(network).outline(spec(variant, input));
        if (variant.base != 0) {
            requireBase(network, variant.base);
        }
        outline.requireSize(input.size, input.size);
        require(
                rate.warmupEpochs >= 0 && rate.warmupEpochs <= loop.epochs,
                "warmupEpochs",
                rate.warmupEpochs,
                "in 0..epochs");
        require(
                loop.validates() || Schedule.of(rate.schedule) != Schedule.PLATEAU,
                "schedule",
                rate.schedule,
                "another than plateau where nothing is validated (validateEvery 0)");
        if (start.needsEncoder()) {
            requireEncoder(network, outline);
        }
    }

    private static void requireBase(String id, int base) {
        if (!Zoo.of(id).hasBase()) {
            throw new IllegalArgumentException("base must be 0 for " + id + "; these can be made narrower: "
                    + Arrays.stream(Zoo.values())
                            .filter(Zoo::hasBase)
                            .map(Zoo::id)
                            .collect(Collectors.joining(", "))
                    + ", got " + base);
        }
    }

    static void requireEncoder(String id, Network network) {
        if (!network.hasEncoder()) {
            throw new IllegalArgumentException(
                    id + " has no encoder that could be pretrained, frozen or slowed down; these have: "
                            + Arrays.stream(Zoo.values())
                                    .filter(z -> z.outline(3, 1).hasEncoder())
                                    .map(Zoo::id)
                                    .collect(Collectors.joining(", ")));
        }
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + rule + ", got " + value);
        }
    }

    /** Adds the hashes of the files that it starts from, as they are now; a hash that is stated already stays. */
    public TrainConfig sealed() {
        return new TrainConfig(network, variant, input, loop, descent.sealed(), rate, start.sealed(), resources);
    }

    /** Makes what turns an image into the network's input. */
    Preprocess preprocess() {
        Preprocess usual =
                Preprocess.of(input.channels, input.size).withFit(input.fit).withChannelOrder(input.channelOrder);
        return Optional.ofNullable(start.pretrained)
                .flatMap(p -> PretrainedEncoder.find(p.file()))
                .map(e -> usual.withNormalisation(e.mean(input.channels), e.std(input.channels)))
                .orElse(usual);
    }

    /** Says what the network is made for. */
    Network.Spec spec() {
        return spec(variant, input);
    }

    private static Network.Spec spec(Variant variant, Input input) {
        return new Network.Spec(input.channels, variant.classes, input.size, input.size, variant.base);
    }
}
