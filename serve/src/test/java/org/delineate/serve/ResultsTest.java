package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the demo's pictures to the end: focus, filters, loops, and every file that a reading becomes. */
class ResultsTest {
    @TempDir
    static Path home;

    private static DiagnosisServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(home);
        server.addDemoPictures(TestServer.PICTURES);
        browser = Browser.first(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode image(String name) throws Exception {
        for (JsonNode image : browser.get("/api/images?limit=50").json().get("images")) {
            if (image.get("name").asText().startsWith(name)) {
                return browser.get("/api/images/" + image.get("id").asText()).json();
            }
        }
        throw new AssertionError("the demo has " + name);
    }

    private static JsonNode segment(JsonNode image, Map<String, ?> how) throws Exception {
        return browser.post("/api/images/" + image.get("id").asText() + "/segmentations", how)
                .expect(201)
                .json();
    }

    @Test
    void aSignedReadingBecomesFilesForPeopleAndArchives() throws Exception {
        JsonNode image = image("still.dcm");
        String path = "/api/images/" + image.get("id").asText();
        browser.get(path + "/report.pdf").expect(409);
        JsonNode made = segment(image, Map.of("frame", 0));
        assertEquals("mm", made.get("lesions").get(0).get("unit").asText());
        browser.put(
                        path + "/reading",
                        Map.of(
                                "segmentation",
                                made.get("id").asText(),
                                "category",
                                "4B",
                                "comment",
                                "seen twice",
                                "descriptors",
                                Map.of("shape", "irregular", "margin", List.of("angular", "spiculated")),
                                "revision",
                                0))
                .expect(200);
        browser.put(path + "/reading", Map.of("revision", 1, "descriptors", Map.of("shape", "square")))
                .expect(400);
        browser.post(path + "/reading/signature", Map.of("password", Browser.PASSWORD))
                .expect(200);

        String text = text(browser.get(path + "/report.pdf").expect(200).bytes());
        for (String said : List.of("4B", "Irregular", "seen twice", "breast-ultrasound", "admin", "Invented")) {
            assertTrue(text.contains(said), said + " in " + text);
        }
        assertTrue(text(browser.get(path + "/report.pdf?lang=de").expect(200).bytes())
                .contains("Messwerte"));
        assertEquals(Uid.SEGMENTATION, kind(path + "/seg.dcm"));
        assertEquals("1.2.840.10008.5.1.4.1.1.88.34", kind(path + "/sr.dcm"));
        assertEquals("1.2.840.10008.5.1.4.1.1.104.1", kind(path + "/report.dcm"));
        assertTrue(kind(path + "/capture.dcm").startsWith("1.2.840.10008.5.1.4.1.1.7"));
        assertEquals(
                image.get("width").asInt(),
                ImageIO.read(new ByteArrayInputStream(
                                browser.get(path + "/capture.png").expect(200).bytes()))
                        .getWidth());
    }

    private static String text(byte[] pdf) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    private static String kind(String path) throws Exception {
        DicomFile file = DicomFile.of(browser.get(path).expect(200).bytes(), Path.of("result.dcm"));
        return file.dataSet().requireText(Tag.SOP_CLASS_UID);
    }

    @Test
    void aLoopIsReadFrameByFrame() throws Exception {
        JsonNode image = image("loop.dcm");
        assertEquals(24, image.get("frames").asInt());
        String path = "/api/images/" + image.get("id").asText();
        browser.get(path + "/frames/23").expect(200);
        browser.get(path + "/frames/24").expect(400);
        assertEquals(1, segment(image, Map.of("frame", 20)).get("version").asInt());
        assertEquals(2, segment(image, Map.of("frame", 20)).get("version").asInt());
        assertEquals(2, browser.get(path + "/segmentations?frame=20").json().size());
        assertEquals(0, browser.get(path + "/segmentations?frame=3").json().size());
        JsonNode newest = browser.get(path + "/segmentations?frame=20").json().get(0);
        byte[] mask = browser.get(path + "/segmentations/" + newest.get("id").asText() + "/mask")
                .expect(200)
                .bytes();
        browser.multipart(
                        path + "/segmentations",
                        Map.of(
                                "frame",
                                "3",
                                "tool",
                                "brush",
                                "basedOn",
                                newest.get("id").asText()),
                        "mask",
                        "mask.png",
                        mask)
                .expect(400);
        browser.post("/api/jobs", Map.of("kind", "fine-tune")).expect(400);
        try (Stream<Path> left = Files.list(home.resolve("jobs"))) {
            assertEquals(0, left.count(), "a job that was refused leaves no pictures");
        }
        JsonNode length = browser.post(path + "/length", Map.of("frame", 0, "x1", 0, "y1", 0, "x2", 10, "y2", 0))
                .expect(200)
                .json();
        assertEquals("mm", length.get("unit").asText());
        assertEquals(1.2, length.get("value").asDouble(), 1e-9);
    }

    @Test
    void aModelLooksWhereItIsTold() throws Exception {
        JsonNode image = image("malignant");
        JsonNode box = segment(image, Map.of("frame", 0)).get("lesions").get(0).get("box");
        double x = box.get("x").asDouble();
        double y = box.get("y").asDouble();
        double width = box.get("width").asDouble();
        double height = box.get("height").asDouble();
        JsonNode focused = segment(
                image,
                Map.of(
                        "frame",
                        0,
                        "focus",
                        Map.of("box", Map.of("x0", x, "y0", y, "x1", x + width, "y1", y + height))));
        assertEquals(1, focused.get("lesions").size());
        assertTrue(focused.get("focus").has("box"));
        segment(image, Map.of("frame", 0, "focus", Map.of("point", Map.of("x", x + width / 2, "y", y + height / 2))));
        browser.post(
                        "/api/images/" + image.get("id").asText() + "/segmentations",
                        Map.of("frame", 0, "focus", Map.of("point", Map.of("x", -50, "y", 5))))
                .expect(400);
    }

    @Test
    void filtersAreListedAndApplied() throws Exception {
        JsonNode image = image("still.dcm");
        String path = "/api/images/" + image.get("id").asText() + "/frames/0";
        byte[] original = browser.get(path).expect(200).bytes();
        TreeSet<String> seen = new TreeSet<>();
        for (JsonNode filter : browser.get("/api/denoisers").expect(200).json()) {
            if (!filter.get("learned").asBoolean()) {
                byte[] filtered = browser.get(
                                path + "?denoise=" + filter.get("name").asText())
                        .expect(200)
                        .bytes();
                assertFalse(Arrays.equals(original, filtered), filter.toString());
                seen.add(filter.get("for").asText());
            }
        }
        assertEquals(new TreeSet<>(List.of("noise", "speckle")), seen);
        browser.get(path + "?denoise=none").expect(400);
        assertTrue(browser.get("/api/lexicon?lang=de").json().get("shape").size() >= 3);
    }

    @Test
    void aDeepPictureIsSeenThroughAChosenWindow() throws Exception {
        Path file = Path.of("..", "core", "src/test/resources/dicom/files/pydicom", "MR_small_RLE.dcm");
        String id = browser.upload("deep.dcm", Files.readAllBytes(file))
                .expect(201)
                .json()
                .get("images")
                .get(0)
                .get("id")
                .asText();
        JsonNode window = browser.get("/api/images/" + id).expect(200).json().get("window");
        double centre = window.get("centre").asDouble();
        double width = window.get("width").asDouble();
        String path = "/api/images/" + id + "/frames/0";
        byte[] stated = browser.get(path).expect(200).bytes();
        assertArrayEquals(
                stated,
                browser.get(path + "?centre=" + centre + "&width=" + width)
                        .expect(200)
                        .bytes());
        assertFalse(Arrays.equals(
                stated,
                browser.get(path + "?centre=" + centre + "&width=" + width / 4)
                        .expect(200)
                        .bytes()));
        browser.get(path + "?centre=1&width=0").expect(400);
        browser.get(path + "?centre=1").expect(400);
    }
}
