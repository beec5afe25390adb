package org.delineate.train;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.file.Printable;
import org.delineate.loss.Loss;
import org.delineate.nn.layer.Optimizer;
import org.delineate.sample.Augment;
import org.delineate.zoo.Zoo;

/**
 * One value of a {@link TrainConfig}, as the command line, configuration files and the documentation name and explain
 * it.
 *
 * @param group heading under which it stands
 * @param name of the component, which is also its key in JSON
 * @param type of the component: a number, a text, a file, or a list of files
 * @param values the names that it takes; none where it takes numbers or files
 */
public record TrainOption(String group, String name, Class<?> type, String description, List<String> values) {
    private static final String VALUES = "{values}";
    private static final String DEFAULT = "{default}";
    private static final String NETWORK = Recipe.NETWORK.id(); // the one default that is no number
    private static final Map<String, String> GROUPS = Map.of(
            "Input", "Input",
            "Loop", "Training loop",
            "Descent", "Loss and optimizer",
            "Rate", "Learning rate",
            "Start", "Initial weights",
            "Resources", "Machine");

    private static final List<TrainOption> ALL = of(TrainConfig.class).toList();

    /** Lists the values of a configuration in its order, those of a group one after the other. */
    public static List<TrainOption> all() {
        return ALL;
    }

    /** Names the option of the command line: {@code --learning-rate} for learningRate. */
    public String option() {
        return "--"
                + name.replace("MiB", "Mib")
                        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                        .toLowerCase(Locale.ROOT);
    }

    /** Whether it takes the path of a file, or several. */
    public boolean isFile() {
        return type == HashedFile.class || type == List.class;
    }

    /** @throws IllegalArgumentException for an unknown name, which lists those there are */
    static TrainOption named(String name) {
        return ALL.stream()
                .filter(option -> option.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a configuration has no " + Printable.quoted(name)
                        + "; it has " + ALL.stream().map(TrainOption::name).collect(Collectors.joining(", "))));
    }

    /** Lists the values of a record: a component without a description is a group of further ones. */
    static Stream<TrainOption> of(Class<?> group) {
        return Arrays.stream(group.getRecordComponents()).flatMap(component -> {
            Description text = component.getAnnotation(Description.class);
            return text == null ? of(component.getType()) : Stream.of(of(component, text.value()));
        });
    }

    private static TrainOption of(RecordComponent component, String text) {
        List<String> values = values(component);
        String group = component.getDeclaringRecord().getSimpleName();
        return new TrainOption(
                GROUPS.getOrDefault(group, "Network"),
                component.getName(),
                component.getType(),
                text.replace(VALUES, String.join(", ", values)).replace(DEFAULT, NETWORK),
                values);
    }

    private static List<String> values(RecordComponent component) {
        if (component.getType().isEnum()) {
            return Arrays.stream(component.getType().getEnumConstants())
                    .map(e -> e.toString().toLowerCase(Locale.ROOT))
                    .toList();
        }
        return switch (component.getName()) {
            case "network" -> Zoo.ids();
            case "augment" -> Augment.presets();
            case "loss" -> Loss.ids();
            case "optimizer" -> Optimizer.Rule.ids();
            case "schedule" -> Schedule.ids();
            case "freeze" -> List.of("none", "encoder");
            case "device" -> List.of("cpu", "cuda");
            case "precision" -> List.of("auto", "float32", "bf16");
            default -> List.of();
        };
    }
}
