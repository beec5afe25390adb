package org.delineate.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.geom.Path2D;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.delineate.file.Json;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

class OutlinesTest {
    private static Mask random(Random random, int height, int width) {
        boolean[] pixels = new boolean[height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(100) < 55;
        }
        return Mask.of(height, width, pixels);
    }

    private static Stream<Outlines.Ring> rings(Outlines of) {
        return of.parts().stream().flatMap(p -> Stream.concat(Stream.of(p.outer()), p.holes().stream()));
    }

    private static double area(Outlines.Ring ring) {
        double sum = 0;
        for (int i = 0; i < ring.x().length; i++) {
            int j = (i + 1) % ring.x().length;
            sum += (double) ring.x()[i] * ring.y()[j] - (double) ring.x()[j] * ring.y()[i];
        }
        return sum / 2;
    }

    @Test
    void encloseExactlyThePixelsOfEachLesionAndNeverTouchThemselves() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int trial = 0; trial < 300; trial++) {
            Mask mask = random(random, 1 + random.nextInt(13), 1 + random.nextInt(13));
            List<Lesion> lesions = Lesion.of(mask);
            List<Outlines> outlines = Outlines.of(mask, lesions);
            Path2D all = new Path2D.Double(Path2D.WIND_EVEN_ODD);
            for (int i = 0; i < lesions.size(); i++) {
                double area = 0;
                for (Outlines.Part part : outlines.get(i).parts()) {
                    assertTrue(area(part.outer()) > 0, "seed " + seed);
                    assertTrue(part.holes().stream().allMatch(h -> area(h) < 0), "seed " + seed);
                }
                for (Outlines.Ring ring : rings(outlines.get(i)).toList()) {
                    area += area(ring);
                    Set<List<Integer>> corners = new HashSet<>();
                    for (int k = 0; k < ring.x().length; k++) {
                        assertTrue(corners.add(List.of(ring.x()[k], ring.y()[k])), "seed " + seed);
                        if (k == 0) {
                            all.moveTo(ring.x()[k], ring.y()[k]);
                        } else {
                            all.lineTo(ring.x()[k], ring.y()[k]);
                        }
                    }
                    all.closePath();
                }
                assertEquals(lesions.get(i).px().area(), area, "seed " + seed);
            }
            for (int y = 0; y < mask.height(); y++) {
                for (int x = 0; x < mask.width(); x++) {
                    assertEquals(mask.at(y, x), all.contains(x + 0.5, y + 0.5), "seed " + seed);
                }
            }
        }
    }

    @Test
    void areWrittenForOtherProgramsWithMeasuresInMillimetres() {
        boolean[] pixels = new boolean[64];
        for (int y = 1; y < 6; y++) {
            Arrays.fill(pixels, y * 8 + 2, y * 8 + 6, true);
        }
        pixels[3 * 8 + 3] = false; // a hole
        Mask mask = Mask.of(8, 8, pixels);
        Scale scale = Scale.of(new Spacing(0.5, 0.25));
        List<Lesion> lesions = Lesion.of(mask, scale);
        JsonNode json = Json.parse(
                ContourFormat.GEOJSON.text(mask, lesions, scale), JsonNode.class, Path.of("contours.geojson"));
        JsonNode feature = json.at("/features/0");
        assertEquals("Polygon", feature.at("/geometry/type").asText());
        assertEquals(
                "[[2,1],[6,1],[6,6],[2,6],[2,1]]",
                feature.at("/geometry/coordinates/0").toString());
        assertEquals(5, feature.at("/geometry/coordinates/1").size());
        assertEquals(19, feature.at("/properties/area_px2").asDouble());
        assertEquals(19 * 0.125, feature.at("/properties/area_mm2").asDouble());
        String svg = ContourFormat.SVG.text(mask, lesions, scale);
        assertTrue(svg.contains("d=\"M2 1L6 1L6 6L2 6ZM"), svg);
        assertTrue(svg.contains("mm²"), svg);
        List<String> csv = ContourFormat.CSV.text(mask, lesions, scale).lines().toList();
        assertEquals("1,1,0,6,1,3.000,0.250", csv.get(2));
        assertEquals(1 + 4 + 4, csv.size());
        String unknown = ContourFormat.CSV.text(mask, lesions, Scale.UNKNOWN);
        assertEquals("1,1,0,6,1,,", unknown.lines().toList().get(2));
    }
}
