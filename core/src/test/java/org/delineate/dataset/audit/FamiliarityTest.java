package org.delineate.dataset.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.delineate.dataset.Dataset;
import org.delineate.file.Json;
import org.delineate.image.Appearance;
import org.delineate.image.Image;
import org.junit.jupiter.api.Test;

class FamiliarityTest {
    private static final Dataset ULTRASOUND = Dataset.open(Path.of("../demo/busi-small"));

    private static Image image(int height, int width, int channels, Random random, int mean) {
        byte[] samples = new byte[height * width * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) Math.max(0, Math.min(255, mean + 20 * random.nextGaussian()));
        }
        return Image.ofBytes(height, width, channels, samples);
    }

    @Test
    void knowsUltrasoundFromNoiseAndFromColour() {
        List<Image> images = ULTRASOUND.cases().stream().map(ULTRASOUND::image).toList();
        List<float[]> trained = images.stream().limit(42).map(Appearance::of).toList();
        Familiarity known = Familiarity.of(trained).orElseThrow();
        assertEquals(42, known.pictures());
        for (Image other : images.subList(42, images.size())) {
            assertTrue(known.strangeness(other) < 1, "" + known.strangeness(other));
        }
        Random random = new Random(1);
        assertTrue(known.strangeness(image(300, 400, 1, random, 128)) > 1, "noise");
        Image first = images.get(0);
        int width = first.width();
        Image red = Image.ofBytes(first.height(), width, 3, red(first));
        assertTrue(known.strangeness(red) > 1, "ultrasound in red: " + known.strangeness(red));
        Image inverted = first.withSamples(i ->
                255 - first.sample(i / first.channels() / width, i / first.channels() % width, i % first.channels()));
        assertTrue(known.strangeness(inverted) > 1, "ultrasound as a negative: " + known.strangeness(inverted));
    }

    private static byte[] red(Image image) {
        byte[] samples = new byte[image.height() * image.width() * 3];
        for (int i = 0; i < image.height() * image.width(); i++) {
            samples[3 * i] = (byte) image.sample(i / image.width(), i % image.width(), 0);
        }
        return samples;
    }

    @Test
    void saysNothingOfFewPictures() {
        Random random = new Random(1);
        List<float[]> few = new ArrayList<>();
        for (int i = 0; i < Familiarity.FEWEST - 1; i++) {
            few.add(Appearance.of(image(20, 30, 3, random, 10 * i % 200)));
        }
        assertEquals(Optional.empty(), Familiarity.of(few));
        few.add(Appearance.of(image(20, 30, 3, random, 77)));
        assertTrue(Familiarity.of(few).isPresent());
    }

    @Test
    void isTheSameAfterAFile() {
        Random random = new Random(2);
        List<float[]> some = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            some.add(Appearance.of(image(20, 30, 3, random, 3 * i)));
        }
        Familiarity known = Familiarity.of(some).orElseThrow();
        assertEquals(known, Json.parse(Json.pretty(known), Familiarity.class, Path.of("familiarity.json")));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Familiarity(60, List.of(1f), known.whitening(), known.limit()));
    }

    @Test
    void anAppearanceDoesNotDependOnSizeOrChannels() {
        byte[] small = new byte[128 * 128];
        byte[] large = new byte[256 * 256 * 3];
        for (int i = 0; i < 256 * 256; i++) {
            byte value = (byte) (i / 256 / 2 + i % 256 / 4);
            small[i / 512 * 128 + i % 256 / 2] = value;
            large[3 * i] = value;
            large[3 * i + 1] = value;
            large[3 * i + 2] = value;
        }
        float[] one = Appearance.of(Image.ofBytes(128, 128, 1, small));
        float[] other = Appearance.of(Image.ofBytes(256, 256, 3, large));
        for (int i = 0; i < Appearance.SIZE; i++) {
            assertEquals(one[i], other[i], 0.05, "number " + i);
        }
    }
}
