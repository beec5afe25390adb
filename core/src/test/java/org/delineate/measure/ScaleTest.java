package org.delineate.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.delineate.dicom.UltrasoundRegion;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

class ScaleTest {
    private static final Spacing LEFT = new Spacing(0.1, 0.2);
    private static final Spacing RIGHT = new Spacing(0.3, 0.3);
    private static final CalibratedRegion SCAN = new CalibratedRegion(new Box(0, 0, 50, 100), LEFT);
    private static final CalibratedRegion OTHER = new CalibratedRegion(new Box(50, 0, 40, 60), RIGHT);
    private static final CalibratedRegion CURVE = new CalibratedRegion(new Box(50, 70, 40, 30), null);
    private static final Scale SCALE = new Scale(List.of(SCAN, OTHER, CURVE));

    @Test
    void bothPointsInOneRegionAreMillimetres() {
        assertEquals(new Length(5, Unit.MM), SCALE.length(new Line(10, 10, 40, 30)));
        assertEquals(1.5, SCALE.length(new Line(60, 10, 64, 13)).value(), 1e-12);
        assertEquals(Unit.MM, SCALE.length(new Line(0, 0, 50, 100)).unit(), "edges belong to a region");
    }

    @Test
    void outsideOrWithoutASpacingPixelsStay() {
        assertEquals(new Length(5, Unit.PX), SCALE.length(new Line(95, 10, 98, 14)));
        assertEquals(new Length(50, Unit.PX), SCALE.length(new Line(60, 10, 100, 40)), "one point outside");
        assertEquals(new Length(5, Unit.PX), SCALE.length(new Line(60, 75, 63, 79)), "a curve over time");
        assertEquals(new Length(5, Unit.PX), Scale.UNKNOWN.length(new Line(0, 0, 3, 4)));
    }

    @Test
    void acrossTwoRegionsItIsRefused() {
        assertEquals(
                "the points (10.0, 10.0) and (60.0, 10.0) lie in different regions of the picture; place both in one",
                assertThrows(CrossesRegionsException.class, () -> SCALE.length(new Line(10, 10, 60, 10)))
                        .getMessage());
        assertThrows(CrossesRegionsException.class, () -> SCALE.length(new Line(10, 80, 60, 80)), "into the curve");
    }

    @Test
    void whereRegionsOverlapTheyMustAgree() {
        Box inside = new Box(10, 10, 10, 10);
        Line line = new Line(12, 12, 15, 16);
        Scale same = new Scale(List.of(SCAN, new CalibratedRegion(inside, LEFT)));
        assertEquals(Unit.MM, same.length(line).unit());
        assertEquals(LEFT, same.within(new Box(12, 12, 2, 2)));
        Scale differs = new Scale(List.of(SCAN, new CalibratedRegion(inside, RIGHT)));
        assertThrows(CrossesRegionsException.class, () -> differs.length(line));
        assertNull(differs.within(new Box(12, 12, 2, 2)));
        assertEquals(Unit.MM, differs.length(new Line(30, 30, 40, 40)).unit());
    }

    @Test
    void aLesionIsMeasuredByTheRegionAroundIt() {
        boolean[] lesion = new boolean[100 * 100];
        for (int x : new int[] {5, 60, 95}) {
            lesion[10 * 100 + x] = true;
        }
        for (int x = 40; x < 56; x++) {
            lesion[40 * 100 + x] = true;
        }
        List<Lesion> found = Lesion.of(Mask.of(100, 100, lesion), SCALE);
        assertEquals(4, found.size());
        for (Lesion one : found) {
            switch (one.box().x()) {
                case 5 -> assertEquals(0.1 * 0.2, one.mm().area(), 1e-12);
                case 60 -> assertEquals(0.3 * 0.3, one.mm().area(), 1e-12);
                case 95 -> assertNull(one.mm(), "outside");
                default -> assertNull(one.mm(), "across two");
            }
            assertNotNull(one.px());
        }
    }

    @Test
    void aSizeIsASize() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-9, 5000}) {
            assertThrows(IllegalArgumentException.class, () -> new Spacing(wrong, 1));
            assertThrows(IllegalArgumentException.class, () -> new Spacing(1, wrong));
        }
    }

    /** Centimetres per pixel of a file become millimetres; whatever else it states is no length. */
    @Test
    void takesOverTheRegionsOfAnUltrasoundPicture() {
        Scale scale = Scale.of(List.of(
                new UltrasoundRegion(0, 0, 49, 99, 3, 3, 0.01, -0.02),
                new UltrasoundRegion(50, 0, 89, 59, 4, 3, 0.01, 0.02),
                new UltrasoundRegion(50, 60, 89, 99, 3, 3, 1e9, 1e9),
                new UltrasoundRegion(Integer.MAX_VALUE, 5, Integer.MIN_VALUE, 1, 3, 3, 1, 1)));
        assertEquals(5, scale.length(new Line(10, 10, 40, 30)).value(), 1e-12);
        assertEquals(LEFT.yMm(), scale.within(new Box(0, 0, 50, 100)).yMm(), 1e-12);
        assertEquals(Unit.PX, scale.length(new Line(60, 10, 70, 10)).unit(), "seconds");
        assertEquals(Unit.PX, scale.length(new Line(60, 70, 70, 70)).unit(), "pixels of 10 km");
        assertThrows(CrossesRegionsException.class, () -> scale.length(new Line(10, 10, 60, 10)));
    }
}
