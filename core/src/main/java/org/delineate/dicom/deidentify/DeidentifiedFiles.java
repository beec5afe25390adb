package org.delineate.dicom.deidentify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.UnreadableFileException;

/**
 * Says what became of files that were de-identified together. Which of them became which is not said: that list would
 * lead back to the patients.
 *
 * @param written files that were written
 * @param cautions what may still identify someone, and how many files it is said of
 * @param failures why files were not written; each names its file
 * @param passedOver files in folders that are no DICOM files
 */
public record DeidentifiedFiles(
        List<Path> written, Map<String, Integer> cautions, List<String> failures, int passedOver) {
    private static final int HEAD = 132;

    /**
     * De-identifies files, and those in folders at any depth; one that fails does not stop the others.
     *
     * @param out folder to write to, outside of those that are read
     * @throws IllegalArgumentException where it is inside
     */
    public static DeidentifiedFiles write(List<Path> paths, Path out, Deidentification.Dates dates) {
        SortedSet<Path> files = new TreeSet<>();
        int passedOver = 0;
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                files.add(path);
                continue;
            }
            if (out.toAbsolutePath()
                    .normalize()
                    .startsWith(path.toAbsolutePath().normalize())) {
                throw new IllegalArgumentException("the folder " + out + " lies in " + path + ", which is read");
            }
            passedOver += collect(path, files);
        }
        Deidentification run = Deidentification.begin(dates);
        Set<Path> written = new LinkedHashSet<>();
        Map<String, Integer> cautions = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (Path path : files) {
            try {
                DicomFile file = DicomFile.read(path);
                Path target = Uid.path(out, run.dataSet(file));
                if (written.contains(target)) {
                    throw new BadFileException(path, "the same object as another file", "give one of them");
                }
                written.add(run.write(file, out));
                Deidentification.cautions(file).forEach(caution -> cautions.merge(caution, 1, Integer::sum));
            } catch (BadFileException | UnreadableFileException e) {
                failures.add(e.getMessage());
            }
        }
        return new DeidentifiedFiles(List.copyOf(written), cautions, failures, passedOver);
    }

    /** Adds the DICOM files of a folder; returns how many others there are. */
    private static int collect(Path folder, SortedSet<Path> files) {
        int[] counts = new int[2];
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (++counts[1] > Limits.DEFAULT.folders().entries()) {
                        throw new IOException(
                                "more than " + Limits.DEFAULT.folders().entries() + " files");
                    }
                    if (attributes.isRegularFile() && isDicom(file)) {
                        files.add(file);
                    } else {
                        counts[0]++;
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UnreadableFileException(folder, e);
        }
        return counts[0];
    }

    private static boolean isDicom(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return DicomFile.isDicom(in.readNBytes(HEAD));
        }
    }
}
