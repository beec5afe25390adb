package org.delineate.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.delineate.file.BundledFile;
import org.delineate.zoo.Zoo;

/** Encoders whose pretrained weights come with the program. */
public enum PretrainedEncoder {
    /** MobileNetV2 trained on Open Images V4, of colours scaled to -1..1 (Apache-2.0): models/encoders/README.md. */
    OPENIMAGES(
            "encoders/mobilenet-v2-openimages.safetensors",
            0.5f,
            0.5f,
            Zoo.UNET_MOBILENET_V2,
            Zoo.UNET_MOBILENET_V2_SLIM,
            Zoo.UNET_MOBILENET_V2_SLIM_DS);

    private final String file;
    private final float mean;
    private final float std;
    private final List<Zoo> networks;

    PretrainedEncoder(String file, float mean, float std, Zoo... networks) {
        this.file = file;
        this.mean = mean;
        this.std = std;
        this.networks = List.of(networks);
    }

    /** Finds the encoder whose weights a network can start from; empty where none comes with the program. */
    public static Optional<PretrainedEncoder> of(Zoo network) {
        return Arrays.stream(values()).filter(e -> e.networks.contains(network)).findFirst();
    }

    /** Finds the encoder of this name; empty where it is the path of a file. */
    public static Optional<PretrainedEncoder> find(String name) {
        return Arrays.stream(values()).filter(e -> e.id().equals(name)).findFirst();
    }

    /** The name in lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Path path() {
        return BundledFile.of(PretrainedEncoder.class, file);
    }

    /** The mean that its input is normalised with, for each channel. */
    public List<Float> mean(int channels) {
        return Collections.nCopies(channels, mean);
    }

    /** The standard deviation that its input is normalised with, for each channel. */
    public List<Float> std(int channels) {
        return Collections.nCopies(channels, std);
    }
}
