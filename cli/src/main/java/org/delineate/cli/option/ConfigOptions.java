package org.delineate.cli.option;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.train.PartialConfig;
import org.delineate.train.TrainConfig;
import org.delineate.train.TrainOption;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Gives `train` an option for each value of a {@link TrainConfig}: {@code --learning-rate} for learningRate. */
public final class ConfigOptions {
    private ConfigOptions() {}

    /** @param engine waits until the engine is loaded: the defaults ask it */
    public static void addTo(CommandSpec command, Runnable engine) {
        for (TrainOption option : TrainOption.all()) {
            boolean hasDefault = !option.name().equals("network");
            command.addOption(OptionSpec.builder(option.option())
                    .type(String.class)
                    .userObject(option.group())
                    .completionCandidates(option.values())
                    .paramLabel(label(option))
                    .description(hasDefault ? withDefault(option.description()) : option.description())
                    .build());
        }
        command.defaultValueProvider(new Defaults(engine));
    }

    private static String withDefault(String sentence) {
        return sentence.replaceFirst("\\.$", "") + " (default: ${DEFAULT-VALUE}).";
    }

    private static String label(TrainOption option) {
        return option.isFile() ? "FILE" : option.type().isPrimitive() ? "N" : "NAME";
    }

    /** Collects the values that were given, by the names of their components. */
    public static Map<String, String> given(ParseResult parsed) {
        Map<String, String> given = new LinkedHashMap<>();
        for (TrainOption option : TrainOption.all()) {
            String name = option.option();
            if (parsed.hasMatchedOption(name)) {
                given.put(option.name(), parsed.matchedOptionValue(name, ""));
            }
        }
        return given;
    }

    /**
     * Asked only where this command is used: the configuration's own rules need the engine, which takes a second to
     * load.
     */
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
                Map<String, String> defaults = PartialConfig.defaults();
                TrainOption.all().forEach(option -> values.put(option.option(), defaults.get(option.name())));
            }
            return argument instanceof OptionSpec option ? values.get(option.longestName()) : null;
        }
    }
}
