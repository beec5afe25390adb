package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that fetch, send and de-identify, with a small server on this machine. */
class DicomTransferTest {
    private static final Path FILE =
            Path.of("../core/src/test/resources/dicom/files/pydicom").resolve("MR_small.dcm");

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private String url;
    private byte[] received = new byte[0];
    private final List<DataSet> objects = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        DicomFile file = DicomFile.read(FILE);
        String study = file.dataSet().requireText(Tag.STUDY_INSTANCE_UID);
        String instance = file.dataSet().requireText(Tag.SOP_INSTANCE_UID);
        byte[] content = Files.readAllBytes(FILE);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        url = "http://localhost:" + server.getAddress().getPort() + "/dicom-web";
        server.createContext("/dicom-web/studies", exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("POST")) {
                received = exchange.getRequestBody().readAllBytes();
                String stored = parts(exchange.getRequestHeaders().getFirst("Content-Type")).stream()
                        .map(part -> "{" + uid("00081155", part.requireText(Tag.SOP_INSTANCE_UID)) + "}")
                        .collect(Collectors.joining(","));
                json(exchange, "{\"00081199\":{\"vr\":\"SQ\",\"Value\":[" + stored + "]}}");
            } else if (path.endsWith("/studies")) {
                boolean known = exchange.getRequestURI().getQuery().startsWith("PatientID=4MR1&limit=200&offset=0");
                json(
                        exchange,
                        known
                                ? "[{" + uid("0020000D", study) + ",\"00100020\":{\"vr\":\"LO\",\"Value\":[\"4MR1\"]}}]"
                                : "[]");
            } else if (path.endsWith("/instances")) {
                boolean first = exchange.getRequestURI().getQuery().endsWith("offset=0");
                json(exchange, first ? "[{" + uid("00080018", instance) + "}]" : "[]");
            } else {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                body.writeBytes("--x\r\nContent-Type: application/dicom\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                body.writeBytes(content);
                body.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.US_ASCII));
                send(exchange, "multipart/related; type=\"application/dicom\"; boundary=x", body.toByteArray());
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** The objects of the body that was received. */
    private List<DataSet> parts(String type) {
        String boundary = type.replaceFirst(".*boundary=\"?([^\";]+).*", "$1");
        List<DataSet> parts = new ArrayList<>();
        for (String part : new String(received, StandardCharsets.ISO_8859_1).split("--" + boundary)) {
            int start = part.indexOf("\r\n\r\n") + 4;
            if (start > 4) {
                byte[] bytes = part.substring(start, part.length() - 2).getBytes(StandardCharsets.ISO_8859_1);
                parts.add(DicomFile.of(bytes, Path.of("part")).dataSet());
            }
        }
        objects.addAll(parts);
        return parts;
    }

    private static String uid(String tag, String uid) {
        return "\"" + tag + "\":{\"vr\":\"UI\",\"Value\":[\"" + uid + "\"]}";
    }

