package org.delineate.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.delineate.file.Json;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.junit.jupiter.api.Test;

/** Measures 20 masks as scikit-image and numpy do; {@code golden.py} beside the golden file made it. */
class MeasuresGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/org/delineate/measure");
    private static final JsonNode GOLDEN = Json.read(FOLDER.resolve("measures.json"), JsonNode.class);
    private static final double EXACT = 1e-9;
    private static final List<String> MEASURES = List.of(
            "area",
            "longDiameter",
            "perpendicularDiameter",
            "perimeter",
            "equivalentDiameter",
            "circularity",
            "depthToWidth");

    private static List<Lesion> measured(JsonNode golden) {
        Spacing spacing = new Spacing(
                GOLDEN.at("/spacing/0").asDouble(), GOLDEN.at("/spacing/1").asDouble());
        Mask mask = MaskFile.read(FOLDER.resolve(golden.get("mask").asText() + ".png"));
        return sorted(Lesion.of(mask, Scale.of(spacing)));
    }

    private static List<Lesion> sorted(List<Lesion> lesions) {
        List<Lesion> sorted = new ArrayList<>(lesions);
        sorted.sort(Comparator.comparingDouble((Lesion l) -> -l.px().area())
                .thenComparing(l -> l.box().y())
                .thenComparing(l -> l.outline().x()[0]));
        return sorted;
    }

    @Test
    void measuresAllAsScikitImageDoes() {
        int lesions = 0;
        assertEquals(20, GOLDEN.get("cases").size());
        for (JsonNode golden : GOLDEN.get("cases")) {
            List<Lesion> found = measured(golden);
            String mask = golden.get("mask").asText();
            assertEquals(golden.get("lesions").size(), found.size(), mask);
            for (int i = 0; i < found.size(); i++) {
                JsonNode expected = golden.get("lesions").get(i);
                JsonNode lesion = Json.parse(Json.line(found.get(i)), JsonNode.class, Path.of(mask));
                String where = mask + ", lesion " + i;
                assertEquals(expected.get("box"), lesion.get("box"), where);
                assertEquals(
                        expected.get("centreX").asDouble(),
                        lesion.get("centreX").asDouble(),
                        EXACT,
                        where);
                assertEquals(
                        expected.get("centreY").asDouble(),
                        lesion.get("centreY").asDouble(),
                        EXACT,
                        where);
                for (String unit : List.of("px", "mm")) {
                    for (String measure : MEASURES) {
                        double value = expected.get(unit).get(measure).asDouble();
                        assertEquals(
                                value,
                                lesion.get(unit).get(measure).asDouble(),
                                EXACT * Math.max(1, value),
                                where + ", " + measure + " in " + unit);
                    }
                    assertEquals(
                            expected.get(unit).get("unit"), lesion.get(unit).get("unit"));
                }
                lesions++;
            }
        }
        assertTrue(lesions > 50, lesions + " lesions");
    }

    /** scikit-image takes the middles of pixel edges of the filled convex hull, this the corners of pixels. */
    @Test
    void theLongDiameterDiffersFromScikitImagesByLessThanAPixel() {
        for (JsonNode golden : GOLDEN.get("cases")) {
            for (JsonNode lesion : golden.get("lesions")) {
                assertEquals(
                        lesion.get("feretDiameterMax").asDouble(),
                        lesion.get("px").get("longDiameter").asDouble(),
                        0.75,
                        golden.get("mask").asText());
            }
        }
    }

    /** The numbers can be wrong: a mask turned by a quarter measures the same only where it should. */
    @Test
    void aQuarterTurnSwapsTheSpacing() {
        for (JsonNode golden : GOLDEN.get("cases")) {
            Mask mask = MaskFile.read(FOLDER.resolve(golden.get("mask").asText() + ".png"));
            int h = mask.height();
            boolean[] turned = new boolean[h * mask.width()];
            for (int i = 0; i < turned.length; i++) {
                turned[i] = mask.at(h - 1 - i % h, i / h);
            }
            Lesion before = Lesion.of(mask, Scale.of(new Spacing(0.07, 0.11))).get(0);
            Lesion after = Lesion.of(Mask.of(mask.width(), h, turned), Scale.of(new Spacing(0.11, 0.07)))
                    .get(0);
            assertEquals(before.mm().longDiameter(), after.mm().longDiameter(), EXACT);
            assertEquals(before.mm().perpendicularDiameter(), after.mm().perpendicularDiameter(), EXACT);
            assertEquals(
                    before.mm().perimeter(),
                    after.mm().perimeter(),
                    EXACT * before.mm().perimeter());
            assertEquals(1 / before.mm().depthToWidth(), after.mm().depthToWidth(), EXACT * 10);
        }
    }
}
