package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;
import org.delineate.png.Png;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads files that promise more than they hold, and damaged ones: each is taken whole or refused with a reason. */
class UploadBombsTest {
    private static final int MUTANTS = Integer.getInteger("mutants", 300);
    private static final long HEAP = 64L << 20;

    @TempDir
    static Path home;

    private static DiagnosisServer server;
    private static Browser browser;

    @BeforeAll
    static void start() {
        server = TestServer.start(home);
        browser = Browser.ofNewAccount(server, "reader");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try (Stream<Path> files = Files.list(home.resolve("incoming"))) {
            assertEquals(List.of(), files.toList());
        }
        long rows = 0;
        for (JsonNode count : browser.get("/api/images").expect(200).json().get("counts")) {
            rows += count.asInt();
        }
        try (Stream<Path> files = Files.walk(home.resolve("pictures"))) {
            assertEquals(rows, files.filter(Files::isRegularFile).count());
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void bombsAreRefused() throws Exception {
        long before = heap();
        Map<String, byte[]> bombs = new LinkedHashMap<>();
        bombs.put("wide.png", png(30_000, 30_000));
        bombs.put("most.png", png(Integer.MAX_VALUE, Integer.MAX_VALUE));
        byte[] jpeg = picture("jpg");
        for (int i = 0; i < jpeg.length - 9; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
                Arrays.fill(jpeg, i + 5, i + 9, (byte) 0xff);
            }
        }
        bombs.put("most.jpg", jpeg);
        bombs.put("claims.dcm", dicom(new byte[] {8, 0, 5, 0, 'U', 'T', 0, 0, 0, 0, 0, 0x65}));
        bombs.put("nested.dcm", dicom(nestedSequences(20_000)));
        bombs.put("entries.zip", zip(3000, "a.txt", new byte[1]));
        bombs.put("inside.zip", zip(1, "b.zip", zip(1, "a.png", picture("png"))));
        bombs.put("zeros.zip", zip(3, "a.png", new byte[20 << 20]));
        bombs.put("wide.zip", zip(1, "a.png", png(30_000, 30_000)));
        bombs.put("empty.png", new byte[0]);
        for (Map.Entry<String, byte[]> bomb : bombs.entrySet()) {
            Browser.Answer answer = browser.upload(bomb.getKey(), bomb.getValue());
            assertTrue(
                    answer.status() == 422 || answer.json().get("images").isEmpty(),
                    bomb.getKey() + ": " + answer.status() + " " + answer.text());
        }
        assertTrue(heap() < before + HEAP, "the heap grew");
    }

    @Test
    void deepAndLongJsonIsRefused() throws Exception {
        for (int depth : new int[] {20_000, 100_000}) {
            String body = "[".repeat(depth) + "]".repeat(depth);
            int status = browser.send(browser.json("/api/images/" + "0".repeat(32) + "/length")
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)))
                    .status();
            assertTrue(status >= 400 && status < 500, depth + ": " + status);
        }
    }

    @Test
    void damagedFilesAreTakenWholeOrRefused() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("UploadBombsTest: seed " + seed);
        Random random = new Random(seed);
        List<byte[]> good = new ArrayList<>();
        good.add(picture("png"));
        good.add(picture("jpg"));
        good.add(zip(1, "a.png", picture("png")));
        good.add(ultrasound());
        long before = heap();
        int taken = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutant(good.get(i % good.size()), random);
            Browser.Answer answer = browser.upload("a", mutant);
            assertTrue(
                    answer.status() == 201 || answer.status() == 422,
                    "mutant " + i + ", seed " + seed + ": " + answer.status() + " " + answer.text());
            for (JsonNode image : answer.json().get("images")) {
                browser.get("/api/images/" + image.get("id").asText() + "/frames/0")
                        .expect(200);
                taken++;
            }
        }
        System.out.println("UploadBombsTest: " + taken + " of " + MUTANTS + " mutants taken");
        assertTrue(taken > 0 && taken < MUTANTS, taken + " taken");
        assertTrue(heap() < before + HEAP, "the heap grew");
    }

    private static byte[] mutant(byte[] good, Random random) {
        byte[] mutant = good.clone();
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
            mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
    }

    private static byte[] picture(String format) throws Exception {
        BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 1200; i++) {
            picture.getRaster().setSample(i % 40, i / 40, 0, i * 7 % 256);
        }
        if (format.equals("png")) {
            return Png.encode(picture);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, format, out);
        return out.toByteArray();
    }

    private static byte[] ultrasound() {
        return DicomWriter.encode(DataSet.builder()
                .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                .text(Tag.SOP_INSTANCE_UID, Uid.random())
                .text(Tag.STUDY_INSTANCE_UID, Uid.random())
                .text(Tag.SERIES_INSTANCE_UID, Uid.random())
                .text(Tag.MODALITY, "US")
                .text(Tag.PATIENT_ID, "P")
                .integer(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .integer(Tag.ROWS, 8)
                .integer(Tag.COLUMNS, 10)
                .integer(Tag.BITS_ALLOCATED, 8)
                .integer(Tag.BITS_STORED, 8)
                .integer(Tag.HIGH_BIT, 7)
                .integer(Tag.PIXEL_REPRESENTATION, 0)
                .bytes(Tag.PIXEL_DATA, Vr.OB, new byte[80])
                .build());
    }

    private static byte[] png(int width, int height) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 0, 0, 0, 0})
                        .array());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            deflater.write(new byte[1 << 20]);
        }
        chunk(out, "IDAT", data.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String name, byte[] data) throws Exception {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(data);
        out.write(ByteBuffer.allocate(4).putInt(data.length).array());
        out.write(type);
        out.write(data);
        out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] dicom(byte[] elements) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[128]);
        out.write("DICM".getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {2, 0, 0x10, 0, 'U', 'I', 20, 0});
        out.write("1.2.840.10008.1.2.1\0".getBytes(StandardCharsets.US_ASCII));
        out.write(elements);
        return out.toByteArray();
    }

    private static byte[] nestedSequences(int depth) {
        byte[] one = {8, 0, 0x40, 0x11, 'S', 'Q', 0, 0, -1, -1, -1, -1, -2, -1, 0, (byte) 0xe0, -1, -1, -1, -1};
        ByteBuffer all = ByteBuffer.allocate(depth * one.length);
        for (int i = 0; i < depth; i++) {
            all.put(one);
        }
        return all.array();
    }

    private static byte[] zip(int entries, String name, byte[] content) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries; i++) {
                zip.putNextEntry(new ZipEntry(i + name));
                zip.write(content);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