    private static void json(HttpExchange exchange, String text) throws IOException {
        send(exchange, "application/dicom+json", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void pullsTheStudiesOfAPatient() throws Exception {
        Cli pulled = Cli.run("dicom", "pull", url, "--patient", "4MR1", "--out", folder, "--json");
        assertEquals(0, pulled.code(), pulled.err());
        Path file = Path.of(pulled.json().at("/studies/0/files/0").asText());
        assertTrue(file.startsWith(folder), file.toString());
        assertArrayEquals(Files.readAllBytes(FILE), Files.readAllBytes(file));
        Cli nobody = Cli.run("dicom", "pull", url, "--patient", "SECRET-9", "--out", folder);
        assertEquals(1, nobody.code());
        assertEquals("delineate: the server has no study of this PatientID\n", nobody.err());
    }

    @Test
    void sendsFiles() {
        Cli sent = Cli.run("dicom", "send", url, FILE);
        assertEquals(0, sent.code(), sent.err());
        assertEquals("1 file stored\n", sent.out());
        assertTrue(received.length > FILE.toFile().length());
    }

    /** What a former run has fetched into the same folder is neither segmented nor sent again. */
    @Test
    void segmentsTheStudyOfAServerAndSendsTheResults() throws Exception {
        Path former = Files.createDirectories(folder.resolve("study/9.9/9.8")).resolve("9.7.dcm");
        Files.copy(FILE, former);
        String study = DicomFile.read(FILE).dataSet().requireText(Tag.STUDY_INSTANCE_UID);
        Cli answer = Cli.run("segment", "--threads", 1, study, "--pacs", url, "--out", folder, "--json");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.err().contains("1 file of 1 study fetched into"), answer.err());
        assertEquals(1, answer.json().get("pictures").size());
        assertEquals(answer.json().get("dicom").size(), objects.size());
        assertTrue(
                objects.stream().anyMatch(o -> o.text(Tag.MODALITY).orElse("").equals("SR")));
        objects.forEach(o -> assertEquals(study, o.requireText(Tag.STUDY_INSTANCE_UID)));
    }

    @Test
    void deidentifiesAFolder() throws Exception {
        Path in = Files.createDirectories(folder.resolve("in/deep"));
        Files.copy(FILE, in.resolve("a.dcm"));
        Files.writeString(in.resolve("notes.txt"), "no DICOM file, and longer than 132 bytes".repeat(5));
        byte[] damaged = java.util.Arrays.copyOf(Files.readAllBytes(FILE), 900);
        Files.write(in.resolve("b.dcm"), damaged);
        Cli made = Cli.run("dicom", "deidentify", folder.resolve("in"), "--out", folder.resolve("out"), "--json");
        assertEquals(1, made.code(), made.err());
        assertEquals(1, made.json().get("passedOver").asInt());
        assertEquals(1, made.json().get("failures").size());
        assertTrue(made.err().contains("b.dcm"), made.err());
        assertTrue(made.err().contains("does not say whether text is burnt"), made.err());
        try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
            List<Path> written = files.filter(Files::isRegularFile).toList();
            assertEquals(1, written.size());
            String bytes = Files.readString(written.get(0), StandardCharsets.ISO_8859_1);
            assertFalse(bytes.contains("CompressedSamples"), "the patient's name");
            Cli shown = Cli.run("dicom", "show", written.get(0), "--json");
            assertEquals(
                    Cli.run("dicom", "show", FILE, "--json").json().get("sha256"),
                    shown.json().get("sha256"),
                    "the same pixels");
        }
        Files.delete(in.resolve("b.dcm"));
        Files.copy(FILE, in.resolve("twin.dcm"));
        Cli twice = Cli.run("dicom", "deidentify", folder.resolve("in"), "--out", folder.resolve("twice"));
        assertEquals(1, twice.code(), twice.err());
        assertTrue(twice.err().contains("twin.dcm: the same object as another file"), twice.err());
        Cli inside = Cli.run("dicom", "deidentify", folder, "--out", folder.resolve("out"));
        assertTrue(inside.err().contains("which is read"), inside.err());
    }

    @Test
    void refusesWrongUsage() {
        for (String line : List.of(
                "dicom pull http://localhost/x --out y",
                "dicom pull http://localhost/x --patient a --accession b --out y",
                "dicom pull http://localhost/x --patient a",
                "dicom pull --patient a --out y",
                "dicom send http://localhost/x",
                "dicom deidentify x")) {
            Cli answer = Cli.run((Object[]) line.split(" "));
            assertEquals(2, answer.code(), line + "\n" + answer.err());
        }
        for (String line : List.of(
                "dicom pull ftp://x --patient a --out y",
                "dicom pull https://me:s3cret@x/y --patient a --out y",
                "dicom pull http://localhost:1/x --patient a* --out y",
                "dicom pull http://localhost:1/x --study ../a --out y")) {
            Cli answer = Cli.run((Object[]) line.split(" "));
            assertEquals(1, answer.code(), line + "\n" + answer.err());
            assertTrue(answer.err().startsWith("delineate: ") && !answer.err().contains("s3cret"), answer.err());
            assertFalse(answer.err().contains("should not happen"), answer.err());
        }
    }
}
