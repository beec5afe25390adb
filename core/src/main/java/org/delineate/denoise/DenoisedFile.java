package org.delineate.denoise;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.delineate.dataset.PictureFiles;
import org.delineate.file.BadFileException;
import org.delineate.file.FileNames;
import org.delineate.image.ImageFile;
import org.delineate.image.Picture;

/**
 * Is one picture that was filtered.
 *
 * @param picture as it was given
 * @param written PNG of the picture's size, channels and bits; "" where the picture could not be read
 * @param error why it could not be read, "" where it could
 */
public record DenoisedFile(String picture, String written, String error) {
    /**
     * Writes {@code <stem>_denoised.png} for each picture; one that cannot be read is reported and the others are done.
     *
     * @param done is told of each picture, in order
     * @throws IllegalArgumentException where a picture lies in the folder out, and could be overwritten
     */
    public static void write(
            PictureFiles files, Denoiser denoiser, double strength, Path out, Consumer<DenoisedFile> done) {
        Path folder = out.toAbsolutePath().normalize();
        for (Picture picture : files.pictures()) {
            if (folder.equals(picture.file().toAbsolutePath().normalize().getParent())) {
                throw new IllegalArgumentException(
                        picture.file() + " lies in " + out + ", where it could be overwritten; choose another folder");
            }
        }
        List<String> names = FileNames.of(files.stems());
        for (int i = 0; i < names.size(); i++) {
            Picture picture = files.pictures().get(i);
            Path file = out.resolve(names.get(i) + "_denoised.png");
            done.accept(write(picture, denoiser, strength, file));
        }
    }

    private static DenoisedFile write(Picture picture, Denoiser denoiser, double strength, Path file) {
        try {
            ImageFile.write(file, denoiser.apply(picture.read(), strength));
            return new DenoisedFile(picture.toString(), file.toString(), "");
        } catch (BadFileException | UncheckedIOException e) {
            return new DenoisedFile(picture.toString(), "", e.getMessage());
        }
    }
}
