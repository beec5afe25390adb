package org.delineate.dicom;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what a pixel of a part of an ultrasound picture measures (PS3.3, C.8.5.5). A picture may have several, of
 * different spacing; outside them there is no physical unit.
 *
 * @param left first column, from 0
 * @param top first row, from 0
 * @param right last column
 * @param bottom last row
 * @param unitsX physical units of a step to the right; 3 is cm
 * @param unitsY physical units of a step down
 * @param deltaX units of a step to the right
 * @param deltaY units of a step down
 */
public record UltrasoundRegion(
        int left, int top, int right, int bottom, int unitsX, int unitsY, double deltaX, double deltaY) {
    private static final int CENTIMETRES = 3;

    /**
     * Lists the regions that apply to a frame: those of its functional groups, else those of the picture.
     *
     * @param frame 0 for the first
     * @throws org.delineate.file.BadFileException where one lacks its box, its units or its steps
     */
    public static List<UltrasoundRegion> of(DataSet picture, int frame) {
        List<DataSet> perFrame = picture.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
        return Stream.of(
                        frame < perFrame.size() ? Optional.of(perFrame.get(frame)) : Optional.<DataSet>empty(),
                        picture.item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE),
                        Optional.of(picture))
                .flatMap(Optional::stream)
                .map(place -> place.items(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS))
                .filter(items -> !items.isEmpty())
                .findFirst()
                .orElse(List.of())
                .stream()
                .map(UltrasoundRegion::of)
                .toList();
    }

    private static UltrasoundRegion of(DataSet item) {
        return new UltrasoundRegion(
                item.requireInteger(Tag.REGION_LOCATION_MIN_X0),
                item.requireInteger(Tag.REGION_LOCATION_MIN_Y0),
                item.requireInteger(Tag.REGION_LOCATION_MAX_X1),
                item.requireInteger(Tag.REGION_LOCATION_MAX_Y1),
                item.requireInteger(Tag.PHYSICAL_UNITS_X_DIRECTION),
                item.requireInteger(Tag.PHYSICAL_UNITS_Y_DIRECTION),
                item.number(Tag.PHYSICAL_DELTA_X)
                        .orElseThrow(() -> item.bad(Tag.PHYSICAL_DELTA_X, "missing or without a value")),
                item.number(Tag.PHYSICAL_DELTA_Y)
                        .orElseThrow(() -> item.bad(Tag.PHYSICAL_DELTA_Y, "missing or without a value")));
    }

    /** Returns whether both directions are lengths, so that distances and areas can be measured. */
    public boolean isMeasurable() {
        return unitsX == CENTIMETRES && unitsY == CENTIMETRES && isStep(deltaX) && isStep(deltaY);
    }

    private static boolean isStep(double delta) {
        return delta != 0 && Double.isFinite(delta);
    }

    /** Returns the width of a pixel in mm; only where the region {@link #isMeasurable}. */
    public double millimetresX() {
        return Math.abs(deltaX) * 10;
    }

    /** Returns the height of a pixel in mm; only where the region {@link #isMeasurable}. */
    public double millimetresY() {
        return Math.abs(deltaY) * 10;
    }
}
