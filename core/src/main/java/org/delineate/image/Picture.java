package org.delineate.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.GreyWindow;
import org.delineate.file.BadFileException;
import org.delineate.file.UnreadableFileException;

/**
 * Names one picture of a file: most files hold one, a DICOM cine loop holds its frames.
 *
 * @param loop what the file of a cine loop says beside its pixels, read once for all frames; null elsewhere, so that a
 *     long list of files keeps none of them in memory
 * @param frame counted from 0
 * @param frames of the file
 */
public record Picture(Path file, DicomFile loop, int frame, int frames) {
    /**
     * Lists the pictures of a file: one, the frames of a cine loop, none where a DICOM file is a report, a
     * segmentation or a capture of this program. A file that is damaged is listed as one picture, and refused when it is read.
     */
    public static List<Picture> in(Path file) {
        if (!DicomPicture.begins(file)) {
            return List.of(new Picture(file, null, 0, 1));
        }
        try {
            DicomFile dicom = DicomFile.read(file);
            int frames = DicomPicture.frames(dicom);
            List<Picture> pictures = new ArrayList<>();
            for (int i = 0; i < frames; i++) {
                pictures.add(new Picture(file, frames > 1 ? dicom : null, i, frames));
            }
            return pictures;
        } catch (BadFileException | UnreadableFileException e) {
            return List.of(new Picture(file, null, 0, 1));
        }
    }

    /** Reads it, as {@link ImageFile#read(Path)} does a file. */
    public Image read() {
        return loop == null ? ImageFile.read(file) : DicomPicture.frame(loop, frame);
    }

    /**
     * Reads a grey DICOM picture through a window that a person has chosen.
     *
     * @throws IllegalArgumentException where it has colours
     */
    public Image read(GreyWindow window) {
        return DicomPicture.frame(dicom(), frame, window);
    }

    /** Returns the window of a grey DICOM picture; empty where it has none. */
    public Optional<GreyWindow> window() {
        return isDicom() ? DicomPicture.window(dicom(), frame) : Optional.empty();
    }

    public boolean isDicom() {
        return loop != null || DicomPicture.begins(file);
    }

    /**
     * Reads what a DICOM file says beside its pixels.
     *
     * @throws BadFileException where it is none, or is damaged
     */
    public DicomFile dicom() {
        return loop == null ? DicomFile.read(file) : loop;
    }

    /** Names it among the frames of its file: "" where it is the only one, else "-frame003", counted from 1. */
    public String suffix() {
        int digits = String.valueOf(frames).length();
        return frames == 1 ? "" : String.format(Locale.ROOT, "-frame%0" + digits + "d", frame + 1);
    }

    /** Returns the path, and the frame where there are several. */
    @Override
    public String toString() {
        return frames == 1 ? file.toString() : file + ", frame " + (frame + 1);
    }
}
