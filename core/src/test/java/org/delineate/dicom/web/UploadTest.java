package org.delineate.dicom.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    private static final byte[] GOOD = Pacs.file(Pacs.STUDY, "1.2.3.9");

    @TempDir
    private Path folder;

    @Test
    void sendsFilesAsTheyAre() throws Exception {
        List<byte[]> contents = List.of(GOOD, Pacs.file(Pacs.STUDY, "1.2.3.10"), Pacs.file("1.9", "1.2.3.11"));
        List<Path> files = new ArrayList<>();
        for (byte[] content : contents) {
            files.add(Files.write(folder.resolve(files.size() + ".dcm"), content));
        }
        List<byte[]> received = new ArrayList<>();
        List<String> lengths = new ArrayList<>();
        try (Pacs pacs = Pacs.answering(exchange -> {
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            lengths.add(exchange.getRequestHeaders().getFirst("Content-Length"));
            byte[] body = exchange.getRequestBody().readAllBytes();
            lengths.add("" + body.length);
            MultipartReader parts = new MultipartReader(
                    new ByteArrayInputStream(body), Boundary.of(type).orElseThrow());
            while (parts.next() != null) {
                ByteArrayOutputStream part = new ByteArrayOutputStream();
                parts.copy(part, 1 << 20);
                received.add(part.toByteArray());
            }
            Pacs.send(
                    exchange,
                    202,
                    "application/dicom+json",
                    Pacs.bytes("{\"00081199\":{\"vr\":\"SQ\",\"Value\":[" + item("1.2.3.9", "") + ","
                            + item("1.2.3.10", ",\"00081196\":{\"vr\":\"US\",\"Value\":[45056]}") + ","
                            + item("1.2.3.11", "") + "]}}"));
        })) {
            List<StoredFile> stored = new DicomWeb(pacs.url(), Credentials.NONE).send(files);
            assertEquals(
                    List.of("", "B000, the server has changed elements", ""),
                    stored.stream().map(StoredFile::warning).toList());
            assertEquals("POST /dicom-web/studies", pacs.requests.get(0));
        }
        assertEquals(lengths.get(0), lengths.get(1), "the length was known before");
        assertEquals(3, received.size());
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(contents.get(i), received.get(i));
        }
    }

    @Test
    void listsWhatTheServerRefusedOrDidNotMention() throws Exception {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            files.add(Files.write(folder.resolve("f" + i + ".dcm"), Pacs.file(Pacs.STUDY, "1.2.3." + i)));
        }
        byte[] answer = Pacs.bytes("{\"00081199\":{\"vr\":\"SQ\",\"Value\":[" + item("1.2.3.0", "") + "]},"
                + "\"00081198\":{\"vr\":\"SQ\",\"Value\":["
                + item("1.2.3.1", ",\"00081197\":{\"vr\":\"US\",\"Value\":[43264]}") + "]}}");
        try (Pacs pacs = Pacs.answering(exchange -> {
            exchange.getRequestBody().readAllBytes();
            Pacs.send(exchange, 202, "application/dicom+json", answer);
        })) {
            DicomWebException e =
                    assertThrows(DicomWebException.class, () -> new DicomWeb(pacs.url(), Credentials.NONE).send(files));
            assertTrue(e.getMessage().contains("2 of 3 files were not stored"), e.getMessage());
            assertTrue(e.getMessage().contains("f1.dcm: A900, it does not match its class"), e.getMessage());
            assertTrue(e.getMessage().contains("f2.dcm: the answer of status 202 does not name it"), e.getMessage());
            assertFalse(e.getMessage().contains("f0.dcm"), e.getMessage());
        }
    }

    private static String item(String uid, String more) {
        return "{\"00081150\":{\"vr\":\"UI\",\"Value\":[\"1.2.840.10008.5.1.4.1.1.7\"]},"
                + "\"00081155\":{\"vr\":\"UI\",\"Value\":[\"" + uid + "\"]}" + more + "}";
    }

    @Test
    void sendsNothingWhereAFileIsBad() throws Exception {
        Path good = Files.write(folder.resolve("a.dcm"), GOOD);
        Path bad = Files.writeString(folder.resolve("b.dcm"), "no DICOM, and longer than eight bytes");
        try (Pacs pacs = Pacs.answering(exchange -> Pacs.send(exchange, 200, "text/plain", new byte[0]))) {
            assertThrows(
                    BadFileException.class, () -> new DicomWeb(pacs.url(), Credentials.NONE).send(List.of(good, bad)));
            assertThrows(
                    BadFileException.class, () -> new DicomWeb(pacs.url(), Credentials.NONE).send(List.of(good, good)));
            assertEquals(List.of(), pacs.requests);
        }
    }
}
