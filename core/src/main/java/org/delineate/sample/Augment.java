package org.delineate.sample;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.random.SplitMix64;

/**
 * Random changes of training samples; what is left out (null) never happens.
 *
 * <p>The first seven move picture and mask together in one resampling; the rest changes values and leaves the mask.
 *
 * @param flipHorizontal probability of mirroring left and right
 * @param flipVertical probability of mirroring top and bottom
 * @param quarterTurns probability of a turn by 90, 180 or 270 degrees; by 180 degrees where height and width differ
 * @param rotateDegrees counter-clockwise about the middle
 * @param scale factor about the middle; above 1 enlarges
 * @param shift down and right, drawn for each, in parts of height and width
 * @param elastic largest displacement of a pixel, in parts of the shorter side
 * @param elasticSmoothness standard deviation of the smoothing of the displacements, in parts of the shorter side
 * @param blurPx standard deviation of a Gaussian
 * @param contrast factor about the picture's mean
 * @param brightness added
 * @param gamma exponent
 * @param speckle standard deviation of noise that multiplies, equal for all channels
 * @param noise standard deviation of Gaussian noise that is added
 */
public record Augment(
        Double flipHorizontal,
        Double flipVertical,
        Double quarterTurns,
        Chance rotateDegrees,
        Chance scale,
        Chance shift,
        Chance elastic,
        Double elasticSmoothness,
        Chance blurPx,
        Chance contrast,
        Chance brightness,
        Chance gamma,
        Chance speckle,
        Chance noise) {

    public static final Augment NONE =
            new Augment(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** Flips and quarter turns: moves pixels, computes none. */
    public static final Augment FLIPS =
            new Augment(0.5, 0.5, 0.5, null, null, null, null, null, null, null, null, null, null, null);

    /** Flips and a little rotation, scaling and shift. */
    public static final Augment LIGHT = new Augment(
            0.5,
            0.5,
            null,
            new Chance(0.5, -10, 10),
            new Chance(0.5, 0.9, 1.1),
            new Chance(0.5, -0.05, 0.05),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    /** For pictures with an up and a down, such as ultrasound: no vertical flips, moderate geometry and intensities. */
    public static final Augment UPRIGHT = new Augment(
            0.5,
            null,
            null,
            new Chance(0.5, -15, 15),
            new Chance(0.6, 0.8, 1.25),
            new Chance(0.5, -0.1, 0.1),
            new Chance(0.2, 0.01, 0.04),
            0.04,
            null,
            new Chance(0.4, 0.8, 1.25),
            new Chance(0.4, -0.1, 0.1),
            new Chance(0.3, 0.7, 1.4),
            new Chance(0.2, 0.02, 0.1),
            null);

    /** Everything. */
    public static final Augment STRONG = new Augment(
            0.5,
            0.5,
            0.5,
            new Chance(0.5, -20, 20),
            new Chance(0.5, 0.8, 1.25),
            new Chance(0.5, -0.1, 0.1),
            new Chance(0.3, 0.01, 0.05),
            0.04,
            new Chance(0.2, 0.5, 1.5),
            new Chance(0.5, 0.8, 1.25),
            new Chance(0.5, -0.2, 0.2),
            new Chance(0.3, 0.7, 1.5),
            new Chance(0.3, 0.02, 0.15),
            new Chance(0.3, 0.01, 0.05));

    private static final Map<String, Augment> PRESETS =
            new TreeMap<>(Map.of("none", NONE, "flips", FLIPS, "light", LIGHT, "upright", UPRIGHT, "strong", STRONG));

    public Augment {
        flipHorizontal = within("flipHorizontal", flipHorizontal, 0, 0, 1);
        flipVertical = within("flipVertical", flipVertical, 0, 0, 1);
        quarterTurns = within("quarterTurns", quarterTurns, 0, 0, 1);
        rotateDegrees = within("rotateDegrees", rotateDegrees, -180, 180);
        scale = within("scale", scale, 0.25, 4);
        shift = within("shift", shift, -1, 1);
        elastic = within("elastic", elastic, 0, 0.25);
        elasticSmoothness = within("elasticSmoothness", elasticSmoothness, 0.04, 0.01, 1);
        blurPx = within("blurPx", blurPx, 0, 16);
        contrast = within("contrast", contrast, 0, 4);
        brightness = within("brightness", brightness, -1, 1);
        gamma = within("gamma", gamma, 0.25, 4);
        speckle = within("speckle", speckle, 0, 1);
        noise = within("noise", noise, 0, 1);
    }

    /** A preset: none, flips, light or strong; a configuration file may give this name in place of the components. */
    public static Augment valueOf(String preset) {
        Augment found = PRESETS.get(preset.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new IllegalArgumentException(
                    "unknown augmentation \"" + preset + "\"; known: " + String.join(", ", PRESETS.keySet()));
        }
        return found;
    }

    /** The name of the preset that this is, "custom" where it is none. */
    public static String presetOf(Augment augment) {
        return PRESETS.entrySet().stream()
                .filter(preset -> preset.getValue().equals(augment))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("custom");
    }

    /**
     * A pure function of its arguments; the sample given stays as it is.
     *
     * @param unit values in 0..1, as {@link Preprocess#resize} gives them
     * @param index of the case in its data set, not its place in the epoch
     * @return values in 0..1; its geometry is that of the sample given and leads back only where nothing moved
     */
    public Sample apply(Sample unit, long seed, int epoch, int index) {
        if (equals(NONE)) {
            return unit;
        }
        SplitMix64 draws = SplitMix64.of(seed, epoch, index);
        int area = unit.height() * unit.width();
        int planes = Planes.isGrey(unit) ? 1 : unit.channels(); // equal channels are worked once
        Warp warp = Warp.draw(this, unit.height(), unit.width(), draws);
        float[] x = new float[unit.x().length];
        byte[] y = unit.y() == null ? null : new byte[area];
        warp.move(unit.x(), planes, x, unit.y(), y);
        Tone.draw(this, draws).apply(x, planes, unit.height(), unit.width());
        Planes.repeat(x, area, planes, unit.channels());
        return new Sample(unit.name(), unit.channels(), unit.height(), unit.width(), x, y, unit.geometry());
    }

    private static Double within(String component, Double value, double otherwise, double least, double most) {
        if (value != null && !(value >= least && value <= most)) {
            throw new IllegalArgumentException(component + " lies in " + least + ".." + most + ", not " + value);
        }
        return value == null ? Double.valueOf(otherwise) : value;
    }

    private static Chance within(String component, Chance chance, double least, double most) {
        if (chance == null) {
            return Chance.NEVER;
        }
        if (chance.probability() > 0 && (chance.from() < least || chance.to() > most)) {
            throw new IllegalArgumentException(
                    component + " lies in " + least + ".." + most + ", not in " + chance.from() + ".." + chance.to());
        }
        return chance;
    }
}
