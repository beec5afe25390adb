package org.delineate.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.delineate.file.BundledFile;

/** Encoders whose pretrained weights come with the program. */
public enum PretrainedEncoder {
    /** MobileNetV2 trained on Open Images V4, of colours scaled to -1..1 (Apache-2.0): models/encoders/README.md. */
    OPENIMAGES("encoders/mobilenet-v2-openimages.safetensors", 0.5f, 0.5f);

    private final String file;
    private final float mean;
    private final float std;

    PretrainedEncoder(String file, float mean, float std) {
        this.file = file;
        this.mean = mean;
        this.std = std;
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
