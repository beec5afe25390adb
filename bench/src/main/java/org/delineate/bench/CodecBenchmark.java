package org.delineate.bench;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.delineate.dicom.codec.CodecException;
import org.delineate.dicom.codec.JpegDecoder;
import org.delineate.dicom.codec.Samples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Times the decoder of JPEG in DICOM files beside that of the JDK, which is libjpeg in native code. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBenchmark {
    static final int HEIGHT = 768;
    static final int WIDTH = 1024;

    private byte[] coded;

    /** Codes smooth noise of one component with the JDK's encoder at its usual quality of 75 %. */
    @Setup
    public void make() throws IOException {
        ImageIO.setUseCache(false);
        SplittableRandom random = new SplittableRandom(3);
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        WritableRaster raster = picture.getRaster();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                raster.setSample(
                        x, y, 0, 100 + (int) (60 * Math.sin(y * 0.05) * Math.cos(x * 0.03)) + random.nextInt(20));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", out);
        coded = out.toByteArray();
    }

    @Benchmark
    public Samples delineate() throws CodecException {
        return JpegDecoder.decode(coded, 0, coded.length, WIDTH * HEIGHT);
    }

    @Benchmark
    public Raster jdk() throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(coded))) {
            reader.setInput(in, true, true);
            return reader.readRaster(0, null);
        } finally {
            reader.dispose();
        }
    }
}
