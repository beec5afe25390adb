package org.delineate.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.DisplayedFrame;
import org.delineate.dicom.FrameReader;
import org.delineate.dicom.GreyWindow;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.delineate.file.RegularFile;
import org.delineate.file.UnreadableFileException;

/** Reads frames of DICOM files as viewers show them. */
final class DicomPicture {
    /** First bytes by which a DICOM file is known: 128 of any kind, then "DICM". */
    private static final int HEAD = 132;

    private static final Set<String> SEGMENTATIONS = Set.of(Uid.SEGMENTATION, Uid.LABEL_MAP_SEGMENTATION);

    private DicomPicture() {}

    /** Returns whether a file begins as a DICOM file; false also where it cannot be read. */
    static boolean begins(Path file) {
        try (InputStream in = RegularFile.stream(file)) {
            return DicomFile.isDicom(in.readNBytes(HEAD));
        } catch (IOException | UnreadableFileException | BadFileException e) {
            return false;
        }
    }

    /** Reads the one frame of a file. @throws BadFileException where it has several */
    static Image only(DicomFile file) {
        try (FrameReader frames = FrameReader.open(file)) {
            requireOne(file, frames);
            return image(file, frames.shown(0));
        }
    }

    static Image frame(DicomFile file, int index) {
        try (FrameReader frames = FrameReader.open(file)) {
            return image(file, frames.shown(index));
        }
    }

    static Image frame(DicomFile file, int index, GreyWindow window) {
        try (FrameReader frames = FrameReader.open(file)) {
            return image(file, frames.shown(index, window));
        }
    }

    static Optional<GreyWindow> window(DicomFile file, int index) {
        try (FrameReader frames = FrameReader.open(file)) {
            return frames.window(index);
        }
    }

    /**
     * Counts the frames; 0 where the file is no picture of a patient: a report, a segmentation, or a capture that this
     * program has drawn an outline into.
     */
    static int frames(DicomFile file) {
        String kind = file.dataSet().text(Tag.SOP_CLASS_UID).orElse("");
        boolean ours = file.dataSet().text(Tag.MANUFACTURER).equals(Optional.of(DicomWriter.MANUFACTURER));
        if (!file.hasPixels() || SEGMENTATIONS.contains(kind) || ours) {
            return 0;
        }
        try (FrameReader frames = FrameReader.open(file)) {
            return frames.format().frames();
        }
    }

    /** Returns whether samples are stored with more than 8 bits; pixels are not read. */
    static boolean mayBeDeep(Path file) {
        try {
            return DicomFile.read(file).dataSet().integer(Tag.BITS_ALLOCATED).orElse(0) > 8;
        } catch (UnreadableFileException | BadFileException e) {
            return false;
        }
    }

    /** Reads height and width of the one frame. */
    static int[] size(DicomFile file) {
        try (FrameReader frames = FrameReader.open(file)) {
            requireOne(file, frames);
            return new int[] {frames.format().rows(), frames.format().columns()};
        }
    }

    private static void requireOne(DicomFile file, FrameReader frames) {
        int count = frames.format().frames();
        if (count > 1) {
            throw new BadFileException(
                    file.path(),
                    count + " frames, where one picture is expected",
                    "`delineate segment` takes the frames one by one; elsewhere give each as a file of its own");
        }
    }

    private static Image image(DicomFile file, DisplayedFrame frame) {
        List<String> remarks = new ArrayList<>(file.remarks());
        remarks.addAll(frame.remarks());
        Image image = frame.bytes() != null
                ? Image.ofBytes(frame.height(), frame.width(), frame.channels(), frame.bytes())
                : Image.ofShorts(frame.height(), frame.width(), frame.channels(), frame.shorts());
        return image.withRemarks(remarks);
    }
}
