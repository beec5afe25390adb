package org.delineate.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.delineate.cli.console.Section;
import org.delineate.cli.console.UsageErrors;
import org.delineate.file.Json;
import org.delineate.sample.ChannelOrder;
import org.delineate.sample.Fit;
import org.delineate.sample.Preprocess;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How images become the input of a network that was trained elsewhere. */
@Section("Preprocessing")
public final class PreprocessOptions {
    private static final int SIZE = 256;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--preprocess",
            paramLabel = "HOW",
            defaultValue = "imagenet",
            description = {
                "Normalisation that the network was trained with: imagenet (ImageNet's mean and standard"
                        + " deviation), unit (0 to 1),"
                        + " signed (-1 to 1), or a JSON file with all of channels, height, width, fit, mean, std"
                        + " (default: ${DEFAULT-VALUE})."
            })
    private String how;

    @Option(
            names = "--size",
            paramLabel = "N|HxW",
            description = "Height and width of the input in pixels (default: 256).")
    private String size;

    @Option(
            names = "--fit",
            paramLabel = "NAME",
            description = "How an image fills the input: stretch or pad (default: stretch).")
    private String fit;

    @Option(
            names = "--channel-order",
            paramLabel = "NAME",
            description = "Order of the input's colours: rgb, or bgr as OpenCV reads them (default: rgb).")
    private String channelOrder;

    /** @throws ParameterException naming what is known */
    public Preprocess of(int channels) {
        return UsageErrors.checked(command, () -> {
            Preprocess square = switch (how) {
                case "imagenet" -> Preprocess.of(channels, SIZE);
                case "unit" -> scaled(channels, 0, 1);
                case "signed" -> scaled(channels, 0.5f, 0.5f);
                default -> file();
            };
            int[] sides = sides(square);
            return new Preprocess(
                    square.channels(),
                    channelOrder == null ? square.channelOrder() : named(ChannelOrder.class, channelOrder),
                    sides[0],
                    sides[1],
                    fit == null ? square.fit() : named(Fit.class, fit),
                    square.mean(),
                    square.std(),
                    square.white());
        });
    }

    private static <E extends Enum<E>> E named(Class<E> names, String name) {
        return Arrays.stream(names.getEnumConstants())
                .filter(e -> e.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown \"" + name + "\"; known: " + Arrays.toString(names.getEnumConstants())));
    }

    private static Preprocess scaled(int channels, float mean, float std) {
        List<Float> means = Collections.nCopies(channels, mean);
        return new Preprocess(channels, SIZE, SIZE, Fit.STRETCH, means, Collections.nCopies(channels, std));
    }

    private Preprocess file() {
        Path file = Path.of(how);
        if (!Files.exists(file) && !how.endsWith(".json")) {
            throw new IllegalArgumentException(
                    "--preprocess is imagenet, unit, signed or a JSON file, not \"" + how + "\"");
        }
        return Json.read(file, Preprocess.class);
    }

    private int[] sides(Preprocess square) {
        if (size == null) {
            return new int[] {square.height(), square.width()};
        }
        if (!size.matches("\\d{1,5}(x\\d{1,5})?")) {
            throw new IllegalArgumentException("--size is N or HEIGHTxWIDTH, not \"" + size + "\"");
        }
        String[] sides = size.split("x");
        return new int[] {Integer.parseInt(sides[0]), Integer.parseInt(sides[sides.length - 1])};
    }
}
