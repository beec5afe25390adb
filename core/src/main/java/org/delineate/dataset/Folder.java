package org.delineate.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.FileNames;
import org.delineate.file.Plural;
import org.delineate.file.Printable;

/**
 * Lists what a folder holds directly, in the order of the names; leaves out hidden entries and leftovers of archives.
 *
 * @param files regular ones; a name may be a link to one
 * @param remarks entries that are neither files nor folders, one sentence each; they are passed over
 */
record Folder(Path path, List<Path> folders, List<Path> files, List<String> remarks) {
    /** Stands for bytes of a name that are no letter in the locale. */
    private static final char UNKNOWN = '\uFFFD';

    static final String LINK_UP = "a link to a folder that holds it";
    private static final Set<String> PICTURES =
            Set.of("png", "jpg", "jpeg", "jpe", "jfif", "bmp", "tif", "tiff", "gif", "dcm", "dicom", "ima");

    static Folder of(Path path) {
        Folder folder = new Folder(path, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (Stream<Path> entries = Files.list(path)) {
            Path real = path.toRealPath();
            entries.filter(Folder::counts)
                    .sorted(Comparator.comparing(e -> e.getFileName().toString()))
                    .forEach(entry -> folder.add(entry, real));
        } catch (IOException | UncheckedIOException e) {
            throw new UncheckedIOException("cannot list " + path, new IOException(e));
        }
        return folder;
    }

    private void add(Path entry, Path real) {
        String letters = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (entry.getFileName().toString().indexOf(UNKNOWN) >= 0 && !letters.equals("UTF-8")) {
            throw new BadFileException(
                    path,
                    "names in it have letters that the locale does not know (" + letters + ")",
                    "set LC_ALL=C.UTF-8");
        }
        boolean link = Files.isSymbolicLink(entry);
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (attributes.isOther()) {
                remarks.add(passedOver(entry, "a named pipe, a device or a socket"));
            } else if (attributes.isRegularFile()) {
                files.add(entry);
            } else if (link && real.startsWith(entry.toRealPath())) {
                remarks.add(passedOver(entry, LINK_UP));
            } else {
                folders.add(entry);
            }
        } catch (IOException e) {
            remarks.add(passedOver(entry, link ? "a link to nothing" : "not accessible"));
        }
    }

    static String passedOver(Path entry, String why) {
        return Printable.plain(entry.getFileName().toString()) + " in "
                + Printable.plain(String.valueOf(entry.getParent())) + " is " + why + " and is passed over.";
    }

    private static boolean counts(Path entry) {
        String name = entry.getFileName().toString();
        return !name.startsWith(".") && !name.equals("__MACOSX");
    }

    /** Opens the inner folder where this one holds nothing else, as unpacked archives do; else gives itself. */
    Folder unwrapped() {
        return folders.size() == 1 && pictures().isEmpty() ? of(folders.get(0)) : this;
    }

    String name() {
        return path.getFileName() == null ? "" : path.getFileName().toString();
    }

    boolean isEmpty() {
        return folders.isEmpty() && files.isEmpty();
    }

    /** Lists the files directly here whose suffix is that of a picture. */
    List<Path> pictures() {
        return files.stream().filter(Folder::isPicture).toList();
    }

    /** Lists the files directly here with this suffix, given in lower case without the dot. */
    List<Path> files(String suffix) {
        return files.stream().filter(f -> suffix(f).equals(suffix)).toList();
    }

    /** Opens the folder directly here with this name, in any case. */
    Optional<Folder> folder(String name) {
        return folders.stream().filter(f -> isNamed(f, name)).findFirst().map(Folder::of);
    }

    /** Finds the file directly here with this name, in any case. */
    Optional<Path> file(String name) {
        return files.stream().filter(f -> isNamed(f, name)).findFirst();
    }

    private static boolean isNamed(Path file, String name) {
        return FileNames.composed(file.getFileName().toString()).equalsIgnoreCase(FileNames.composed(name));
    }

    /** Summarises the contents for an error. */
    String summary() {
        List<String> parts = new ArrayList<>();
        folders.stream()
                .limit(20)
                .map(Folder::of)
                .forEach(
                        f -> parts.add(f.name() + "/ (" + Plural.of(f.pictures().size(), "picture") + ", "
                                + Plural.of(f.folders().size(), "folder") + ")"));
        parts.add(Plural.of(pictures().size(), "picture") + " and "
                + Plural.of(files.size() - pictures().size(), "other file") + " directly in " + path);
        return String.join(", ", parts);
    }

    /** Recognises a picture by its suffix; the superpixels of ISIC 2017 are computed from pictures and are none. */
    static boolean isPicture(Path file) {
        return isPictureName(file.getFileName().toString()) && !stem(file).endsWith("_superpixels");
    }

    static boolean isPictureName(String name) {
        return name.indexOf('.') >= 0 && PICTURES.contains(suffix(name));
    }

    /** Gives the suffix, which follows the last dot, in lower case. */
    static String suffix(Path file) {
        return suffix(file.getFileName().toString());
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** Gives the name of a file without its suffix, in composed letters, to be compared with others. */
    static String key(Path file) {
        return FileNames.composed(stem(file));
    }

    /** Gives the name of a file without its suffix. */
    static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 1 ? name : name.substring(0, dot);
    }
}
