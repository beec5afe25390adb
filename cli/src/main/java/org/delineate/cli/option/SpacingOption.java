package org.delineate.cli.option;

import java.util.List;
import org.delineate.measure.Scale;
import org.delineate.measure.Spacing;
import picocli.CommandLine.Option;

/** The size of a pixel in images that do not state it. */
public final class SpacingOption {
    @Option(
            names = "--spacing",
            paramLabel = "MM",
            split = ",",
            description =
                    "Millimetres per pixel, or two numbers, across and down, of images that do not state their own, as"
                            + " DICOM files do; lesions are then measured in millimetres.")
    private List<Double> spacing = List.of();

    /** @throws IllegalArgumentException where it is no size of a pixel */
    public Scale scale() {
        if (spacing.isEmpty()) {
            return Scale.UNKNOWN;
        }
        if (spacing.size() > 2) {
            throw new IllegalArgumentException("--spacing takes one or two numbers, got " + spacing.size());
        }
        try {
            return Scale.of(new Spacing(spacing.get(0), spacing.get(spacing.size() - 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--spacing: " + e.getMessage(), e);
        }
    }
}
