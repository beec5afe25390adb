package org.delineate.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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
 * @param closed folders that could not be listed
 * @param twice name below its folder that two files have; null where there is none
 */
record Listing(List<ArchiveFile> files, long results, long others, List<String> closed, String twice) {
    private static final class Found {
        private final TreeMap<String, ArchiveFile> files = new TreeMap<>();
        private final List<String> closed = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private String twice;
        private long results;
        private long others;
        private long entries;

        private void count() {
            if (++entries > Limits.DEFAULT.folders().entries()) {
                throw new IllegalArgumentException("more than "
                        + Limits.DEFAULT.folders().entries() + " files; give the folders below it one by one");
            }
        }

        private void add(ArchiveFile file) {
            switch (PictureFiles.Kind.of(file.fileName())) {
                case RESULT -> results++;
                case OTHER -> others++;
                default -> {
                    if (files.put(file.path(), file) == null && !names.add(file.name())) {
                        twice = file.name();
                    }
                }
            }
        }
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
                    boolean local = isLocal(system);
                    String path = local
                            ? local(status.getPath()).toString()
                            : status.getPath().toString();
                    found.add(new ArchiveFile(
                            path,
                            status.getPath().getName(),
                            local,
                            status.getLen(),
                            status.getModificationTime(),
                            false));
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
        return new Listing(List.copyOf(found.files.values()), found.results, found.others, found.closed, found.twice);
    }

    private static void addFolder(FileSystem system, Path folder, Path out, Found found) throws IOException {
        if (isLocal(system)) {
            java.nio.file.Path top = local(folder);
            Files.walkFileTree(
                    top, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(top, local(out), found));
            return;
        }
        RemoteIterator<LocatedFileStatus> below = system.listFiles(folder, true);
        while (below.hasNext()) {
            LocatedFileStatus file = below.next();
            found.count();
            String path = file.getPath().toString();
            String name = path.substring(folder.toString().length()).replaceFirst("^/", "");
            boolean hidden = isHidden(name) || name.contains("/.") || name.contains("/_");
            if (!hidden && !path.startsWith(out + "/")) {
                found.add(new ArchiveFile(path, name, false, file.getLen(), file.getModificationTime(), false));
            }
        }
    }

    private static boolean isLocal(FileSystem system) {
        return system.getScheme().equals("file");
    }

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }

    /** Lists a folder of this machine: links are followed, but never to a folder that is being listed already. */
    private static final class Visitor extends SimpleFileVisitor<java.nio.file.Path> {
        private final java.nio.file.Path top;
        private final java.nio.file.Path out;
        private final Found found;

        Visitor(java.nio.file.Path top, java.nio.file.Path out, Found found) {
            this.top = top;
            this.out = out;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(java.nio.file.Path folder, BasicFileAttributes attributes) {
            boolean left = folder.equals(out)
                    || !folder.equals(top) && isHidden(folder.getFileName().toString());
            return left ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(java.nio.file.Path file, BasicFileAttributes attributes) {
            found.count();
            if (!isHidden(file.getFileName().toString())) {
                found.add(new ArchiveFile(
                        file.toString(),
                        top.relativize(file).toString().replace('\\', '/'),
                        true,
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis(),
                        false));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(java.nio.file.Path file, IOException reason) {
            found.closed.add(
                    file + (reason instanceof FileSystemLoopException ? " (a link to a folder around it)" : ""));
            return FileVisitResult.CONTINUE;
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("_");
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
