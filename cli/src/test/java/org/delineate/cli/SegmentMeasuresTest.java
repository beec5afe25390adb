package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.delineate.file.Csv;
import org.delineate.file.Json;
import org.delineate.image.MaskFile;
import org.delineate.measure.Lesion;
import org.delineate.measure.Scale;
import org.delineate.measure.Spacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code segment} says of the lesions' sizes, with the model that comes with the program. */
class SegmentMeasuresTest {
    private static final Path PICTURE =
            Path.of("").toAbsolutePath().getParent().resolve("demo/busi-small/benign/benign (100).png");

    @TempDir
    private Path folder;

    @Test
    void measuresTheLesionsOfTheMaskItWrites() {
        Cli answer = Cli.run(
                "segment", "--threads", 1, "--no-overlays", "--spacing", "0.1,0.2", PICTURE, "--out", folder, "--json");
        assertEquals(0, answer.code(), answer.err());
        JsonNode picture = answer.json().at("/pictures/0");
        List<Lesion> lesions =
                Lesion.of(MaskFile.read(Path.of(picture.get("mask").asText())), Scale.of(new Spacing(0.1, 0.2)));
        assertFalse(lesions.isEmpty());
        assertEquals(lesions.size(), picture.get("lesions").size());
        for (int i = 0; i < lesions.size(); i++) {
            JsonNode said = picture.get("lesions").get(i);
            assertEquals("PX", said.at("/px/unit").asText());
            assertEquals(lesions.get(i).px().area(), said.at("/px/area").asDouble());
            assertEquals("MM", said.at("/mm/unit").asText());
            assertEquals(
                    lesions.get(i).mm().longDiameter(),
                    said.at("/mm/longDiameter").asDouble());
            assertEquals(lesions.get(i).box().width(), said.at("/box/width").asInt());
            double area = said.at("/mm/area").asDouble();
            assertEquals(0.02 * said.at("/px/area").asDouble(), area, 1e-9 * area);
            assertTrue(said.at("/spreadMm/low/area").asDouble() <= area);
            assertTrue(said.at("/spreadMm/high/area").asDouble() > area);
        }
    }

    /** A person at a terminal does not scroll for the lines of many images, unless they are asked for. */
    @Test
    void sumsUpManyImagesOnATerminal() {
        Path benign = PICTURE.getParent();
        Cli all = Cli.run("segment", "--threads", 1, "--no-overlays", benign, "--out", folder);
        assertTrue(all.out().contains("benign (100).png: "), all.out());
        System.setProperty("delineate.terminal.out", "true");
        try {
            Cli few = Cli.run("segment", "--threads", 1, "--no-overlays", PICTURE, "--out", folder);
            assertTrue(few.out().contains("benign (100).png: "), few.out());
            Cli many = Cli.run("segment", "--threads", 1, "--no-overlays", benign, "--out", folder);
            assertFalse(many.out().contains("benign (100).png: "), many.out());
            long images = all.out().lines().filter(l -> !l.startsWith(" ")).count();
            assertTrue(many.out().startsWith(images + " images: "), many.out());
            long unsure = all.out().lines().filter(l -> l.contains("(unsure)")).count();
            assertTrue(unsure > 0 && many.out().contains(unsure + " of them unsure: "), many.out());
            Cli verbose = Cli.run("segment", "--verbose", "--threads", 1, "--no-overlays", benign, "--out", folder);
            assertEquals(all.out(), verbose.out());
        } finally {
            System.clearProperty("delineate.terminal.out");
        }
    }

    @Test
    void tellsDiametersAndArea() {
        Cli px = Cli.run("segment", "--threads", 1, "--no-overlays", PICTURE, "--out", folder);
        String range = "\\d+ x \\d+ px \\(\\d+ to \\d+ x \\d+ to \\d+\\), area \\d+ px \\(\\d+ to \\d+\\)";
        assertTrue(px.out().lines().anyMatch(l -> l.matches("  " + range)), px.out());
        Cli mm = Cli.run("segment", "--threads", 1, "--no-overlays", "--spacing", 0.1, PICTURE, "--out", folder);
        assertTrue(mm.out().contains(" mm ("), mm.out());
        assertFalse(mm.out().contains(" px"), mm.out());
    }

