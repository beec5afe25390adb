package org.delineate.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.delineate.file.Json;
import org.delineate.image.Mask;
import org.delineate.infer.Masks;
import org.junit.jupiter.api.Test;

class UncertainLesionTest {
    private static final Mask LESIONS = Masks.of(
            "..........", //
            ".####..##.",
            ".####..##.",
            ".####.....",
            "..........",
            "........#.");
    private static final Mask CERTAIN = Masks.of(
            "..........", //
            "..........",
            "..##......",
            "..##......",
            "..........",
            "..........");
    private static final Mask POSSIBLE = Masks.of(
            "#########.", //
            "#########.",
            "#########.",
            "######....",
            "..........",
            "#......##.");

    @Test
    void matchesWhatBelongsToTheSameLesion() {
        List<UncertainLesion> found = UncertainLesion.of(LESIONS, CERTAIN, POSSIBLE, Scale.UNKNOWN);
        assertEquals(3, found.size());
        Spread large = found.get(0).spreadPx();
        assertEquals(4, large.low().area());
        assertEquals(12, found.get(0).lesion().px().area());
        assertEquals(33, large.high().area());
        assertEquals(Math.sqrt(8), large.low().longDiameter(), 1e-12);
        Spread gone = found.get(1).spreadPx();
        assertEquals(0, gone.low().area());
        assertEquals(0, gone.low().perimeter());
        assertEquals(33, gone.high().area(), "at the lower bound it is one with the first");
        assertEquals(1, gone.high().depthToWidth(), "as it is");
        assertEquals(4.0 / 9, gone.low().depthToWidth(), 1e-12, "nothing has no shape");
        assertEquals(2, found.get(2).spreadPx().high().area());
        assertNull(found.get(0).spreadMm());
    }

    @Test
    void ofSeveralCertainPiecesTheLargestCounts() {
        Mask pieces = Masks.of("#.##.");
        UncertainLesion one = UncertainLesion.of(Masks.of("#####"), pieces, Masks.of("#####"), Scale.UNKNOWN)
                .get(0);
        assertEquals(2, one.spreadPx().low().area());
        assertEquals(5, one.spreadPx().high().area());
    }

    @Test
    void refusesAMaskThatIsNotInsideThePossibleOne() {
        assertThrows(
                IllegalArgumentException.class,
                () -> UncertainLesion.of(Masks.of("##"), Masks.of(".."), Masks.of(".."), Scale.UNKNOWN));
    }

    /** What certainly is no lesion at the lower threshold may still fit the region that has a spacing, or not. */
    @Test
    void millimetresNeedARegionAroundAllThatIsPossible() {
        Scale scale = new Scale(List.of(new CalibratedRegion(new Box(0, 1, 10, 4), new Spacing(0.5, 0.5))));
        UncertainLesion one =
                UncertainLesion.of(LESIONS, CERTAIN, POSSIBLE, scale).get(0);
        assertEquals(3, one.lesion().mm().area(), 1e-12);
        assertNull(one.spreadMm());
        UncertainLesion inside =
                UncertainLesion.of(LESIONS, CERTAIN, LESIONS, scale).get(0);
        assertEquals(1, inside.spreadMm().low().area(), 1e-12);
        assertEquals(3, inside.spreadMm().high().area(), 1e-12);
    }

    /** Random maps of probabilities: the value lies in its spread, and a wider band never gives a smaller area. */
    @Test
    void theSpreadHoldsTheValueAndGrowsWithTheBand() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int h = 1 + random.nextInt(24);
            int w = 1 + random.nextInt(24);
            float[] p = new float[h * w];
            for (int i = 0; i < p.length; i++) {
                p[i] = random.nextFloat();
            }
            Mask mask = Mask.above(0.5f, h, w, p);
            Scale scale = Scale.of(new Spacing(0.1, 0.3));
            List<UncertainLesion> narrow =
                    UncertainLesion.of(mask, Mask.above(0.6f, h, w, p), Mask.above(0.4f, h, w, p), scale);
            List<UncertainLesion> wide =
                    UncertainLesion.of(mask, Mask.above(0.9f, h, w, p), Mask.above(0.1f, h, w, p), scale);
            String where = "seed " + seed + ", round " + round;
            for (int i = 0; i < narrow.size(); i++) {
                holds(narrow.get(i).spreadMm(), narrow.get(i).lesion().mm(), where);
                holds(wide.get(i).spreadPx(), wide.get(i).lesion().px(), where);
                assertTrue(
                        narrow.get(i).spreadPx().low().area()
                                >= wide.get(i).spreadPx().low().area(),
                        where);
                assertTrue(
                        narrow.get(i).spreadMm().high().area()
                                <= wide.get(i).spreadMm().high().area(),
                        where);
                assertTrue(
                        narrow.get(i).spreadMm().high().longDiameter()
                                <= wide.get(i).spreadMm().high().longDiameter() + 1e-12,
                        where);
            }
        }
    }

    private static void holds(Spread spread, Measures value, String where) {
        JsonNode low = Json.parse(Json.line(spread.low()), JsonNode.class, Path.of(where));
        JsonNode high = Json.parse(Json.line(spread.high()), JsonNode.class, Path.of(where));
        JsonNode is = Json.parse(Json.line(value), JsonNode.class, Path.of(where));
        is.fieldNames().forEachRemaining(name -> {
            if (!name.equals("unit")) {
                assertTrue(low.get(name).asDouble() <= is.get(name).asDouble(), where + ", " + name);
                assertTrue(high.get(name).asDouble() >= is.get(name).asDouble(), where + ", " + name);
            }
        });
    }

    @Test
    void isTold() {
        UncertainLesion px =
                UncertainLesion.of(LESIONS, CERTAIN, POSSIBLE, Scale.UNKNOWN).get(0);
        assertEquals("5 x 4 px (3 to 10 x 3 to 4), area 12 px (4 to 33)", px.words());
        UncertainLesion gone =
                UncertainLesion.of(LESIONS, CERTAIN, POSSIBLE, Scale.UNKNOWN).get(1);
        assertEquals("3 x 3 px (at most 10 x 4), area 4 px (at most 33)", gone.words());
        UncertainLesion mm = UncertainLesion.of(LESIONS, CERTAIN, POSSIBLE, Scale.of(new Spacing(0.5, 0.5)))
                .get(0);
        assertEquals("2.5 x 1.9 mm (1.4 to 4.9 x 1.4 to 2.2), area 3.0 mm² (1.0 to 8.3)", mm.words());
        assertFalse(mm.words().contains("px"));
    }
}
