package org.delineate.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.file.Printable;

/**
 * One value of a {@link TrainConfig}, as the command line, configuration files and the documentation name and explain
 * it.
 *
 * @param name of the component, which is also its key in JSON
 * @param type of the component: a number, a text, or a file
 */
public record TrainOption(String name, Class<?> type, String description) {
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
            TrainConfig.Description text = component.getAnnotation(TrainConfig.Description.class);
            return text == null
                    ? of(component.getType())
                    : Stream.of(new TrainOption(component.getName(), component.getType(), text.value()));
        });
    }
}
