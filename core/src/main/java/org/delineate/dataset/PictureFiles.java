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
 */
public record PictureFiles(List<Path> pictures, List<Path> passedOver) {
    private static final Pattern NO_PICTURE = Pattern.compile("(?i).+_(mask(_\\d+)?|overlay)");

    /**
     * Takes the given files as they are and searches the given folders.
     *
     * @throws BadFileException where a folder holds no picture at all
     */
    public static PictureFiles of(List<Path> filesAndFolders) {
        List<Path> pictures = new ArrayList<>();
        List<Path> passedOver = new ArrayList<>();
        for (Path path : filesAndFolders) {
            if (!Files.isDirectory(path)) {
                pictures.add(path);
                continue;
            }
            List<Path> below = Folder.of(path).picturesBelow();
            if (below.isEmpty()) {
                throw new BadFileException(path, "no picture in this folder", "give PNG, JPEG, BMP, TIFF or GIF files");
            }
            below.forEach(p -> (NO_PICTURE.matcher(Folder.stem(p)).matches() ? passedOver : pictures).add(p));
        }
        return new PictureFiles(List.copyOf(pictures), List.copyOf(passedOver));
    }

    /** Lists the file names of the pictures without their suffixes, in order. */
    public List<String> stems() {
        return pictures.stream().map(Folder::stem).toList();
    }
}
