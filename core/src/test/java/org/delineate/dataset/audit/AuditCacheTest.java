package org.delineate.dataset.audit;

import static org.delineate.dataset.Pictures.blobs;
import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.delineate.dataset.Dataset;
import org.delineate.file.Json;
import org.delineate.image.MaskValues;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit from the cache is the one that the pictures themselves give, whatever happened to them or to the cache. */
class AuditCacheTest {
    private static final int SIDE = 64;
    private static final int PICTURES = 12;

    @TempDir
    Path folder;

    private Path data;
    private Path kept;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void writePictures() {
        data = folder.resolve("data");
        kept = folder.resolve("cache/deep");
        for (int i = 0; i < PICTURES; i++) {
            write(data.resolve("images/p" + i + ".png"), blobs(SIDE, SIDE, i));
            mask(data.resolve("masks/p" + i + ".png"), SIDE, SIDE, 8, 8, 28, 18 + i);
        }
    }

    /** Audits through the cache, and checks that the pictures give the same. */
    private Audit audit() {
        notes.clear();
        Audit cached = Audit.of(new AuditCache(kept, notes::add).read(Dataset.open(data), (done, total) -> {}));
        Audit anew = Audit.of(Dataset.open(data), (done, total) -> {});
        assertEquals(Json.pretty(anew), Json.pretty(cached));
        assertEquals(anew, cached);
        return cached;
    }

    private void assertFromCache(int cases) {
        String said = cases + " of " + PICTURES + " cases from the cache in " + kept;
        assertEquals(cases == 0 ? List.of() : List.of(said), notes);
    }

    private Path file() throws IOException {
        try (Stream<Path> all = Files.list(kept)) {
            List<Path> files = all.toList();
            assertEquals(1, files.size(), files::toString);
            return files.get(0);
        }
    }

    @Test
    void theSecondAuditReadsNoPicture() {
        audit();
        assertFromCache(0);
        audit();
        assertFromCache(PICTURES);
    }

    @Test
    void onlyWhatChangedIsReadAnew() {
        audit();
        write(data.resolve("images/p3.png"), blobs(SIDE, SIDE, 300));
        mask(data.resolve("masks/p5.png"), SIDE, SIDE, 0, 0, 40, 40);
        audit();
        assertFromCache(PICTURES - 2);
        audit();
        assertFromCache(PICTURES);
    }

    /** A picture without compression has one length whatever it shows, and its time can be set back. */
    @Test
    void anotherPictureOfTheSameLengthAndTimeIsNoticed() throws IOException {
        Path picture = data.resolve("images/p3.bmp");
        Files.delete(data.resolve("images/p3.png"));
        write(picture, blobs(SIDE, SIDE, 3));
        FileTime time = FileTime.from(Instant.now().minus(Duration.ofDays(3)));
        Files.setLastModifiedTime(picture, time);
        long bytes = Files.size(picture);
        audit();
        write(picture, blobs(SIDE, SIDE, 4)); // that of p4
        Files.setLastModifiedTime(picture, time);
        assertEquals(bytes, Files.size(picture));
        Audit audit = audit();
        assertFromCache(PICTURES - 1);
        assertEquals(List.of(List.of("p3", "p4")), audit.duplicates().exact());
    }

    @Test
    void aFileThatWasOnlyTouchedIsNotReadAnew() throws IOException {
        audit();
        Files.setLastModifiedTime(data.resolve("images/p3.png"), FileTime.from(Instant.EPOCH));
        audit();
        assertFromCache(PICTURES);
    }

    @Test
    void damagedEntriesAreLeftAside() throws IOException {
        audit();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(2, lines.get(2).replace("\"lesionShare\":0.", "\"lesionShare\":1."));
        lines.set(4, lines.get(4).substring(0, 500));
        lines.set(6, "");
        Files.write(file(), lines);
        audit();
        assertEquals("3 damaged entries of the cache in " + kept + " are left aside", notes.get(0));
        assertEquals(PICTURES - 3 + " of " + PICTURES + " cases from the cache in " + kept, notes.get(1));
        audit();
        assertFromCache(PICTURES);
    }

    @Test
    void flippedBitsNeverChangeTheAudit() throws IOException {
        audit();
        byte[] whole = Files.readAllBytes(file());
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int trial = 0; trial < 8; trial++) {
            byte[] damaged = whole.clone();
            for (int flips = 0; flips < 3; flips++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file(), damaged);
            audit();
        }
    }

    @Test
    void whatIsNoCacheIsWrittenAnew() throws IOException {
        audit();
        Path file = file();
        for (byte[] nonsense :
                List.of(new byte[0], new byte[] {(byte) 0xc3, 0}, "null\n".getBytes(StandardCharsets.UTF_8))) {
            Files.write(file, nonsense);
            audit();
            audit();
            assertFromCache(PICTURES);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoFailure() throws IOException {
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, "a file");
        audit();
        assertTrue(notes.get(0).startsWith("the audit is not kept: "), notes::toString);
    }

    /** Masks read by another rule are other masks. */
    @Test
    void anotherRuleHasItsOwnEntries() {
        AuditCache cache = new AuditCache(kept, notes::add);
        MaskValues turned = MaskValues.parse("background=255,lesion=0");
        Audit one = Audit.of(cache.read(Dataset.open(data), (done, total) -> {}));
        Audit two = Audit.of(cache.read(Dataset.open(data).withMaskValues(turned), (done, total) -> {}));
        assertNotEquals(one.sizes().lesionShare(), two.sizes().lesionShare());
        assertEquals(List.of(), notes);
    }

    @Test
    void casesOfAnotherSelectionStay() {
        audit();
        Dataset dataset = Dataset.open(data);
        AuditCache cache = new AuditCache(kept, notes::add);
        cache.read(dataset.without(List.of("p1", "p2")), (done, total) -> {});
        audit();
        assertFromCache(PICTURES);
    }

    @Test
    void whatCannotBeReadIsTriedAgain() throws IOException {
        Path picture = data.resolve("images/p3.png");
        byte[] good = Files.readAllBytes(picture);
        Files.writeString(picture, "no picture");
        assertEquals(1, audit().files().unreadable().size());
        assertEquals(1, audit().files().unreadable().size());
        assertFromCache(PICTURES - 1);
        Files.write(picture, good);
        assertEquals(0, audit().files().unreadable().size());
    }

    /** Fingerprints and masks of the cache are those of the pictures to the last bit. */
    @Test
    void samePixelsGiveOneFingerprint() {
        BufferedImage image = blobs(SIDE, SIDE, 9);
        byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        Fingerprint print = Fingerprint.of(org.delineate.image.Image.ofBytes(SIDE, SIDE, 1, samples));
        Fingerprint again = new Fingerprint(print.levels());
        assertEquals(1, print.similarity(again, Symmetry.SAME), 1e-5);
        assertEquals(0, print.distance(again, Symmetry.SAME));
    }
}
