package org.delineate.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.delineate.image.Mask;
import org.delineate.infer.Masks;
import org.junit.jupiter.api.Test;

class LesionTest {
    private static Mask ellipse(int side, double a, double b, double radians) {
        boolean[] inside = new boolean[side * side];
        for (int i = 0; i < inside.length; i++) {
            double x = i % side - side / 2;
            double y = i / side - side / 2;
            double along = x * Math.cos(radians) + y * Math.sin(radians);
            double across = y * Math.cos(radians) - x * Math.sin(radians);
            inside[i] = along * along / (a * a) + across * across / (b * b) <= 1;
        }
        return Mask.of(side, side, inside);
    }

    @Test
    void measuresEachRegionTheLargestFirst() {
        List<Lesion> lesions = Lesion.of(Masks.of("#.......", "....###.", "....###.", "....###.", "........"));
        assertEquals(2, lesions.size());
        Lesion square = lesions.get(0);
        assertEquals(9, square.px().area());
        assertEquals(new Box(4, 1, 3, 3), square.box());
        assertEquals(5, square.centreX());
        assertEquals(2, square.centreY());
        assertEquals(Math.sqrt(18), square.px().longDiameter(), 1e-12);
        assertEquals(Math.sqrt(18), square.px().perpendicularDiameter(), 1e-12);
        assertEquals(Math.sqrt(36 / Math.PI), square.px().equivalentDiameter(), 1e-12);
        assertEquals(1, square.px().depthToWidth());
        assertNull(square.mm());
        assertEquals(Math.sqrt(2), lesions.get(1).px().longDiameter(), 1e-12);
    }

    /** The perpendicular diameter is a line that can be drawn, not the extent of the whole at right angles. */
    @Test
    void aLineIsLongAndThin() {
        Lesion line = Lesion.of(Masks.of("##########")).get(0);
        assertEquals(10, line.px().area());
        assertEquals(Math.hypot(10, 1), line.px().longDiameter(), 1e-12);
        assertEquals(Math.hypot(1, 0.1), line.px().perpendicularDiameter(), 1e-12);
        assertEquals(0.1, line.px().depthToWidth());
    }

    @Test
    void leavesHolesOutAndFindsWhatLiesInThem() {
        List<Lesion> lesions = Lesion.of(Masks.of("#####", "#...#", "#.#.#", "#...#", "#####"));
        assertEquals(
                List.of(16.0, 1.0), lesions.stream().map(l -> l.px().area()).toList());
        assertEquals(new Box(0, 0, 5, 5), lesions.get(0).box());
        assertEquals(2, lesions.get(1).centreX());
    }

    @Test
    void anEmptyMaskHasNone() {
        assertEquals(List.of(), Lesion.of(Masks.of("...", "...")));
    }

    @Test
    void aDiscIsAsLongAsWideAndRound() {
        Lesion lesion = Lesion.of(ellipse(101, 40, 40, 0)).get(0);
        assertEquals(81, lesion.px().longDiameter(), 0.7);
        assertEquals(81, lesion.px().perpendicularDiameter(), 0.7);
        assertEquals(80, lesion.px().equivalentDiameter(), 0.1);
        assertEquals(80 * Math.PI, lesion.px().perimeter(), 0.01 * 80 * Math.PI);
        assertEquals(1, lesion.px().circularity(), 0.02);
    }

    /** A disc in the patient is an ellipse in a picture whose pixels are higher than wide, and measured as a disc. */
    @Test
    void pixelsThatAreNotSquareMeasureTheSame() {
        Spacing spacing = new Spacing(0.05, 0.1);
        Lesion disc = Lesion.of(ellipse(401, 160, 80, 0), Scale.of(spacing)).get(0);
        assertEquals(16, disc.mm().longDiameter(), 0.15);
        assertEquals(16, disc.mm().perpendicularDiameter(), 0.15);
        assertEquals(16, disc.mm().equivalentDiameter(), 0.02);
        assertEquals(16 * Math.PI, disc.mm().perimeter(), 0.02 * 16 * Math.PI);
        assertEquals(1, disc.mm().circularity(), 0.04);
        assertEquals(1, disc.mm().depthToWidth(), 0.01);
        assertEquals(0.5, disc.px().depthToWidth(), 0.01);
        assertEquals(320, disc.px().longDiameter(), 1.5);
    }

    /** The longest diameter in millimetres can lie elsewhere than the longest in pixels. */
    @Test
    void diametersAreSearchedInMillimetres() {
        Lesion lesion = Lesion.of(Masks.of("######", "######", "######", "######"), Scale.of(new Spacing(0.1, 1)))
                .get(0);
        assertEquals(Math.hypot(0.6, 4), lesion.mm().longDiameter(), 1e-12);
        assertEquals(2.4, lesion.mm().area(), 1e-12);
        double shape = lesion.mm().perpendicularDiameter();
        assertEquals(0.6 * Math.hypot(0.6, 4) / 4, shape, 1e-12);
        assertEquals(
                lesion.mm().perpendicularDiameter(),
                lesion.shortAxis().mm(new Spacing(0.1, 1)).value(),
                1e-12);
        assertEquals(
                lesion.mm().longDiameter(),
                lesion.longAxis().mm(new Spacing(0.1, 1)).value(),
                1e-12);
    }

    /** Ellipses at any angle have their axes as diameters, and the perimeter of Ramanujan's second formula. */
    @Test
    void ellipsesAtAnyAngle() {
        for (int degrees = 0; degrees < 180; degrees += 15) {
            Measures px = Lesion.of(ellipse(301, 120, 60, Math.toRadians(degrees)))
                    .get(0)
                    .px();
            double h = Math.pow(60.0 / 180, 2);
            double perimeter = Math.PI * 180 * (1 + 3 * h / (10 + Math.sqrt(4 - 3 * h)));
            assertEquals(240, px.longDiameter(), 1.5, degrees + " degrees");
            assertEquals(120, px.perpendicularDiameter(), 1.5, degrees + " degrees");
            assertEquals(perimeter, px.perimeter(), 0.03 * perimeter, degrees + " degrees");
        }
    }
}
