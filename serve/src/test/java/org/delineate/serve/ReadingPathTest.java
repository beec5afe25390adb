package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.infer.Libtorch;
import org.delineate.infer.Segmenter;
import org.delineate.model.Model;
import org.delineate.model.ShippedModel;
import org.delineate.nn.Precision;
import org.delineate.serve.work.Masks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goes the way of a reader through the interface: sign in, upload, segment, correct, read, sign. */
class ReadingPathTest {
    @TempDir
    Path home;

    @Test
    void readsAPictureFromUploadToSignature() throws Exception {
        Path picture = TestServer.picture();
        String image;
        try (DiagnosisServer server = TestServer.start(home)) {
            Browser browser = Browser.first(server);
            JsonNode uploaded = browser.upload("lesion.png", Files.readAllBytes(picture))
                    .expect(201)
                    .json();
            assertEquals(0, uploaded.get("refused").size());
            image = uploaded.get("images").get(0).get("id").asText();
            assertEquals("new", uploaded.get("images").get(0).get("state").asText());
            assertArrayEquals(
                    Files.readAllBytes(picture),
                    browser.get("/api/images/" + image + "/original")
                            .expect(200)
                            .bytes());

            JsonNode segmented = segment(browser, image);
            assertEquals("model", segmented.get("by").get("kind").asText());
            assertTrue(
                    segmented.get("lesions").get(0).get("measures").get("area").asDouble() > 0);
            byte[] mask = browser.get("/api/images/" + image + "/segmentations/"
                            + segmented.get("id").asText() + "/mask")
                    .expect(200)
                    .bytes();
            assertEquals(mask(picture), Masks.stored(mask), "the mask is the one of the command line");

            JsonNode corrected = correct(browser, image, segmented, mask);
            assertEquals(2, corrected.get("version").asInt());
            assertEquals("reader", corrected.get("by").get("kind").asText());
            sign(browser, image, corrected.get("id").asText());
            browser.post("/api/images/" + image + "/segmentations", Map.of("frame", 0))
                    .expect(409);
            String withdrawal = "/api/images/" + image + "/reading/withdrawal";
            browser.post(withdrawal, Map.of("reason", " ")).expect(400);
            browser.post(withdrawal, Map.of("reason", "the wrong breast")).expect(200);
            assertEquals(
                    "corrected",
                    browser.get("/api/images/" + image).json().get("state").asText());
            browser.post("/api/images/" + image + "/reading/signature", Map.of("password", Browser.PASSWORD))
                    .expect(200);
        }
        try (DiagnosisServer server = TestServer.start(home)) {
            assertTrue(server.oneTimePassword().isEmpty(), "the account is still there");
            Browser browser = new Browser(server.address());
            browser.signIn(DiagnosisServer.firstName(), Browser.PASSWORD).expect(200);
            JsonNode found = browser.get("/api/images?state=signed").expect(200).json();
            assertEquals(image, found.get("images").get(0).get("id").asText());
            assertEquals(1, found.get("counts").get("signed").asInt());
        }
    }

    private static JsonNode segment(Browser browser, String image) throws Exception {
        return browser.post("/api/images/" + image + "/segmentations", Map.of("frame", 0))
                .expect(201)
                .json();
    }

    private static Mask mask(Path picture) {
        try (Model model = ShippedModel.DEFAULT.load();
                Segmenter segmenter = Segmenter.of(model, new Libtorch(Precision.FLOAT32), 1, null)) {
            return segmenter.segment(ImageFile.read(picture)).mask();
        }
    }

    private static JsonNode correct(Browser browser, String image, JsonNode before, byte[] mask) throws Exception {
        boolean[] pixels = Masks.stored(mask).toArray();
        int width = Masks.stored(mask).width();
        for (int i = 0; i < 10 * width; i++) {
            pixels[i] = i % width < 10;
        }
        byte[] changed = Masks.png(Mask.of(pixels.length / width, width, pixels));
        assertNotEquals(mask.length, changed.length);
        return browser.multipart(
                        "/api/images/" + image + "/segmentations",
                        Map.of(
                                "frame",
                                "0",
                                "tool",
                                "brush",
                                "basedOn",
                                before.get("id").asText()),
                        "mask",
                        "mask.png",
                        changed)
                .expect(201)
                .json();
    }

    private static void sign(Browser browser, String image, String segmentation) throws Exception {
        String path = "/api/images/" + image + "/reading";
        JsonNode empty = browser.get(path).expect(200).json();
        assertTrue(empty.get("category").isNull(), "nothing is prefilled");
        browser.put(
                        path,
                        Map.of(
                                "segmentation",
                                segmentation,
                                "category",
                                "4A",
                                "comment",
                                "taller than wide",
                                "descriptors",
                                Map.of("shape", "irregular"),
                                "revision",
                                0))
                .expect(200);
        browser.put(path, Map.of("category", "2", "revision", 0)).expect(409);
        browser.post(path + "/signature", Map.of("password", "not the password"))
                .expect(403);
        JsonNode signed = browser.post(path + "/signature", Map.of("password", Browser.PASSWORD))
                .expect(200)
                .json();
        assertEquals(DiagnosisServer.firstName(), signed.get("signedBy").asText());
    }
}
