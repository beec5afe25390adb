package org.delineate.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.delineate.dataset.PictureFiles;
import org.delineate.file.Limits;
import org.delineate.file.Printable;

/**
 * Lists the files of an archive by their names; opens none.
 *
 * @param files that may hold pictures, in the order of their paths
 * @param results masks and overlays by their names, which are passed over
 * @param others files that are no pictures by their suffixes, which are passed over
 * @param twice name below its folder that two files have; null where there is none
 */
record Listing(List<ArchiveFile> files, long results, long others, String twice) {
    private static final class Found {
        private final TreeMap<String, ArchiveFile> files = new TreeMap<>();
        private final Set<String> names = new HashSet<>();
        private String twice;
        private long results;
        private long others;
        private long entries;
    }

    /**
     * Lists folders at any depth, and files. Hidden ones, whose names begin with a dot or an underscore, and those in the
     * folder of the results are left out.
     *
     * @throws IllegalArgumentException where there is no picture
     */
    static Listing of(List<String> sources, Path out, Configuration hadoop) {
        Found found = new Found();
        for (String source : sources) {
            try {
                Path given = new Path(source);
                FileSystem system = given.getFileSystem(hadoop);
                FileStatus status = system.getFileStatus(given);
                if (status.isDirectory()) {
                    addFolder(system, status.getPath(), system.makeQualified(out), found);
                } else {
                    add(system, status, status.getPath().getName(), found);
                }
            } catch (FileNotFoundException e) {
                throw new IllegalArgumentException(
                        Printable.visible(source) + ": no such file or folder; give the folder of the archive", e);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + Printable.visible(source) + ": " + e.getMessage(), e);
            }
        }
        if (found.files.isEmpty()) {
            throw new IllegalArgumentException("no picture in " + String.join(", ", sources) + ", but " + found.others
                    + " other files; give PNG, JPEG, BMP, TIFF, GIF or DICOM files");
        }
        return new Listing(List.copyOf(found.files.values()), found.results, found.others, found.twice);
    }

    private static void addFolder(FileSystem system, Path folder, Path out, Found found) throws IOException {
        RemoteIterator<LocatedFileStatus> below = system.listFiles(folder, true);
        while (below.hasNext()) {
            LocatedFileStatus file = below.next();
            if (++found.entries > Limits.DEFAULT.folders().entries()) {
                throw new IllegalArgumentException("more than "
                        + Limits.DEFAULT.folders().entries() + " files; give the folders below it one by one");
            }
            String path = file.getPath().toString();
            String name = path.substring(folder.toString().length()).replaceFirst("^/", "");
            if (!isHidden(name) && !path.startsWith(out + "/")) {
                add(system, file, name, found);
            }
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("_") || name.contains("/.") || name.contains("/_");
    }

    private static void add(FileSystem system, FileStatus file, String name, Found found) {
        switch (PictureFiles.Kind.of(file.getPath().getName())) {
            case RESULT -> found.results++;
            case OTHER -> found.others++;
            case PICTURE, DICOM -> {
                boolean local = system.getScheme().equals("file");
                String path = local
                        ? file.getPath().toUri().getPath()
                        : file.getPath().toString();
                ArchiveFile listed =
                        new ArchiveFile(path, name, local, file.getLen(), file.getModificationTime(), false);
                if (found.files.put(path, listed) == null && !found.names.add(name)) {
                    found.twice = name;
                }
            }
            default -> throw new IllegalStateException();
        }
    }

    long bytes() {
        return files.stream().mapToLong(ArchiveFile::bytes).sum();
    }

    /** Chooses this many files from all over the archive. */
    List<ArchiveFile> spread(int count) {
        List<ArchiveFile> chosen = new ArrayList<>();
        int many = Math.min(count, files.size());
        for (int i = 0; i < many; i++) {
            chosen.add(files.get((int) ((2L * i + 1) * files.size() / (2L * many))));
        }
        chosen.sort(Comparator.comparing(ArchiveFile::path));
        return chosen;
    }
}
