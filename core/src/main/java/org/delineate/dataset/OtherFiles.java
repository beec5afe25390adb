package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.file.Printable;

/** The files that lie beside the pictures and are not read. */
public record OtherFiles(List<Path> files) {
    /** Holds none. */
    public static final OtherFiles NONE = new OtherFiles(List.of());

    private static final int EXAMPLES = 3;
    private static final int SUFFIXES = 8;
    /** Suffixes of pictures, and of arrays of pixels, in formats that are not read. */
    private static final Set<String> PICTURES = Set.of(
            ("webp jxl jp2 j2k jpf jpx heic heif avif dcm dicom ima npy npz mat h5 hdf5 nii nii.gz nrrd mha mhd mgz"
                            + " svs ndpi mrxs scn czi lif vsi pbm pgm ppm pnm pam tga ico pcx sgi ras xcf psd exr hdr"
                            + " raw dng cr2 nef svg jfif jfi jpe")
                    .split(" "));

    public OtherFiles {
        files = List.copyOf(files);
    }

    /** Returns whether there is none. */
    public boolean isEmpty() {
        return files.isEmpty();
    }

    /** Returns those that are pictures by their suffixes, in formats that are not read. */
    public OtherFiles pictures() {
        return new OtherFiles(files.stream().filter(OtherFiles::isPicture).toList());
    }

    /** Returns those that are no pictures by their suffixes: texts, tables, archives. */
    public OtherFiles besidesPictures() {
        return new OtherFiles(files.stream().filter(f -> !isPicture(f)).toList());
    }

    private static boolean isPicture(Path file) {
        return PICTURES.contains(suffix(file));
    }

    /** Counts them by suffix, the most frequent first, with three names each: ".npy 4 (a.npy, b.npy, c.npy, ...)". */
    public String text() {
        Map<String, List<Path>> bySuffix = new TreeMap<>();
        files.forEach(
                f -> bySuffix.computeIfAbsent(suffix(f), s -> new ArrayList<>()).add(f));
        List<Map.Entry<String, List<Path>>> sorted = new ArrayList<>(bySuffix.entrySet());
        sorted.sort(Comparator.comparing(e -> -e.getValue().size()));
        String text = sorted.stream()
                .limit(SUFFIXES)
                .map(e -> name(e.getKey()) + " " + e.getValue().size() + " (" + names(e.getValue()) + ")")
                .collect(Collectors.joining(", "));
        int rest = sorted.stream()
                .skip(SUFFIXES)
                .mapToInt(e -> e.getValue().size())
                .sum();
        return rest == 0 ? text : text + " and " + rest + " with other suffixes";
    }

    /** Returns the first three names without their folders, and dots where there are more. */
    public static String names(List<Path> files) {
        List<String> names =
                files.stream().map(f -> f.getFileName().toString()).distinct().toList();
        return names.stream().limit(EXAMPLES).map(Printable::plain).collect(Collectors.joining(", "))
                + (names.size() > EXAMPLES ? ", ..." : "");
    }

    private static String name(String suffix) {
        return suffix.isEmpty() ? "without suffix" : "." + Printable.plain(suffix);
    }

    private static String suffix(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".nii.gz")) {
            return "nii.gz";
        }
        return name.lastIndexOf('.') < 1 ? "" : Folder.suffix(file);
    }
}
