package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Makes DICOM files of a picture with the programs of dcmtk, grey, in colour, and with 12 and 16 bits. */
final class DcmtkFiles {
    private static final Path PICTURES = Path.of("../demo/busi-small");

    static final List<String> KINDS = List.of("grey", "colour", "12 bits", "16 bits");

    /** Processes of dcmcjpeg whose samples are those that went in. */
    private static final List<String> LOSSLESS = List.of(
            "dcmcjpeg +e1",
            "dcmcjpeg +el +sv 1",
            "dcmcjpeg +el +sv 2",
            "dcmcjpeg +el +sv 3",
            "dcmcjpeg +el +sv 4",
            "dcmcjpeg +el +sv 5",
            "dcmcjpeg +el +sv 6",
            "dcmcjpeg +el +sv 7",
            "dcmcrle",
            "dcmcjpls +el",
            "dcmconv +tb",
            "dcmconv +ti",
            "dcmconv +td");

    private static final List<String> LOSSY = List.of("dcmcjpeg +eb", "dcmcjpeg +ee", "dcmcjpeg +es", "dcmcjpeg +ep");

    /**
     * Is a file with the samples that it must have.
     *
     * @param kind one of {@link #KINDS}
     * @param reference where these come from
     * @param tolerance most units of a sample that they may differ by
     */
    record Made(Path file, String command, String kind, byte[] samples, String reference, int tolerance) {}

    private DcmtkFiles() {}

    /** Lists every tenth picture of the demonstration data, without the masks. */
    static List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.walk(PICTURES)) {
            List<Path> all = files.filter(
                            f -> f.toString().endsWith(".png") && !f.toString().contains("_mask"))
                    .sorted()
                    .toList();
            List<Path> some = new ArrayList<>();
            for (int i = 0; i < all.size(); i += 10) {
                some.add(all.get(i));
            }
            return some;
        }
    }

    static List<Made> make(Path png, Path folder) throws Exception {
        BufferedImage picture = ImageIO.read(png.toFile());
        List<Made> made = new ArrayList<>();
        byte[] grey = samples(picture, false);
        Path greyFile = img2dcm(picture, false, folder);
        made.add(new Made(greyFile, "img2dcm", "grey", grey, "the picture", 0));
        compress(greyFile, "grey", grey, made, LOSSY);
        byte[] colour = samples(picture, true);
        Path colourFile = img2dcm(picture, true, folder);
        made.add(new Made(colourFile, "img2dcm", "colour", colour, "the picture", 0));
        compress(colourFile, "colour", colour, made, LOSSY);
        for (int bits : new int[] {12, 16}) {
            byte[] words = words(grey, bits);
            Path file = folder.resolve(bits + ".dcm");
            DicomWriter.write(
                    file,
                    Pictures.grey16(picture.getHeight(), picture.getWidth(), bits, false)
                            .bytes(Tag.PIXEL_DATA, Vr.OW, words)
                            .build());
            compress(file, bits + " bits", words, made, bits == 12 ? List.of("dcmcjpeg +ee") : List.of());
        }
        return made;
    }

    private static void compress(Path file, String kind, byte[] samples, List<Made> made, List<String> lossy)
            throws Exception {
        for (String command : LOSSLESS) {
            Path out = next(file, made);
            run(command, file, out);
            made.add(new Made(out, command, kind, samples, "the picture", 0));
            if (command.startsWith("dcmcjpeg")) {
                Path decoded = out.resolveSibling("decoded-" + out.getFileName());
                run("dcmdjpeg", out, decoded);
                made.add(new Made(decoded, "dcmdjpeg", kind, samples, "the picture", 0));
            }
        }
        Path near = next(file, made);
        run("dcmcjpls +en +md 2", file, near);
        made.add(new Made(near, "dcmcjpls +en +md 2", kind, samples, "the picture", 2));
        for (String command : lossy) {
            Path out = next(file, made);
            run(command, file, out);
            Path decoded = out.resolveSibling("decoded-" + out.getFileName());
            run("dcmdjpeg +cn", out, decoded);
            made.add(new Made(out, command, kind, pixels(decoded), "dcmdjpeg", 2));
        }
    }

    private static Path next(Path file, List<Made> made) {
        return file.resolveSibling(made.size() + "-" + file.getFileName());
    }

    /** Reads the uncompressed samples of a file, interleaved or in planes, as they lie there. */
    private static byte[] pixels(Path file) throws IOException {
        DicomFile read = DicomFile.read(file);
        try (FrameReader frames = FrameReader.open(read)) {
            return frames.frame(0).bytes();
        }
    }

    private static Path img2dcm(BufferedImage picture, boolean colour, Path folder) throws Exception {
        String name = colour ? "colour" : "grey";
        BufferedImage copy = new BufferedImage(
                picture.getWidth(),
                picture.getHeight(),
                colour ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_BYTE_GRAY);
        byte[] samples = samples(picture, colour);
        int channels = colour ? 3 : 1;
        for (int i = 0; i < samples.length; i++) {
            copy.getRaster()
                    .setSample(
                            i / channels % picture.getWidth(),
                            i / channels / picture.getWidth(),
                            i % channels,
                            samples[i] & 0xff);
        }
        Path bmp = folder.resolve(name + ".bmp");
        ImageIO.write(copy, "bmp", bmp.toFile());
        Path file = folder.resolve(name + ".dcm");
        run("img2dcm -i BMP", bmp, file);
        return file;
    }

    /** The picture's samples; in colour the red is the grey, the green its negative, the blue its mirror image. */
    private static byte[] samples(BufferedImage picture, boolean colour) {
        int width = picture.getWidth();
        int channels = colour ? 3 : 1;
        byte[] samples = new byte[picture.getHeight() * width * channels];
        for (int i = 0; i < samples.length; i++) {
            int x = i / channels % width;
            int y = i / channels / width;
            int grey = picture.getRaster().getSample(i % channels == 2 ? width - 1 - x : x, y, 0);
            samples[i] = (byte) (i % channels == 1 ? 255 - grey : grey);
        }
        return samples;
    }

    /** The same with more bits: the low ones are those of the pixel's place, so that they are no noise and no zeros. */
    private static byte[] words(byte[] grey, int bits) {
        byte[] words = new byte[2 * grey.length];
        int low = (1 << bits - 8) - 1;
        for (int i = 0; i < grey.length; i++) {
            int word = (grey[i] & 0xff) << bits - 8 | i / 3 & low;
            words[2 * i] = (byte) word;
            words[2 * i + 1] = (byte) (word >> 8);
        }
        return words;
    }

    private static void run(String command, Path in, Path out) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
        words.add(in.toString());
        words.add(out.toString());
        Path log = out.resolveSibling("log.txt");
        int code = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertEquals(0, code, words + ": " + Files.readString(log));
    }
}
