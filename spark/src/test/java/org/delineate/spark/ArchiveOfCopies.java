package org.delineate.spark;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.delineate.dataset.PictureFiles;

/**
 * Makes an archive of any size: pictures under new names, each with a number in a comment, so that no two contents are
 * equal; and among them files that no reader may accept.
 *
 * <pre>java -cp ... org.delineate.spark.ArchiveOfCopies OUT 20000 200 PICTURES...</pre>
 */
public final class ArchiveOfCopies {
    private static final int FILES_OF_FOLDER = 1000;
    private static final int KINDS = 8;

    private ArchiveOfCopies() {}

    /** @param arguments the folder to write to, pictures, hostile files among them, folders of pictures */
    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[1]);
        int hostile = Integer.parseInt(arguments[2]);
        List<Path> pictures = Arrays.stream(arguments)
                .skip(3)
                .flatMap(folder -> pictures(Path.of(folder)).stream())
                .toList();
        write(Path.of(arguments[0]), count, hostile, pictures);
        System.out.println(count + " files of " + pictures.size() + " pictures, " + hostile + " of them hostile");
    }

    /** Finds the PNG and JPEG files of a folder that are no masks by their names, in order. */
    static List<Path> pictures(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(f -> f.toString().matches("(?i).*\\.(png|jpe?g)"))
                    .filter(f -> PictureFiles.Kind.of(f.getFileName().toString()) == PictureFiles.Kind.PICTURE)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes {@code count} files, evenly mixed, in folders of a thousand. */
    static void write(Path out, int count, int hostile, List<Path> pictures) throws IOException {
        int spoilt = 0;
        for (int i = 0; i < count; i++) {
            Path folder =
                    Files.createDirectories(out.resolve(String.format(Locale.ROOT, "part-%03d", i / FILES_OF_FOLDER)));
            Path picture = pictures.get((int) ((long) i * 7919 % pictures.size()));
            byte[] bytes = Files.readAllBytes(picture);
            boolean png = picture.toString().toLowerCase(Locale.ROOT).endsWith("png");
            byte[] numbered = png ? pngWithText(bytes, i) : jpegWithComment(bytes, i);
            String name = String.format(Locale.ROOT, "image-%06d", i);
            if ((long) (i + 1) * hostile / count > spoilt) {
                Hostile file = hostile(spoilt++, numbered, png);
                Files.write(folder.resolve(name + file.suffix), file.bytes);
            } else {
                Files.write(folder.resolve(name + (png ? ".png" : ".jpg")), numbered);
            }
        }
    }

    private record Hostile(String suffix, byte[] bytes) {}

    private static Hostile hostile(int number, byte[] picture, boolean png) throws IOException {
        String suffix = png ? ".png" : ".jpg";
        byte[] half = Arrays.copyOf(picture, picture.length / 2);
        return switch (number % KINDS) {
            case 0 -> new Hostile(suffix, half);
            case 1 -> new Hostile(suffix, ("no picture, number " + number).getBytes(StandardCharsets.UTF_8));
            case 2 -> new Hostile(".png", giant(number));
            case 3 -> new Hostile(suffix, random(number, 4000));
            case 4 -> new Hostile(".dcm", dicom(number));
            case 5 -> new Hostile(".gif", ("GIF89a" + number).getBytes(StandardCharsets.US_ASCII));
            case 6 -> new Hostile(".png", lostChunk(number));
            default ->
                new Hostile(
                        ".tif",
                        ByteBuffer.allocate(12)
                                .putInt(0x49492a00)
                                .putInt(8 << 24)
                                .putInt(number)
                                .array());
        };
    }

    private static byte[] random(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] dicom(int number) {
        byte[] bytes = random(number, 2000);
        System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, bytes, 128, 4);
        return bytes;
    }

    /** Claims sides of 60,000 pixels. */
    private static byte[] giant(int number) throws IOException {
        return png(header(60_000, 60_000), chunk("tEXt", text(number)), chunk("IDAT", random(number, 100)));
    }

    /** Has no pixels at all. */
    private static byte[] lostChunk(int number) throws IOException {
        return png(header(64, 64), chunk("tEXt", text(number)));
    }

    private static byte[] png(byte[]... chunks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        for (byte[] chunk : chunks) {
            out.write(chunk);
        }
        out.write(chunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    private static byte[] header(int width, int height) throws IOException {
        return chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 0, 0, 0, 0})
                        .array());
    }

    private static byte[] text(int number) {
        return ("Comment\0copy " + number).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] pngWithText(byte[] png, int number) throws IOException {
        int end = png.length - 12; // the closing chunk
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, end);
        out.write(chunk("tEXt", text(number)));
        out.write(png, end, 12);
        return out.toByteArray();
    }

    private static byte[] jpegWithComment(byte[] jpeg, int number) throws IOException {
        byte[] text = text(number);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(jpeg, 0, 2);
        out.writeShort(0xfffe);
        out.writeShort(2 + text.length);
        out.write(text);
        out.write(jpeg, 2, jpeg.length - 2);
        return bytes.toByteArray();
    }

    private static byte[] chunk(String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) sum.getValue());
        return bytes.toByteArray();
    }
}
