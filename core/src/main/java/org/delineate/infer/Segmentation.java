package org.delineate.infer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.delineate.dataset.DeepRange;
import org.delineate.dataset.PictureFiles;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.file.AtomicFile;
import org.delineate.file.FileNames;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.image.Orientation;
import org.delineate.image.OverlayFile;
import org.delineate.image.Picture;
import org.delineate.measure.ContourFormat;
import org.delineate.measure.Lesion;
import org.delineate.measure.Scale;
import org.delineate.measure.UncertainLesion;

/**
 * One picture's mask and overlay as files.
 *
 * @param picture as it was given
 * @param mask PNG of the picture's size, 0 and 255; "" where the picture could not be read
 * @param overlay PNG, the outline on the picture; "" where none was asked for or the picture could not be read
 * @param contours the files that other programs read the borders from, as they were asked for
 * @param findings what the mask shows; null where the picture could not be read
 * @param remarks what a user should know about the picture's file, mostly nothing
 * @param error why the picture could not be read, "" where it could
 */
public record Segmentation(
        String picture,
        String mask,
        String overlay,
        List<String> contours,
        @JsonUnwrapped Findings findings,
        List<String> remarks,
        String error) {
    /**
     * What a picture's mask shows.
     *
     * @param areaPx lesion pixels
     * @param share lesion pixels of all, 0..1
     * @param uncertainty of the mask, 0..1, as in {@link Prediction}
     * @param doubt why a reader should not rely on it; null where it is as sure as most
     * @param strangeness how unlike the pictures that the model was trained on it looks, above 1 unlike all; null where
     *     the model does not say
     * @param scale where in the picture the size of a pixel is known
     * @param lesions measured, the largest first
     */
    public record Findings(
            int areaPx,
            double share,
            double uncertainty,
            @JsonInclude(JsonInclude.Include.NON_NULL) Doubt doubt,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double strangeness,
            @JsonIgnore Scale scale,
            List<UncertainLesion> lesions) {
        public static Findings of(Prediction prediction, Double strangeness, Scale scale) {
            Mask mask = prediction.mask();
            int area = mask.areaPx();
            double share = (double) area / mask.height() / mask.width();
            Doubt doubt = Doubt.of(prediction, strangeness).orElse(null);
            return new Findings(
                    area, share, prediction.uncertainty(), doubt, strangeness, scale, prediction.lesions(scale));
        }
    }

    /** Says which files are written beside the masks. */
    public record Forms(boolean overlays, Set<ContourFormat> contours) {}

    /** Is called after each picture. */
    public interface Listener {
        void at(int done, int total, Segmentation last);
    }

    /**
     * Writes {@code <stem>_mask.png} and {@code <stem>_overlay.png} for each picture; a picture that cannot be read is
     * reported and the others are done.
     *
     * @param forms what is written beside the masks
     * @param scale of every picture
     * @param focus where to look in every picture; null where nobody says
     * @return one for each picture, in order
     * @throws IllegalArgumentException where a picture lies in the folder out: its own mask could be there
     */
    public static List<Segmentation> write(
            Segmenter segmenter,
            PictureFiles files,
            Path out,
            Forms forms,
            Scale scale,
            Focus focus,
            Listener listener) {
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
                new Files(
                        files.pictures(), names, out, forms, scale, focus, segmenter.white(), segmenter.familiarity()),
                one -> listener.at(done.incrementAndGet(), names.size(), one));
    }

    /** Finds the sizes of a picture's pixels. @param otherwise those where its file states none */
    public static Scale scaleOf(Picture picture, Scale otherwise) {
        Scale own = picture.isDicom() ? Scale.of(picture.dicom().dataSet(), picture.frame()) : Scale.UNKNOWN;
        return own.isKnown() ? own : otherwise;
    }

    /** Lists what a user should know about a picture that was read, mostly nothing. @param segmenter that answers it */
    public static List<String> remarks(Path file, Image image, Findings findings, Segmenter segmenter) {
        return remarks(file, image, findings, segmenter.white());
    }

    private static List<String> remarks(Path file, Image image, Findings findings, int white) {
        List<String> remarks = new ArrayList<>(image.remarks());
        Orientation tag = ImageFile.orientation(file);
        if (tag != Orientation.NORMAL) {
            remarks.add("an orientation tag (" + tag + "), answered in the shape that viewers show");
        }
        String misfit = DeepRange.misfit(image.peak(), white);
        if (!misfit.isEmpty()) {
            remarks.add(misfit);
        }
        if (findings.doubt == Doubt.UNFAMILIAR) {
            remarks.add("an appearance unlike that of the images the model was trained on: it does not know their kind,"
                    + " and its masks of them mean nothing");
        }
        return remarks;
    }

    /** An image with the sizes of its pixels: a file that breaks either is one that cannot be read. */
    private record Measurable(Image image, Scale scale) {}

    private record Files(
            List<Picture> pictures,
            List<String> names,
            Path out,
            Forms forms,
            Scale scale,
            Focus focus,
            int white,
            Familiarity familiarity)
            implements Pipeline.Work<Measurable, Segmentation> {
        @Override
        public Measurable read(int number) {
            Picture picture = pictures.get(number);
            return new Measurable(picture.read(), scaleOf(picture, scale));
        }

        @Override
        public Views crop(Segmenter segmenter, Measurable read) {
            return focus == null ? segmenter.crop(read.image) : segmenter.crop(read.image, focus);
        }

        @Override
        public Segmentation finish(int number, Measurable read, Prediction prediction) {
            Image image = read.image;
            Mask mask = prediction.mask();
            Path maskFile = out.resolve(names.get(number) + "_mask.png");
            Path overlayFile = out.resolve(names.get(number) + "_overlay.png");
            Double strangeness = familiarity == null ? null : familiarity.strangeness(image);
            Findings findings = Findings.of(prediction, strangeness, read.scale);
            MaskFile.write(maskFile, mask);
            if (forms.overlays) {
                OverlayFile.write(overlayFile, image.withWhite(white), mask);
            }
            return new Segmentation(
                    pictures.get(number).toString(),
                    maskFile.toString(),
                    forms.overlays ? overlayFile.toString() : "",
                    contours(names.get(number), mask, findings, read.scale),
                    findings,
                    remarks(pictures.get(number).file(), image, findings, white),
                    "");
        }

        private List<String> contours(String name, Mask mask, Findings findings, Scale of) {
            List<Lesion> lesions =
                    findings.lesions.stream().map(UncertainLesion::lesion).toList();
            List<String> written = new ArrayList<>();
            for (ContourFormat format : forms.contours) {
                Path file = out.resolve(name + "_contours." + format.id());
                AtomicFile.writeUnforced(file, format.text(mask, lesions, of).getBytes(StandardCharsets.UTF_8));
                written.add(file.toString());
            }
            return written;
        }

        @Override
        public Segmentation failed(int number, RuntimeException reason) {
            return new Segmentation(
                    pictures.get(number).toString(), "", "", List.of(), null, List.of(), reason.getMessage());
        }

        @Override
        public boolean writesFiles() {
            return true;
        }
    }
}
