package org.delineate.infer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.delineate.dataset.DeepRange;
import org.delineate.dataset.PictureFiles;
import org.delineate.file.AtomicFile;
import org.delineate.file.FileNames;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.image.Orientation;
import org.delineate.image.Overlay;
import org.delineate.image.Picture;
import org.delineate.image.Png;

/**
 * One picture's mask and overlay as files.
 *
 * @param picture as it was given
 * @param mask PNG of the picture's size, 0 and 255; "" where the picture could not be read
 * @param overlay PNG, the outline on the picture; "" where none was asked for or the picture could not be read
 * @param areaPx lesion pixels
 * @param share lesion pixels of all, 0..1
 * @param uncertainty of the mask, 0..1, as in {@link Prediction}; null where the picture could not be read
 * @param remarks what a user should know about the picture's file, mostly nothing
 * @param error why the picture could not be read, "" where it could
 */
public record Segmentation(
        String picture,
        String mask,
        String overlay,
        int areaPx,
        double share,
        Double uncertainty,
        List<String> remarks,
        String error) {
    /** Is called after each picture. */
    public interface Listener {
        void at(int done, int total, Segmentation last);
    }

    /**
     * Writes {@code <stem>_mask.png} and {@code <stem>_overlay.png} for each picture; a picture that cannot be read is
     * reported and the others are done.
     *
     * @param overlays whether overlays are wanted beside the masks
     * @return one for each picture, in order
     * @throws IllegalArgumentException where a picture lies in the folder out: its own mask could be there
     */
    public static List<Segmentation> write(
            Segmenter segmenter, PictureFiles files, Path out, boolean overlays, Listener listener) {
        Path folder = out.toAbsolutePath().normalize();
        for (Picture picture : files.pictures()) {
            if (folder.equals(picture.file().toAbsolutePath().normalize().getParent())) {
                throw new IllegalArgumentException(picture.file() + " lies in " + out
                        + ", where its mask could be overwritten; choose another folder");
            }
        }
        List<String> names = FileNames.of(files.stems());
        AtomicInteger done = new AtomicInteger();
        return Pipeline.run(
                segmenter,
                names.size(),
                new Files(files.pictures(), names, out, overlays, segmenter.white()),
                one -> listener.at(done.incrementAndGet(), names.size(), one));
    }

    private record Files(List<Picture> pictures, List<String> names, Path out, boolean overlays, int white)
            implements Pipeline.Work<Image, Segmentation> {
        @Override
        public Image read(int number) {
            return pictures.get(number).read();
        }

        @Override
        public Views crop(Segmenter segmenter, Image image) {
            return segmenter.crop(image);
        }

        @Override
        public Segmentation finish(int number, Image image, Prediction prediction) {
            Mask mask = prediction.mask();
            Path maskFile = out.resolve(names.get(number) + "_mask.png");
            Path overlayFile = out.resolve(names.get(number) + "_overlay.png");
            MaskFile.write(maskFile, mask);
            if (overlays) {
                int longest = Math.max(image.height(), image.width());
                AtomicFile.write(overlayFile, Png.encode(Overlay.draw(image.withWhite(white), null, mask, longest)));
            }
            int area = mask.areaPx();
            return new Segmentation(
                    pictures.get(number).toString(),
                    maskFile.toString(),
                    overlays ? overlayFile.toString() : "",
                    area,
                    (double) area / image.height() / image.width(),
                    prediction.uncertainty(),
                    remarks(pictures.get(number).file(), image, white),
                    "");
        }

        private static List<String> remarks(Path file, Image image, int white) {
            List<String> remarks = new ArrayList<>(image.remarks());
            Orientation tag = ImageFile.orientation(file);
            if (tag != Orientation.NORMAL) {
                remarks.add("an orientation tag (" + tag + "), answered in the shape that viewers show");
            }
            String misfit = DeepRange.misfit(image.peak(), white);
            if (!misfit.isEmpty()) {
                remarks.add(misfit);
            }
            return remarks;
        }

        @Override
        public Segmentation failed(int number, RuntimeException reason) {
            return new Segmentation(
                    pictures.get(number).toString(), "", "", 0, 0, null, List.of(), reason.getMessage());
        }

        @Override
        public boolean writesFiles() {
            return true;
        }
    }
}
