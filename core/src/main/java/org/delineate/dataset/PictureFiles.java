package org.delineate.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;
import org.delineate.file.Plural;
import org.delineate.image.ImageFile;
import org.delineate.image.Picture;

/**
 * Finds the pictures among files and folders.
 *
 * @param pictures those in files as given, then, folder by folder at any depth, in the order of their names; each frame
 *     of a DICOM cine loop is one
 * @param passedOver masks and overlays among them, known by their names
 * @param others files in the folders that are no pictures by their suffixes
 * @param remarks entries of the folders that are passed over, and why, one sentence each
 */
public record PictureFiles(List<Picture> pictures, List<Path> passedOver, OtherFiles others, List<String> remarks) {
    private static final String NO_PIXELS = "without a picture to segment, such as a report or a result";
    private static final Pattern NO_PICTURE = Pattern.compile("(?i).+_(mask(_\\d+)?|overlay)");
    private static final Pattern DICOM = Pattern.compile("(?i)[^.]+|[0-9.]+|.+\\.(dcm|dicom|ima)");

    /** What a file is by its name. */
    public enum Kind {
        PICTURE,
        /** May be DICOM: those files have a suffix of their own, none, or numbers with dots for a name. */
        DICOM,
        /** A mask or an overlay that this program wrote. */
        RESULT,
        OTHER;

        /** Recognises a file without reading it. @param name without folders */
        public static Kind of(String name) {
            if (PictureFiles.DICOM.matcher(name).matches()) {
                return DICOM;
            }
            Path file = Path.of(name);
            if (!Folder.isPicture(file)) {
                return OTHER;
            }
            return NO_PICTURE.matcher(Folder.stem(file)).matches() ? RESULT : PICTURE;
        }
    }

    /**
     * Takes the given files as they are and searches the given folders.
     *
     * @throws BadFileException where a folder holds no picture at all
     */
    public static PictureFiles of(List<Path> filesAndFolders) {
        List<Picture> pictures = new ArrayList<>();
        List<Path> passedOver = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (Path path : filesAndFolders) {
            if (!Files.isDirectory(path)) {
                List<Picture> found = Picture.in(path);
                if (found.isEmpty()) {
                    throw new BadFileException(path, NO_PIXELS, "give a DICOM file with a picture");
                }
                pictures.addAll(found);
                continue;
            }
            FolderTree below = FolderTree.of(Folder.of(path));
            List<Path> found = new ArrayList<>(below.pictures());
            List<Path> rest = new ArrayList<>();
            below.others().forEach(f -> (ImageFile.isDicom(f) ? found : rest).add(f)); // most have no suffix
            found.sort(null);
            if (found.isEmpty()) {
                OtherFiles unread = new OtherFiles(rest);
                throw new BadFileException(
                        path,
                        "no picture in this folder" + (unread.isEmpty() ? "" : ", but " + unread.text()),
                        "give PNG, JPEG, BMP, TIFF, GIF or DICOM files");
            }
            others.addAll(rest);
            remarks.addAll(below.remarks());
            for (Path file : found) {
                if (NO_PICTURE.matcher(Folder.stem(file)).matches()) {
                    passedOver.add(file);
                    continue;
                }
                List<Picture> inFile = Picture.in(file);
                pictures.addAll(inFile);
                if (inFile.isEmpty()) {
                    remarks.add(file + " is a DICOM file " + NO_PIXELS + " and is passed over.");
                }
            }
        }
        return new PictureFiles(
                List.copyOf(pictures), List.copyOf(passedOver), new OtherFiles(others), List.copyOf(remarks));
    }

    /** Gives the name of a picture's file without its suffix; those of DICOM are often numbers with dots and have none. */
    public static String stem(Path file) {
        return Folder.isPicture(file) ? Folder.stem(file) : file.getFileName().toString();
    }

    /** Lists the file names of the pictures without their suffixes, in order; those of frames have a number. */
    public List<String> stems() {
        return pictures.stream().map(p -> stem(p.file()) + p.suffix()).toList();
    }

    /** Says which results of this program, and which entries of the folders, are passed over. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!passedOver.isEmpty()) {
            notes.add(Plural.of(
                            passedOver.size(),
                            "file is a mask or overlay by its name",
                            "files are masks or overlays by their names")
                    + " and passed over: " + OtherFiles.names(passedOver));
        }
        if (!others.isEmpty()) {
            notes.add(Plural.of(
                            others.files().size(),
                            "file is no picture that is read",
                            "files are no pictures that are read")
                    + " and passed over: " + others.text());
        }
        notes.addAll(remarks);
        return notes;
    }
}
