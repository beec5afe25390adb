package org.delineate.report;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.data.PictureFiles;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.FileNames;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.image.Png;
import org.delineate.infer.Segmenter;

/**
 * One picture's mask and overlay as files.
 *
 * @param picture as it was given
 * @param mask PNG of the picture's size, 0 and 255; "" where the picture could not be read
 * @param overlay PNG, the outline on the picture; "" where the picture could not be read
 * @param areaPx lesion pixels
 * @param share lesion pixels of all, 0..1
 * @param error why the picture could not be read, "" where it could
 */
public record Segmentation(String picture, String mask, String overlay, int areaPx, double share, String error) {
    /** Told after each picture. */
    public interface Listener {
        void at(int done, int total, Segmentation last);
    }

    /**
     * Writes {@code <stem>_mask.png} and {@code <stem>_overlay.png} for each picture; a picture that cannot be read is reported
     * and the others are done.
     *
     * @return one for each picture, in order
     * @throws IllegalArgumentException where a picture lies in the folder out: its own mask could be there
     */
    public static List<Segmentation> write(Segmenter segmenter, PictureFiles files, Path out, Listener listener) {
        Path folder = out.toAbsolutePath().normalize();
        for (Path picture : files.pictures()) {
            if (folder.equals(picture.toAbsolutePath().normalize().getParent())) {
                throw new IllegalArgumentException(
                        picture + " lies in " + out + ", where its mask could be overwritten; choose another folder");
            }
        }
        List<String> names = FileNames.of(files.stems());
        List<Segmentation> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            all.add(one(
                    segmenter,
                    files.pictures().get(i),
                    out.resolve(names.get(i) + "_mask.png"),
                    out.resolve(names.get(i) + "_overlay.png")));
            listener.at(all.size(), names.size(), all.get(i));
        }
        return all;
    }

    private static Segmentation one(Segmenter segmenter, Path picture, Path maskFile, Path overlayFile) {
        Image image;
        try {
            image = ImageFile.read(picture);
        } catch (BadFileException | UncheckedIOException e) {
            return new Segmentation(picture.toString(), "", "", 0, 0, e.getMessage());
        }
        Mask mask = segmenter.segment(image).mask();
        MaskFile.write(maskFile, mask);
        AtomicFile.write(
                overlayFile, Png.encode(Overlay.draw(image, null, mask, Math.max(image.height(), image.width()))));
        int area = mask.areaPx();
        return new Segmentation(
                picture.toString(),
                maskFile.toString(),
                overlayFile.toString(),
                area,
                (double) area / image.height() / image.width(),
                "");
    }
}
