package org.delineate.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.delineate.image.Mask;
import org.delineate.png.Png;
import org.delineate.serve.work.Masks;

/** Uploads, corrects and reads, writes down what the server acknowledged, and looks for it afterwards. */
final class Acknowledged {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 90;

    /** Seed of each picture's pixels, by the picture's identifier. */
    private final Map<String, Long> pictures = new ConcurrentHashMap<>();

    private final Map<String, Correction> corrections = new ConcurrentHashMap<>();
    private final Map<String, Saved> readings = new ConcurrentHashMap<>();

    private record Correction(String image, long seed) {}

    /**
     * Is the last reading of a picture that was acknowledged.
     *
     * @param comment of that revision
     */
    private record Saved(int revision, String comment) {}

    int count() {
        return pictures.size() + corrections.size() + readings.size();
    }

    /** Works as one reader until the connection breaks; throws where an answer is not the expected one. */
    void work(Browser browser, Random random) throws Exception {
        while (true) {
            long seed = random.nextLong();
            String image = browser.upload("a.png", picture(seed))
                    .expect(201)
                    .json()
                    .get("images")
                    .get(0)
                    .get("id")
                    .asText();
            pictures.put(image, seed);
            String path = "/api/images/" + image;
            String segmentation = browser.multipart(
                            path + "/segmentations",
                            Map.of("frame", "0", "tool", "brush"),
                            "mask",
                            "mask.png",
                            Masks.png(mask(seed)))
                    .expect(201)
                    .json()
                    .get("id")
                    .asText();
            corrections.put(segmentation, new Correction(image, seed));
            for (int revision = 0; revision < 3; revision++) {
                String comment = "comment " + seed + " " + (revision + 1);
                browser.put(
                                path + "/reading",
                                Map.of("segmentation", segmentation, "comment", comment, "revision", revision))
                        .expect(200);
                readings.put(image, new Saved(revision + 1, comment));
            }
        }
    }

    private static byte[] picture(long seed) {
        Random random = new Random(seed);
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            picture.getRaster().setSample(i % WIDTH, i / WIDTH, 0, random.nextInt(256));
        }
        return Png.encode(picture);
    }

    private static Mask mask(long seed) {
        Random random = new Random(~seed);
        boolean[] pixels = new boolean[WIDTH * HEIGHT];
        int x0 = random.nextInt(WIDTH / 2);
        int y0 = random.nextInt(HEIGHT / 2);
        for (int y = y0; y < y0 + HEIGHT / 3; y++) {
            for (int x = x0; x < x0 + WIDTH / 3; x++) {
                pixels[y * WIDTH + x] = random.nextInt(50) != 0;
            }
        }
        return Mask.of(HEIGHT, WIDTH, pixels);
    }

    /** Lists what is not there, or not as it was acknowledged. */
    List<String> lost(Browser browser) throws Exception {
        List<String> lost = new ArrayList<>();
        for (Map.Entry<String, Long> picture : pictures.entrySet()) {
            Browser.Answer original = browser.get("/api/images/" + picture.getKey() + "/original");
            if (original.status() != 200 || !Arrays.equals(picture(picture.getValue()), original.bytes())) {
                lost.add("picture " + picture.getKey() + ": " + original.status());
            }
        }
        for (Map.Entry<String, Correction> correction : corrections.entrySet()) {
            Correction made = correction.getValue();
            Browser.Answer mask =
                    browser.get("/api/images/" + made.image() + "/segmentations/" + correction.getKey() + "/mask");
            if (mask.status() != 200 || !mask(made.seed()).equals(Masks.stored(mask.bytes()))) {
                lost.add("correction " + correction.getKey() + ": " + mask.status());
            }
        }
        for (Map.Entry<String, Saved> reading : readings.entrySet()) {
            Browser.Answer found = browser.get("/api/images/" + reading.getKey() + "/reading");
            if (found.status() != 200 || !isAsSaved(found.json(), reading.getValue())) {
                lost.add("reading of " + reading.getKey() + ": " + found.text());
            }
        }
        return lost;
    }

    /** The next revision may have been written without its answer; then it is whole. */
    private static boolean isAsSaved(JsonNode found, Saved saved) {
        int revision = found.get("revision").asInt();
        String comment = found.get("comment").asText();
        return revision == saved.revision() && comment.equals(saved.comment())
                || revision == saved.revision() + 1
                        && comment.equals(saved.comment().replaceAll("\\d$", Integer.toString(revision)));
    }
}
