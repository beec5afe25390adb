package org.delineate.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.delineate.file.BundledFile;

/** Trained models that come with the program; the card of each, models/NAME.md, says what it was measured to do. */
public enum ShippedModel {
    /** Breast lesions in ultrasound, as accurately as measured: the default. */
    BREAST_ULTRASOUND("lesions in breast ultrasound"),
    /** The same from images of 128x128 without their mirrors: an eighth of the computation, 1.5 points of Dice less. */
    BREAST_ULTRASOUND_FAST("lesions in breast ultrasound, where speed counts more than 1.5 points of Dice"),
    ;

    /** The model that commands take where none is given. */
    public static final ShippedModel DEFAULT = BREAST_ULTRASOUND;

    private final String purpose;

    ShippedModel(String purpose) {
        this.purpose = purpose;
    }

    /** Finds the model of this name; empty where it is the path of a file. */
    public static Optional<ShippedModel> find(String name) {
        return Arrays.stream(values()).filter(m -> m.id().equals(name)).findFirst();
    }

    /** The name in lower case with hyphens. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it delineates, in a few words. */
    public String purpose() {
        return purpose;
    }

    /** The file; from inside a jar it is copied, once, to a temporary one. */
    public Path path() {
        return BundledFile.of(ShippedModel.class, id() + ".safetensors");
    }

    /** The text of its card, in Markdown. */
    public Path card() {
        return BundledFile.of(ShippedModel.class, id() + ".md");
    }

    /** Loads it; see {@link Model#load}. */
    public Model load() {
        return Model.load(path());
    }
}
