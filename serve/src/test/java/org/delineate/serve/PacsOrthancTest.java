package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.web.Credentials;
import org.delineate.dicom.web.DicomWeb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls a study from a real archive, reads it to the signature, and finds the results there. */
class PacsOrthancTest {
    @TempDir
    Path folder;

    @Test
    void aStudyIsPulledReadSignedAndSentBack() throws Exception {
        try (Orthanc orthanc = Orthanc.start(folder)) {
            DicomWeb archive = new DicomWeb(orthanc.url(), Credentials.basic(Orthanc.USER, Orthanc.PASSWORD));
            Path original = folder.resolve("original.dcm");
            try (DiagnosisServer server = TestServer.start(folder.resolve("home"), null, Map.of("pacs", archive))) {
                server.addDemoPictures(TestServer.PICTURES);
                Browser browser = Browser.first(server);
                Files.write(original, still(browser));
                archive.send(List.of(original));
                DataSet sent = DicomFile.read(original).dataSet();
                String study = sent.requireText(Tag.STUDY_INSTANCE_UID);
                assertEquals(
                        study,
                        browser.get("/api/servers/pacs/studies?patient=" + sent.requireText(Tag.PATIENT_ID))
                                .expect(200)
                                .json()
                                .get(0)
                                .get("uid")
                                .asText());
                JsonNode pulled = browser.post("/api/servers/pacs/studies/" + study, "")
                        .expect(201)
                        .json();
                assertEquals(1, pulled.get("images").size(), pulled.toString());
                String path =
                        "/api/images/" + pulled.get("images").get(0).get("id").asText();
                String corrected = correct(browser, path);
                sign(browser, path, corrected);
                assertEquals(
                        4,
                        browser.post(path + "/send", Map.of("server", "pacs"))
                                .expect(200)
                                .json()
                                .get("sent")
                                .size());
                requireResults(archive, study, sent.requireText(Tag.SOP_INSTANCE_UID));
            }
        }
    }

    private static byte[] still(Browser browser) throws Exception {
        for (JsonNode image : browser.get("/api/images").json().get("images")) {
            if (image.get("name").asText().startsWith("still.dcm")) {
                return browser.get("/api/images/" + image.get("id").asText() + "/original")
                        .expect(200)
                        .bytes();
            }
        }
        throw new AssertionError("the demo has still.dcm");
    }

    private static String correct(Browser browser, String path) throws Exception {
        String made = browser.post(path + "/segmentations", Map.of("frame", 0))
                .expect(201)
                .json()
                .get("id")
                .asText();
        byte[] mask = browser.get(path + "/segmentations/" + made + "/mask")
                .expect(200)
                .bytes();
        return browser.multipart(
                        path + "/segmentations",
                        Map.of("frame", "0", "tool", "brush", "basedOn", made),
                        "mask",
                        "mask.png",
                        mask)
                .expect(201)
                .json()
                .get("id")
                .asText();
    }

    private static void sign(Browser browser, String path, String segmentation) throws Exception {
        browser.put(
                        path + "/reading",
                        Map.of("segmentation", segmentation, "category", "3", "comment", "", "revision", 0))
                .expect(200);
        browser.post(path + "/reading/signature", Map.of("password", Browser.PASSWORD))
                .expect(200);
    }

    /** The archive has the picture and the four results, each of which names the picture it was made from. */
    private void requireResults(DicomWeb archive, String study, String picture) throws Exception {
        assertEquals(5, archive.instances(study).size());
        Map<String, DataSet> results = new TreeMap<>();
        for (Path file : archive.pull(study, folder.resolve("seen"), count -> {})) {
            DataSet set = DicomFile.read(file).dataSet();
            assertEquals(study, set.requireText(Tag.STUDY_INSTANCE_UID));
            results.put(set.requireText(Tag.SOP_CLASS_UID), set);
        }
        assertEquals(5, results.size(), "five kinds of object");
        for (String kind :
                List.of(Uid.SEGMENTATION, "1.2.840.10008.5.1.4.1.1.88.34", "1.2.840.10008.5.1.4.1.1.104.1")) {
            assertTrue(results.containsKey(kind), kind + " in " + results.keySet());
            assertTrue(results.get(kind).toString().contains(picture), kind + " names its picture");
        }
    }
}
