package org.delineate.sample;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.file.UnknownName;
import org.delineate.random.SplitMix64;

/**
 * A random augmentation of training samples; its JSON is one object without the groups.
 *
 * @param spatial moves picture and mask together, in one resampling
 * @param intensity changes values of the picture and leaves the mask
 * @param mixing joins samples of one batch
 */
public record Augment(
        @JsonUnwrapped Spatial spatial,
        @JsonUnwrapped Intensity intensity,
        @JsonUnwrapped Mixing mixing) {
    /**
     * Flips, rotation, scaling, translation and elastic deformation; what is left out (null) is never applied.
     *
     * @param flipHorizontal probability of mirroring left and right
     * @param flipVertical probability of mirroring top and bottom
     * @param quarterTurns probability of a rotation by 90, 180 or 270 degrees; by 180 degrees where height and width
     *     differ
     * @param rotateDegrees counter-clockwise about the centre
     * @param scale factor about the centre; above 1 magnifies
     * @param shift down and right, drawn independently, as a fraction of height and width
     * @param elastic largest displacement of a pixel, as a fraction of the shorter side
     * @param elasticSmoothness standard deviation of the smoothing of the displacements, as a fraction of the shorter
     *     side
     */
    public record Spatial(
            Double flipHorizontal,
            Double flipVertical,
            Double quarterTurns,
            RandomRange rotateDegrees,
            RandomRange scale,
            RandomRange shift,
            RandomRange elastic,
            Double elasticSmoothness) {
        public static final Spatial NONE = new Spatial(null, null, null, null, null, null, null, null);

        public Spatial {
            flipHorizontal = within("flipHorizontal", flipHorizontal, 0, 0, 1);
            flipVertical = within("flipVertical", flipVertical, 0, 0, 1);
            quarterTurns = within("quarterTurns", quarterTurns, 0, 0, 1);
            rotateDegrees = within("rotateDegrees", rotateDegrees, -180, 180);
            scale = within("scale", scale, 0.25, 4);
            shift = within("shift", shift, -1, 1);
            elastic = within("elastic", elastic, 0, 0.25);
            elasticSmoothness = within("elasticSmoothness", elasticSmoothness, 0.04, 0.01, 1);
        }

        /** Flips and quarter turns alone. */
        static Spatial flips(Double horizontal, Double vertical, Double quarterTurns) {
            return new Spatial(horizontal, vertical, quarterTurns, null, null, null, null, null);
        }
    }

    /**
     * Blur, contrast, brightness and noise; what is left out (null) is never applied.
     *
     * @param blurPx standard deviation of a Gaussian blur
     * @param contrast factor about the picture's mean
     * @param brightness value that is added
     * @param gamma exponent
     * @param speckle standard deviation of multiplicative noise, equal for all channels
     * @param noise standard deviation of additive Gaussian noise
     * @param callipers pairs of marks that are burnt in anywhere: {@link CalliperMarks}
     */
    public record Intensity(
            RandomRange blurPx,
            RandomRange contrast,
            RandomRange brightness,
            RandomRange gamma,
            RandomRange speckle,
            RandomRange noise,
            RandomRange callipers) {
        public static final Intensity NONE = new Intensity(null, null, null, null, null, null, null);

        public Intensity {
            blurPx = within("blurPx", blurPx, 0, 16);
            contrast = within("contrast", contrast, 0, 4);
            brightness = within("brightness", brightness, -1, 1);
            gamma = within("gamma", gamma, 0.25, 4);
            speckle = within("speckle", speckle, 0, 1);
            noise = within("noise", noise, 0, 1);
            callipers = within("callipers", callipers, 0, 20);
        }
    }

    /**
     * What joins samples; what is left out (null) is never applied.
     *
     * @param cutMix share of the picture that another one of the batch takes: {@link CutMix}
     */
    public record Mixing(RandomRange cutMix) {
        public static final Mixing NONE = new Mixing(null);

        public Mixing {
            cutMix = within("cutMix", cutMix, 0, 1);
        }
    }

    /** Samples by themselves. */
    public Augment(Spatial spatial, Intensity intensity) {
        this(spatial, intensity, Mixing.NONE);
    }

    public static final Augment NONE = new Augment(Spatial.NONE, Intensity.NONE);

    /** Flips and quarter turns: moves pixels, interpolates none. */
    public static final Augment FLIPS = new Augment(Spatial.flips(0.5, 0.5, 0.5), Intensity.NONE);

    /** Flips and a little rotation, scaling and translation. */
    public static final Augment LIGHT = new Augment(
            new Spatial(
                    0.5,
                    0.5,
                    null,
                    new RandomRange(0.5, -10, 10),
                    new RandomRange(0.5, 0.9, 1.1),
                    new RandomRange(0.5, -0.05, 0.05),
                    null,
                    null),
            Intensity.NONE);

    /** For pictures with an up and a down, such as ultrasound: no vertical flips, moderate geometry and intensities. */
    public static final Augment UPRIGHT = new Augment(
            new Spatial(
                    0.5,
                    null,
                    null,
                    new RandomRange(0.5, -15, 15),
                    new RandomRange(0.6, 0.8, 1.25),
                    new RandomRange(0.5, -0.1, 0.1),
                    new RandomRange(0.2, 0.01, 0.04),
                    0.04),
            new Intensity(
                    null,
                    new RandomRange(0.4, 0.8, 1.25),
                    new RandomRange(0.4, -0.1, 0.1),
                    new RandomRange(0.3, 0.7, 1.4),
                    new RandomRange(0.2, 0.02, 0.1),
                    null,
                    null));

    /** As {@link #UPRIGHT} over wider ranges, with blur and noise: for a pretrained network on few pictures. */
    public static final Augment ULTRASOUND = new Augment(
            new Spatial(
                    0.5,
                    null,
                    null,
                    new RandomRange(0.6, -20, 20),
                    new RandomRange(0.8, 0.7, 1.4),
                    new RandomRange(0.6, -0.12, 0.12),
                    new RandomRange(0.3, 0.01, 0.05),
                    0.04),
            new Intensity(
                    new RandomRange(0.2, 0.5, 1.5),
                    new RandomRange(0.5, 0.6, 1.5),
                    new RandomRange(0.4, -0.15, 0.15),
                    new RandomRange(0.5, 0.6, 1.7),
                    new RandomRange(0.3, 0.02, 0.15),
                    new RandomRange(0.2, 0.01, 0.04),
                    null));

    /** All of them, over wide ranges. */
    public static final Augment STRONG = new Augment(
            new Spatial(
                    0.5,
                    0.5,
                    0.5,
                    new RandomRange(0.5, -20, 20),
                    new RandomRange(0.5, 0.8, 1.25),
                    new RandomRange(0.5, -0.1, 0.1),
                    new RandomRange(0.3, 0.01, 0.05),
                    0.04),
            new Intensity(
                    new RandomRange(0.2, 0.5, 1.5),
                    new RandomRange(0.5, 0.8, 1.25),
                    new RandomRange(0.5, -0.2, 0.2),
                    new RandomRange(0.3, 0.7, 1.5),
                    new RandomRange(0.3, 0.02, 0.15),
                    new RandomRange(0.3, 0.01, 0.05),
                    null));

    private static final Map<String, Augment> PRESETS = new TreeMap<>(Map.of(
            "none",
            NONE,
            "flips",
            FLIPS,
            "light",
            LIGHT,
            "upright",
            UPRIGHT,
            "ultrasound",
            ULTRASOUND,
            "strong",
            STRONG));

    /** Finds the preset of this name, which a configuration file may give in place of the components. */
    public static Augment valueOf(String preset) {
        Augment found = PRESETS.get(preset.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw UnknownName.of("augmentation", preset, PRESETS.keySet());
        }
        return found;
    }

    /** Lists the names of the presets. */
    public static List<String> presets() {
        return List.copyOf(PRESETS.keySet());
    }

    /** Finds the name of an augmentation that is a preset, "custom" where it is none. */
    public static String presetOf(Augment augment) {
        return PRESETS.entrySet().stream()
                .filter(preset -> preset.getValue().equals(augment))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("custom");
    }

    /**
     * Augments a sample; a pure function of its arguments, the given sample stays as it is.
     *
     * @param unit values in 0..1, as {@link Preprocess#resize} gives them
     * @param index of the case in its data set, not its place in the epoch
     * @return values in 0..1; its geometry is that of the given sample and inverts only the resizing
     */
    public Sample apply(Sample unit, long seed, int epoch, int index) {
        if (equals(NONE)) {
            return unit;
        }
        SplitMix64 random = SplitMix64.of(seed, epoch, index);
        int area = unit.height() * unit.width();
        int planes = ChannelPlanes.isGrey(unit) ? 1 : unit.channels(); // equal channels are computed once
        SpatialTransform moved = SpatialTransform.draw(spatial, unit.height(), unit.width(), random);
        float[] x = new float[unit.x().length];
        byte[] y = unit.y() == null ? null : new byte[area];
        moved.apply(unit.x(), planes, x, unit.y(), y);
        IntensityTransform.draw(intensity, random).apply(x, planes, unit.height(), unit.width());
        ChannelPlanes.repeat(x, area, planes, unit.channels());
        return new Sample(unit.name(), unit.channels(), unit.height(), unit.width(), x, y, unit.geometry());
    }

    /** Whether samples of one batch are joined, so that none can be made without the others. */
    boolean mixes() {
        return mixing.cutMix.probability() > 0;
    }

    /**
     * Joins the samples of a batch, each augmented already; a pure function of its arguments, the given samples stay as
     * they are.
     *
     * @param number of the batch in its epoch
     */
    public List<Sample> mix(List<Sample> samples, long seed, int epoch, int number) {
        return mixes()
                ? CutMix.apply(mixing.cutMix, samples, SplitMix64.of(seed, epoch, number, samples.size()))
                : samples;
    }

    private static Double within(String component, Double value, double otherwise, double least, double most) {
        if (value != null && !(value >= least && value <= most)) {
            throw new IllegalArgumentException(component + " lies in " + least + ".." + most + ", not " + value);
        }
        return value == null ? Double.valueOf(otherwise) : value;
    }

    private static RandomRange within(String component, RandomRange chance, double least, double most) {
        if (chance == null) {
            return RandomRange.NEVER;
        }
        if (chance.probability() > 0 && (chance.from() < least || chance.to() > most)) {
            throw new IllegalArgumentException(
                    component + " lies in " + least + ".." + most + ", not in " + chance.from() + ".." + chance.to());
        }
        return chance;
    }
}
