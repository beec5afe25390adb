package org.delineate.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.delineate.file.Limits;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.Overlay;
import org.delineate.image.Resize;
import org.delineate.sample.Augment;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Times what happens to a picture outside the network, at a size that ultrasound pictures often have. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PictureBenchmark {
    private static final int HEIGHT = 471;
    private static final int WIDTH = 562;

    private final Preprocess preprocess = Preprocess.of(Task.CHANNELS, Task.SIDE);
    private final Path origin = Path.of("noise.png");
    private byte[] png;
    private Image image;
    private Mask mask;
    private float[] plane;
    private Sample sample;
    private int index;

    /** Draws a disc in smooth noise. */
    @Setup
    public void make() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        byte[] samples = new byte[HEIGHT * WIDTH * Task.CHANNELS];
        boolean[] disc = new boolean[HEIGHT * WIDTH];
        for (int i = 0; i < disc.length; i++) {
            int y = i / WIDTH - HEIGHT / 2;
            int x = i % WIDTH - WIDTH / 2;
            disc[i] = y * y + x * x < 100 * 100;
            byte grey = (byte)
                    (80 + 60 * Math.sin(y * 0.05) * Math.cos(x * 0.03) + random.nextInt(20) - (disc[i] ? 40 : 0));
            for (int c = 0; c < Task.CHANNELS; c++) {
                samples[i * Task.CHANNELS + c] = grey;
            }
        }
        image = Image.ofBytes(HEIGHT, WIDTH, Task.CHANNELS, samples);
        mask = Mask.of(HEIGHT, WIDTH, disc);
        plane = image.plane(0);
        sample = preprocess.resize("noise", image, mask);
        Path file = Files.createTempFile("bench", ".png");
        ImageFile.write(file, image);
        png = Files.readAllBytes(file);
        Files.delete(file);
    }

    @Benchmark
    public Image decodePng() {
        return ImageFile.parse(png, origin, Limits.DEFAULT);
    }

    @Benchmark
    public float[] resizeOnePlane() {
        return Resize.bilinear(plane, HEIGHT, WIDTH, Task.SIDE, Task.SIDE);
    }

    @Benchmark
    public Sample preprocess() {
        return preprocess.apply("noise", image);
    }

    @Benchmark
    public BufferedImage overlay() {
        return Overlay.draw(image, mask, mask, WIDTH);
    }

    @Benchmark
    public Sample augment() {
        return Augment.UPRIGHT.apply(sample, 1, 1, index++);
    }
}
