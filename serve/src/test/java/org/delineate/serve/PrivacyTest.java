package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a patient whose name is markup, lets requests fail, and looks for the name in the log and in errors. */
class PrivacyTest {
    private static final String NAME = "Secretname<script>alert(1)</script>";
    private static final String NUMBER = "SECRET-4711";

    @TempDir
    Path home;

    private static byte[] dicom() {
        DataSetBuilder file = DataSet.builder()
                .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                .text(Tag.SOP_INSTANCE_UID, "1.2.3")
                .text(Tag.STUDY_INSTANCE_UID, "1.2.3.4")
                .text(Tag.SERIES_INSTANCE_UID, "1.2.3.5")
                .text(Tag.MODALITY, "US")
                .text(Tag.PATIENT_NAME, NAME)
                .text(Tag.PATIENT_ID, NUMBER)
                .integer(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .integer(Tag.ROWS, 64)
                .integer(Tag.COLUMNS, 64)
                .integer(Tag.BITS_ALLOCATED, 8)
                .integer(Tag.BITS_STORED, 8)
                .integer(Tag.HIGH_BIT, 7)
                .integer(Tag.PIXEL_REPRESENTATION, 0)
                .bytes(Tag.PIXEL_DATA, Vr.OB, new byte[64 * 64]);
        return DicomWriter.encode(file.build());
    }

    @Test
    void noPatientIsInTheLogOrInErrors() throws Exception {
        ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                log.add(new SimpleFormatter().format(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        try (DiagnosisServer server = TestServer.start(home)) {
            Browser browser = Browser.first(server);
            JsonNode image = browser.upload(NUMBER + ".dcm", dicom())
                    .expect(201)
                    .json()
                    .get("images")
                    .get(0);
            assertTrue(image.get("patient").get("label").asText().contains(NUMBER), "who has signed in sees it");
            String id = image.get("id").asText();
            String path = "/api/images/" + id;
            assertFalse(browser.get(path + "/original")
                    .response()
                    .headers()
                    .firstValue("Content-Disposition")
                    .orElseThrow()
                    .contains("<"));
            browser.post(path + "/segmentations", Map.of("frame", 7)).expect(400);
            byte[] damaged = java.util.Arrays.copyOf(dicom(), 600);
            assertFalse(browser.upload(NUMBER + ".dcm", damaged)
                    .expect(422)
                    .json()
                    .get("refused")
                    .get(0)
                    .get("error")
                    .asText()
                    .contains("Secretname"));
            Files.delete(home.resolve("pictures").resolve(id.substring(0, 2)).resolve(id));
            Browser.Answer failed = browser.get(path + "/frames/0");
            assertTrue(failed.status() >= 400, "its file is gone");
            assertFalse(failed.text().contains(home.toString()), failed.text());
            JsonNode audit = browser.get("/api/audit?limit=500").expect(200).json();
            assertFalse(audit.toString().contains("SECRET"), "identifiers and hashes only");
        } finally {
            root.removeHandler(handler);
        }
        assertEquals(
                "",
                String.join(
                        "",
                        log.stream()
                                .filter(l -> l.contains("ecretname") || l.contains("SECRET"))
                                .toList()));
    }
}
