package org.delineate.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;

/**
 * Finds the pictures among files and folders.
 *
 * @param pictures files as given, then, folder by folder at any depth, the pictures in the order of their names
 * @param passedOver masks and overlays among them, known by their names
 * @param others files in the folders that are no pictures by their suffixes
 * @param remarks entries of the folders that are passed over, and why, one sentence each
 */
public record PictureFiles(List<Path> pictures, List<Path> passedOver, OtherFiles others, List<String> remarks) {
    private static final Pattern NO_PICTURE = Pattern.compile("(?i).+_(mask(_\\d+)?|overlay)");

    /**
     * Takes the given files as they are and searches the given folders.
     *
     * @throws BadFileException where a folder holds no picture at all
     */
    public static PictureFiles of(List<Path> filesAndFolders) {
        List<Path> pictures = new ArrayList<>();
        List<Path> passedOver = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (Path path : filesAndFolders) {
            if (!Files.isDirectory(path)) {
                pictures.add(path);
                continue;
            }
            FolderTree below = FolderTree.of(Folder.of(path));
            if (below.pictures().isEmpty()) {
                OtherFiles unread = new OtherFiles(below.others());
                throw new BadFileException(
                        path,
                        "no picture in this folder" + (unread.isEmpty() ? "" : ", but " + unread.text()),
                        "give PNG, JPEG, BMP, TIFF or GIF files");
            }
            others.addAll(below.others());
            remarks.addAll(below.remarks());
            below.pictures()
                    .forEach(p -> (NO_PICTURE.matcher(Folder.stem(p)).matches() ? passedOver : pictures).add(p));
        }
        return new PictureFiles(
                List.copyOf(pictures), List.copyOf(passedOver), new OtherFiles(others), List.copyOf(remarks));
    }

    /** Lists the file names of the pictures without their suffixes, in order. */
    public List<String> stems() {
        return pictures.stream().map(Folder::stem).toList();
    }
}
