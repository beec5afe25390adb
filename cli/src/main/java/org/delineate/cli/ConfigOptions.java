package org.delineate.cli;

import static java.util.Map.entry;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.delineate.train.ConfigPart;
import org.delineate.train.Origin;
import org.delineate.train.TrainConfig;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** One option for each component of a {@link TrainConfig}, with its name: {@code --learning-rate} for learningRate. */
final class ConfigOptions {
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            entry("network", "Id of the network, see `delineate networks`."),
            entry("channels", "3 = colour, 1 = grey."),
            entry("size", "Height and width of the network's input."),
            entry("fit", "How a picture fills that square: stretch or pad."),
            entry("epochs", "Passes over the training cases."),
            entry("batch", "Pictures per step."),
            entry("seed", "Of weights, order, augmentation, and the split where none is given."),
            entry("device", "One of cpu, cuda."),
            entry("threads", "Threads of the engine; results depend on their number in the last bits."),
            entry("loaderThreads", "Threads that decode and augment."),
            entry("optimizer", "One of adam, adamw, sgd."),
            entry("learningRate", "Base learning rate."),
            entry("minLearningRate", "Floor of the schedule."),
            entry("momentum", "beta1 of Adam, momentum of SGD."),
            entry("weightDecay", "Of the optimizer."),
            entry("schedule", "One of constant, cosine, polynomial, plateau."),
            entry("warmupEpochs", "Epochs over which the rate rises from zero."),
            entry("plateauPatience", "Validations without progress before the rate is halved (plateau)."),
            entry("loss", "Id of the loss."),
            entry("ema", "Decay of the running average of the weights, 0 = none."),
            entry("patience", "Validations without progress before training stops, 0 = never."),
            entry("minDelta", "What counts as progress of the validation Dice."),
            entry("augment", "One of none, flips, light, upright, strong; single changes in a --config file."),
            entry("precision", "One of auto, float32, bf16."),
            entry("segments", "Parts of the network computed again in backward: less memory, more time; 1 = none."),
            entry("validateEvery", "Epochs between validations."),
            entry("saveEverySteps", "Further checkpoints inside an epoch, 0 = at its end only."),
            entry("cacheMiB", "Memory for decoded training pictures."),
            entry("initFrom", "Model of the same network to begin with: fine-tuning."),
            entry("pretrained", "Weights of the encoder to begin with."),
            entry("freeze", "One of none, encoder: not trained, its batch norms keep their statistics."),
            entry("encoderRate", "Factor of the learning rate in the encoder, 0.1 for a pretrained one."));

    private ConfigOptions() {}

    /** @param engine waits until the engine is loaded: the defaults ask it */
    static void addTo(CommandSpec command, Runnable engine) {
        for (RecordComponent component : TrainConfig.class.getRecordComponents()) {
            command.addOption(OptionSpec.builder(option(component.getName()))
                    .type(String.class)
                    .paramLabel(label(component.getType()))
                    .description(MEANINGS.get(component.getName())
                            + (component.getName().equals("network") ? "" : " Default: ${DEFAULT-VALUE}."))
                    .build());
        }
        command.defaultValueProvider(new Defaults(engine));
    }

    private static String label(Class<?> type) {
        return type == Origin.class ? "FILE" : type.isPrimitive() ? "N" : "NAME";
    }

    /** What was given, by the names of the components. */
    static Map<String, String> given(ParseResult parsed) {
        Map<String, String> given = new LinkedHashMap<>();
        for (RecordComponent component : TrainConfig.class.getRecordComponents()) {
            String option = option(component.getName());
            if (parsed.hasMatchedOption(option)) {
                given.put(component.getName(), parsed.matchedOptionValue(option, ""));
            }
        }
        return given;
    }

    /** Asked only where this command is used: the configuration's own rules need the engine, which takes a second to load. */
    private static final class Defaults implements IDefaultValueProvider {
        private final Runnable engine;
        private Map<String, String> values;

        Defaults(Runnable engine) {
            this.engine = engine;
        }

        @Override
        public String defaultValue(ArgSpec argument) {
            if (values == null) {
                engine.run();
                values = new HashMap<>();
                ConfigPart.defaults().forEach((component, value) -> values.put(option(component), value));
            }
            return argument instanceof OptionSpec option ? values.get(option.longestName()) : null;
        }
    }

    static String option(String component) {
        return "--"
                + component
                        .replace("MiB", "Mib")
                        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                        .toLowerCase(Locale.ROOT);
    }
}
