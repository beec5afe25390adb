package org.delineate.cli.option;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.delineate.denoise.Denoiser;
import org.delineate.file.UnknownName;
import org.delineate.model.ShippedModel;
import org.delineate.report.Metric;
import org.delineate.zoo.Zoo;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The names that an option takes: the help lists them, shells complete them, and others are refused before anything
 * begins.
 */
public abstract class Known implements Iterable<String>, ITypeConverter<String> {
    private final String kind;
    private final List<String> names;

    private Known(String kind, List<String> names) {
        this.kind = kind;
        this.names = names;
    }

    @Override
    public Iterator<String> iterator() {
        return names.iterator();
    }

    @Override
    public String convert(String name) {
        try {
            return require(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** @throws IllegalArgumentException for an unknown name, which lists those there are */
    public String require(String name) {
        if (!names.contains(name)) {
            throw UnknownName.of(kind, name, names);
        }
        return name;
    }

    /** The ids of the networks. */
    public static final class Networks extends Known {
        Networks() {
            super("network", Zoo.ids());
        }
    }

    /** The models that come with the program. */
    public static final class Models extends Known {
        public Models() {
            super(
                    "model",
                    Arrays.stream(ShippedModel.values()).map(ShippedModel::id).toList());
        }
    }

    /** The engines, and the choice between them. */
    public static final class Engines extends Known {
        Engines() {
            super("engine", List.of("auto", "libtorch", "onnx"));
        }
    }

    /** The precisions, and the choice between them. */
    public static final class Precisions extends Known {
        Precisions() {
            super("precision", List.of("auto", "float32", "bf16", "int8"));
        }
    }

    /** The devices. */
    public static final class Devices extends Known {
        Devices() {
            super("device", List.of("cpu", "cuda"));
        }
    }

    /** The rules that clean masks. */
    public static final class PostProcesses extends Known {
        PostProcesses() {
            super("post-processing", List.of("none", "rca-iunet"));
        }
    }

    /** The filters against noise. */
    public static final class Denoisers extends Known {
        Denoisers() {
            super("filter", Arrays.stream(Denoiser.values()).map(Denoiser::id).toList());
        }
    }

    /** The metrics of an evaluation. */
    public static final class Metrics extends Known {
        Metrics() {
            super("metric", Metric.ids());
        }
    }

    /** The places that a person would point at. */
    public static final class Focuses extends Known {
        Focuses() {
            super("focus", List.of("box", "loose-box", "click"));
        }
    }

    /** The ways to find the ranges of int8. */
    public static final class Calibrations extends Known {
        Calibrations() {
            super("calibration", List.of("percentile", "entropy"));
        }
    }
}