    @Test
    void writesBordersAndMeasurementsForOtherPrograms() {
        Cli answer = Cli.run(
                "segment",
                "--threads",
                1,
                "--no-overlays",
                "--contours",
                "svg,geojson,csv",
                "--measurements",
                "--spacing",
                "0.1,0.2",
                PICTURE,
                "--out",
                folder,
                "--json");
        assertEquals(0, answer.code(), answer.err());
        JsonNode said = answer.json().at("/pictures/0");
        assertEquals(3, said.get("contours").size());
        JsonNode lesions = said.get("lesions");
        JsonNode features =
                Json.tree(folder.resolve("benign (100)_contours.geojson")).get("features");
        List<Map<String, String>> rows =
                Csv.readColumns(folder.resolve("measurements.csv"), List.of("picture", "lesion", "area_mm2"));
        assertEquals(lesions.size(), features.size());
        assertEquals(lesions.size(), rows.size());
        for (int i = 0; i < lesions.size(); i++) {
            double area = lesions.get(i).at("/mm/area").asDouble();
            assertEquals(area, features.get(i).at("/properties/area_mm2").asDouble());
            assertEquals(area, Double.parseDouble(rows.get(i).get("area_mm2")));
        }
        assertTrue(Files.exists(folder.resolve("benign (100)_contours.svg")));
        Cli wrong = Cli.run("segment", PICTURE, "--contours", "dxf", "--out", folder);
        assertEquals(2, wrong.code(), wrong.err());
    }

    @Test
    void refusesWhatIsNoSpacing() {
        for (String wrong : List.of("0", "-1", "0.1,0.1,0.1", "0.1,0", "wide")) {
            Cli answer = Cli.run("segment", PICTURE, "--spacing", wrong, "--out", folder);
            assertEquals(2, answer.code(), wrong);
            assertTrue(answer.err().contains("--spacing"), answer.err());
        }
    }

    @Test
    void marksOnlyTheLesionThatIsPointedAt() {
        Cli whole = Cli.run("segment", "--threads", 1, "--no-overlays", PICTURE, "--out", folder, "--json");
        JsonNode box = whole.json().at("/pictures/0/lesions/0/box");
        int x = box.get("x").asInt();
        int y = box.get("y").asInt();
        int right = x + box.get("width").asInt();
        int bottom = y + box.get("height").asInt();
        Cli boxed = Cli.run(
                "segment",
                "--threads",
                1,
                "--no-overlays",
                PICTURE,
                "--out",
                folder,
                "--json",
                "--focus",
                x + "," + y + "," + right + "," + bottom);
        assertEquals(0, boxed.code(), boxed.err());
        JsonNode lesions = boxed.json().at("/pictures/0/lesions");
        assertEquals(1, lesions.size());
        assertEquals(x, lesions.at("/0/box/x").asInt(), 0.1 * (right - x));
        assertEquals(bottom - y, lesions.at("/0/box/height").asInt(), 0.2 * (bottom - y));
        Cli corner = Cli.run(
                "segment", "--threads", 1, "--no-overlays", PICTURE, "--out", folder, "--json", "--focus", "1,1");
        assertEquals("NOTHING_FOUND", corner.json().at("/pictures/0/doubt").asText());
        Cli beside = Cli.run("segment", "--threads", 1, PICTURE, "--out", folder, "--focus", "5000,5000");
        assertEquals(1, beside.code());
        assertTrue(beside.err().contains("the focus 5000.0,5000.0 lies beside the picture"), beside.err());
        Cli wrong = Cli.run("segment", PICTURE, "--out", folder, "--focus", "here");
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("a focus is a box x0,y0,x1,y1 or a point x,y"), wrong.err());
    }
}
