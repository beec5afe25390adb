package org.delineate.dicom.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;
import org.delineate.file.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DicomWebTest {
    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(800), Duration.ofMillis(300), Duration.ofSeconds(5));
    private static final byte[] GOOD = Pacs.file(Pacs.STUDY, "1.2.3.9");

    @TempDir
    private Path folder;

    private static DicomWeb client(Pacs pacs) {
        return new DicomWeb(pacs.url(), Credentials.NONE, SHORT, small());
    }

    /** Has smaller limits on what a server sends. */
    private static Limits small() {
        Limits all = Limits.DEFAULT;
        Limits.DicomLimits d = all.dicom();
        return new Limits(
                all.folders(),
                all.pictures(),
                new Limits.DicomLimits(
                        1 << 20, d.depth(), d.elements(), d.valueBytes(), d.inflatedBytes(), d.frames(), 20, 2 << 20),
                all.texts(),
                all.tensors(),
                all.checkpoints(),
                all.pages(),
                all.server());
    }

    @Test
    void findsPageAfterPageWithCredentials() throws Exception {
        List<String> uids = List.of("1.1", "1.2", "1.3", "1.4", "1.5");
        List<String> authorisations = new ArrayList<>();
        try (Pacs pacs = Pacs.answering(exchange -> {
            authorisations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            int offset = Integer.parseInt(exchange.getRequestURI().getQuery().replaceAll(".*offset=", ""));
            StringBuilder json = new StringBuilder("[");
            for (String uid :
                    uids.subList(offset, Math.min(offset + 2, uids.size()))) { // two at most, whatever is asked
                json.append(json.length() > 1 ? "," : "")
                        .append("{\"0020000D\":{\"vr\":\"UI\",\"Value\":[\"" + uid + "\"]},\"00100020\":{\"vr\":\"LO\","
                                + "\"Value\":[\"A B+Ü\"]},\"00100010\":{\"vr\":\"PN\",\"Value\":[{\"Alphabetic\":"
                                + "\"X^Y\",\"Phonetic\":\"z\"}]}}");
            }
            Pacs.send(exchange, 200, "application/dicom+json", Pacs.bytes(json + "]"));
        })) {
            DicomWeb web = new DicomWeb(pacs.url() + "/", Credentials.basic("user", "pass:word"));
            List<DataSet> studies = web.studies(StudyQuery.patient("A B+Ü"));
            assertEquals(
                    uids,
                    studies.stream()
                            .map(s -> s.requireText(Tag.STUDY_INSTANCE_UID))
                            .toList());
            assertEquals("X^Y==z", studies.get(0).requireText(Tag.PATIENT_NAME));
            assertEquals("GET /dicom-web/studies?PatientID=A%20B%2B%C3%9C&limit=200&offset=0", pacs.requests.get(0));
            String expected = "Basic " + Base64.getEncoder().encodeToString("user:pass:word".getBytes());
            assertTrue(authorisations.stream().allMatch(expected::equals), "sent with each request");
        }
    }

    @Test
    void leavesOutStudiesOfOthers() throws Exception {
        String row = "{\"0020000D\":{\"vr\":\"UI\",\"Value\":[\"1.%d\"]},\"00100020\":{\"vr\":\"LO\"%s}}";
        byte[] all = Pacs.bytes("[" + String.format(row, 1, ",\"Value\":[\"secret-1\"]") + ","
                + String.format(row, 2, ",\"Value\":[\"SECRET-1 \"]") + "," + String.format(row, 3, "") + "]");
        byte[] silent = Pacs.bytes("[{\"0020000D\":{\"vr\":\"UI\",\"Value\":[\"1.1\"]}}]");
        StudyQuery query = StudyQuery.patient("SECRET-1");
        try (Pacs pacs = Pacs.answering(exchange -> Pacs.send(exchange, 200, "application/json", all))) {
            List<DataSet> studies = client(pacs).studies(query);
            assertEquals(
                    List.of("1.2"),
                    studies.stream()
                            .map(s -> s.requireText(Tag.STUDY_INSTANCE_UID))
                            .toList());
        }
        try (Pacs pacs = Pacs.answering(exchange -> Pacs.send(exchange, 200, "application/json", silent))) {
            DicomWebException e =
                    assertThrows(DicomWebException.class, () -> client(pacs).studies(query));
            assertTrue(e.getMessage().contains("no PatientID of a study"), e.getMessage());
            assertFalse(e.getMessage().contains("SECRET"), e.getMessage());
        }
    }

    @Test
    void asksMoreLooselyWhereAServerDoesNotDecodeAddresses() throws Exception {
        byte[] rows = Pacs.bytes("[{\"0020000D\":{\"vr\":\"UI\",\"Value\":[\"1.1\"]},"
                + "\"00100020\":{\"vr\":\"LO\",\"Value\":[\"A 1\"]}}]");
        try (Pacs pacs = Pacs.answering(exchange -> {
            boolean decoded = exchange.getRequestURI().getRawQuery().startsWith("PatientID=A*1&");
            Pacs.send(exchange, 200, "application/json", decoded ? rows : Pacs.bytes("[]"));
        })) {
            assertEquals(1, client(pacs).studies(StudyQuery.patient("A 1")).size());
            assertEquals(0, client(pacs).studies(StudyQuery.patient("A/1")).size());
        }
    }

    @Test
    void refusesValuesThatFindOthersToo() {
        for (String value : List.of("", " ", "*", "A?", "A\\B", "A\nB", "x".repeat(65))) {
            assertThrows(IllegalArgumentException.class, () -> StudyQuery.patient(value), value);
        }
        assertThrows(IllegalArgumentException.class, () -> StudyQuery.study("../x"));
    }

    @Test
    void pullsAStudyByteForByte() throws Exception {
        byte[] second = Pacs.file(Pacs.STUDY, "1.2.3.10");
        AtomicInteger last = new AtomicInteger();
        try (Pacs pacs = Pacs.holding(List.of("1.2.3.9", "1.2.3.10"), Pacs.multipart(), Pacs.parts(GOOD, second))) {
            List<Path> files = client(pacs).pull(Pacs.STUDY, folder, last::set);
            assertEquals(
                    List.of(folder.resolve("1.2.3/1.2.3.1/1.2.3.9.dcm"), folder.resolve("1.2.3/1.2.3.1/1.2.3.10.dcm")),
                    files);
            assertArrayEquals(GOOD, Files.readAllBytes(files.get(0)));
            assertArrayEquals(second, Files.readAllBytes(files.get(1)));
            assertEquals(2, last.get());
        }
    }

    static Stream<Arguments> hostile() {
        byte[] good = Pacs.parts(GOOD);
        byte[] long1 = Arrays.copyOf(GOOD, 1 << 21);
        byte[] otherLength = new String(good, java.nio.charset.StandardCharsets.ISO_8859_1)
                .replaceFirst("Content-Length: \\d+", "Content-Length: 7")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[][] many = new byte[21][];
        for (int i = 0; i < many.length; i++) {
            many[i] = Pacs.file(Pacs.STUDY, "1.2.3." + (100 + i));
        }
        byte[] html = Pacs.bytes("--a-boundary\r\nContent-Type: text/html\r\n\r\n<p>\r\n--a-boundary--");
        return Stream.of(
                Arguments.of("no boundary", "multipart/related", good, "with a boundary"),
                Arguments.of("a login page", "text/html", Pacs.bytes("<html>"), "is the address the root"),
                Arguments.of("no part begins", Pacs.multipart(), Pacs.bytes("hello"), "ends inside a part"),
                Arguments.of(
                        "cut in a part", Pacs.multipart(), Arrays.copyOf(good, good.length - 60), "ends inside a part"),
                Arguments.of("a part too long", Pacs.multipart(), Pacs.parts(long1), "more than 1048576 bytes"),
                Arguments.of("another length", Pacs.multipart(), otherLength, "another length than it states"),
                Arguments.of("too many parts", Pacs.multipart(), Pacs.parts(many), "more than 20 parts"),
                Arguments.of("no application/dicom", Pacs.multipart(), html, "part 1 is no application/dicom"),
                Arguments.of(
                        "no DICOM",
                        Pacs.multipart(),
                        Pacs.parts(Pacs.bytes("nothing of the kind")),
                        "no sound DICOM file"),
                Arguments.of(
                        "a damaged file",
                        Pacs.multipart(),
                        Pacs.parts(Arrays.copyOf(GOOD, GOOD.length - 9)),
                        "no sound DICOM file"),
                Arguments.of(
                        "a path as UID",
                        Pacs.multipart(),
                        Pacs.parts(Pacs.file(Pacs.STUDY, "../../evil")),
                        "expected numbers divided by points"),
                Arguments.of(
                        "another study", Pacs.multipart(), Pacs.parts(Pacs.file("1.2.4", "1.2.3.9")), "another study"),
                Arguments.of("an object twice", Pacs.multipart(), Pacs.parts(GOOD, GOOD), "came before"),
                Arguments.of("nothing", Pacs.multipart(), Pacs.parts(), "1 of 1 objects are missing"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void refusesAnAnswerThatIsNotTheStudy(String what, String type, byte[] body, String rule) throws Exception {
        try (Pacs pacs = Pacs.holding(List.of("1.2.3.9"), type, body)) {
            DicomWebException e = assertThrows(
                    DicomWebException.class, () -> client(pacs).pull(Pacs.STUDY, folder.resolve("out"), n -> {}), what);
            assertTrue(e.getMessage().contains(rule), e.getMessage());
            assertFalse(e.getMessage().contains("SECRET"), e.getMessage());
        }
        try (Stream<Path> left = Files.walk(folder)) {
            assertEquals(
                    List.of(),
                    left.filter(f -> f.toString().endsWith(".part")
                                    || f.toString().contains("evil"))
                            .toList());
        }
    }

    @Test
    void endsAnAnswerWithoutEnd() throws Exception {
        byte[] zeros = new byte[1 << 16];
        try (Pacs pacs = retrieving(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", Pacs.multipart());
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(Pacs.bytes("--a-boundary\r\n\r\n"));
            while (true) {
                exchange.getResponseBody().write(zeros);
            }
        })) {
            assertRule("more than 1048576 bytes without a boundary, part 1", pacs);
        }
    }

    @Test
    void refusesAnAnswerShorterThanPromised() throws Exception {
        try (Pacs pacs = retrieving(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", Pacs.multipart());
            exchange.sendResponseHeaders(200, 300_000_000L);
            exchange.getResponseBody().write(Arrays.copyOf(Pacs.parts(GOOD), 500));
            exchange.getResponseBody().flush();
            throw new java.io.IOException("the server gives up");
        })) {
            assertRule("the connection broke", pacs);
        }
    }

    @Test
    void endsAnAnswerThatStops() throws Exception {
        try (Pacs pacs = retrieving(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", Pacs.multipart());
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(Arrays.copyOf(Pacs.parts(GOOD), 500));
            exchange.getResponseBody().flush();
            sleep(1000);
        })) {
            assertRule("no byte came for", pacs);
        }
    }

    @Test
    void endsARequestThatIsNotAnswered() throws Exception {
        try (Pacs pacs = retrieving(exchange -> sleep(1500))) {
            assertRule("no answer in time", pacs);
            assertEquals(2, pacs.requests.size(), "a slow server is not asked again");
        }
    }

    @Test
    void keepsWhatArrivedBeforeAnError() throws Exception {
        byte[] both = Pacs.parts(GOOD, Pacs.bytes("no DICOM"));
        try (Pacs pacs = Pacs.holding(List.of("1.2.3.9"), Pacs.multipart(), both)) {
            assertThrows(DicomWebException.class, () -> client(pacs).pull(Pacs.STUDY, folder, n -> {}));
        }
        assertArrayEquals(GOOD, Files.readAllBytes(folder.resolve("1.2.3/1.2.3.1/1.2.3.9.dcm")));
    }

    @Test
    void followsARedirectionToTheSameServerAlone() throws Exception {
        try (Pacs other = Pacs.holding(List.of(), Pacs.multipart(), Pacs.parts());
                Pacs pacs = Pacs.answering(exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    if (path.contains("/moved/")) {
                        Pacs.send(
                                exchange,
                                200,
                                "application/dicom+json",
                                Pacs.rows(Tag.SERIES_INSTANCE_UID, List.of("1.7")));
                    } else {
                        boolean away = path.contains("1.2.66");
                        String to = away ? other.url() + "/studies" : "/moved/series";
                        exchange.getResponseHeaders().set("Location", to);
                        Pacs.send(exchange, 302, "text/plain", new byte[0]);
                    }
                })) {
            assertEquals(1, client(pacs).series("1.2.55").size());
            DicomWebException e =
                    assertThrows(DicomWebException.class, () -> client(pacs).series("1.2.66"));
            assertTrue(e.getMessage().contains("another server"), e.getMessage());
            assertEquals(List.of(), other.requests);
        }
    }

    @Test
    void asksAgainWhereTheServerIsBusyButSendsOnce() throws Exception {
        AtomicInteger count = new AtomicInteger();
        Path file = Files.write(folder.resolve("a.dcm"), GOOD);
        try (Pacs pacs = Pacs.answering(exchange -> {
            exchange.getRequestBody().readAllBytes();
            int status = count.incrementAndGet() < 3 ? 503 : 204;
            Pacs.send(exchange, status, "text/plain", new byte[0]);
        })) {
            assertEquals(List.of(), client(pacs).series("1.2.3"));
            assertEquals(3, pacs.requests.size());
            count.set(0);
            DicomWebException e =
                    assertThrows(DicomWebException.class, () -> client(pacs).send(List.of(file)));
            assertEquals(503, e.status());
            assertEquals(4, pacs.requests.size());
        }
    }

    @Test
    void namesWhatEachStatusAsksFor() throws Exception {
        Map<Integer, String> remedies =
                Map.of(401, "give credentials", 403, "the right", 404, "root of DICOMweb", 500, "its own log");
        for (int status : remedies.keySet()) {
            try (Pacs pacs = Pacs.answering(
                    exchange -> Pacs.send(exchange, status, "text/plain", Pacs.bytes("patient SECRET-1")))) {
                DicomWebException e = assertThrows(
                        DicomWebException.class, () -> client(pacs).studies(StudyQuery.patient("SECRET-1")));
                assertEquals(status, e.status());
                assertTrue(e.getMessage().contains(remedies.get(status)), e.getMessage());
                assertFalse(e.getMessage().contains("SECRET"), e.getMessage());
            }
        }
        Pacs gone = Pacs.answering(exchange -> {});
        gone.close();
        DicomWebException e =
                assertThrows(DicomWebException.class, () -> client(gone).series("1.2"));
        assertTrue(e.getMessage().contains("does the server run"), e.getMessage());
    }

    @Test
    void refusesSearchesThatAreNoJsonOfDicom() throws Exception {
        for (String json : List.of(
                "[",
                "{}",
                "[1]",
                "[{\"x\":{}}]",
                "[{\"0020000E\":{\"vr\":\"ZZ\"}}]",
                "[{\"0020000E\":{}}]",
                "[{\"0020000E\":{\"vr\":\"UI\",\"Value\":[\"../x\"]}}]",
                "[{\"0020000E\":{\"vr\":\"UI\",\"Value\":{\"a\":1}}}]",
                "[{\"0020000E\":{\"vr\":\"SQ\",\"Value\":[{}]}}]",
                "[{\"00280010\":{\"vr\":\"US\",\"Value\":[\"many\"]}}]",
                "[{\"00280010\":{\"vr\":\"US\",\"Value\":[-1]}}]",
                "[{\"00081140\":{\"vr\":\"SQ\",\"Value\":[3]}}]",
                "[".repeat(100_000))) {
            try (Pacs pacs =
                    Pacs.answering(exchange -> Pacs.send(exchange, 200, "application/dicom+json", Pacs.bytes(json)))) {
                assertThrows(DicomWebException.class, () -> client(pacs).series("1.2.3"), json);
            }
        }
    }

    @Test
    void refusesAddressesThatGiveSecretsAway() {
        for (String url : List.of(
                "",
                "pacs",
                "ftp://pacs/x",
                "https://",
                "https://user:pw@pacs/x",
                "https://pacs/x?token=y",
                "https://pacs/x#y",
                "https:// pacs")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> new DicomWeb(url, Credentials.NONE), url);
            assertFalse(e.getMessage().contains("pw"), e.getMessage());
        }
        Credentials some = Credentials.bearer("abc");
        assertThrows(IllegalArgumentException.class, () -> new DicomWeb("http://pacs/dicom-web", some));
        assertTrue(new DicomWeb("https://pacs/dicom-web", some).isPrivate());
        assertTrue(new DicomWeb("http://localhost:1/dicom-web", some).isPrivate());
        assertFalse(new DicomWeb("http://pacs/dicom-web", Credentials.NONE).isPrivate());
    }

    private static Pacs retrieving(Pacs.Reply reply) throws Exception {
        return Pacs.answering(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/instances")) {
                Pacs.send(exchange, 204, "application/dicom+json", new byte[0]);
            } else {
                reply.to(exchange);
            }
        });
    }

    private void assertRule(String rule, Pacs pacs) {
        DicomWebException e =
                assertThrows(DicomWebException.class, () -> client(pacs).pull(Pacs.STUDY, folder, n -> {}));
        assertTrue(e.getMessage().contains(rule), e.getMessage());
        assertEquals(0, folder.toFile().list().length, "nothing is left");
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
