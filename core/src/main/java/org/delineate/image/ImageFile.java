package org.delineate.image;

import java.nio.file.Path;
import org.delineate.file.Hash;
import org.delineate.file.Limits;

/**
 * Picture files: PNG, JPEG, BMP, TIFF and GIF, told apart by their first bytes.
 *
 * <p>Grey pictures have 1 channel, all others 3; palettes are expanded, alpha is dropped and never blended in. Samples of up to
 * 8 bits are scaled to 8, longer ones to 16. Colour profiles and orientation tags are ignored: the samples are the file's.
 */
public final class ImageFile {
    private ImageFile() {}

    public static Image read(Path file) {
        return read(file, Limits.DEFAULT);
    }

    /**
     * @throws org.delineate.file.BadFileException when the file breaks a limit (found before decoding), is damaged, draws any
     *     warning from its decoder, holds several pictures, or has colours other than grey and RGB
     * @throws java.io.UncheckedIOException when it cannot be read at all
     */
    public static Image read(Path file, Limits limits) {
        return parse(Decoder.bytes(file, limits), file, limits);
    }

    /** @param origin named in errors */
    public static Image parse(byte[] bytes, Path origin, Limits limits) {
        return Samples.image(Decoder.decode(origin, bytes, limits), Hash.of(bytes));
    }
}
