package org.delineate.dataset.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.ProgressListener;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Build;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.file.UnreadableFileException;

/**
 * Keeps what an audit reads of every case, in a file per data set, rules of its masks and pictures, and build of this
 * program.
 *
 * <p>A case is taken from there where none of its files has changed ({@link FileStamp}). A line of the file is a case,
 * after the hash of the line: what is damaged is read anew from the pictures.
 *
 * @param folder null where nothing is kept
 * @param note hears what was kept, and what could not be
 */
public record AuditCache(Path folder, Consumer<String> note) {
    /** Keeps nothing. */
    public static final AuditCache NONE = new AuditCache(null, text -> {});

    private static final String SUFFIX = ".jsonl";
    private static final int HASH_DIGITS = 16;
    private static final Duration KEPT = Duration.ofDays(90);

    /** Is one line. @param files of the picture and its masks @param digest of the case, without its source */
    private record Line(List<FileStamp> files, Content digest) {}

    private record Content(
            String sizeMismatch,
            CaseDigest.Picture picture,
            byte[] mask,
            double lesionShare,
            double intermediateShare) {
        static Content of(CaseDigest d) {
            return new Content(d.sizeMismatch(), d.picture(), d.mask(), d.lesionShare(), d.intermediateShare());
        }

        CaseDigest of(Case c) {
            return new CaseDigest(c, "", sizeMismatch, picture, mask, lesionShare, intermediateShare);
        }
    }

    /** Reads all cases of a data set, those that have changed from their pictures and masks. */
    public Digests read(Dataset dataset, ProgressListener progress) {
        Path file = folder == null ? null : file(dataset);
        Map<List<String>, Line> before = file == null ? Map.of() : lines(file);
        Map<List<String>, Line> after = new ConcurrentHashMap<>();
        AtomicInteger unchanged = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        int total = dataset.cases().size();
        List<CaseDigest> digests = IntStream.range(0, total)
                .parallel()
                .mapToObj(i -> {
                    Case c = dataset.cases().get(i);
                    Line line = renewed(before.get(paths(c)));
                    if (line != null) {
                        unchanged.incrementAndGet();
                    }
                    Read read = line == null ? read(c, dataset) : new Read(line.digest.of(c), line);
                    if (read.line != null) {
                        after.put(paths(c), read.line);
                    }
                    synchronized (done) {
                        progress.at(done.incrementAndGet(), total);
                    }
                    return read.digest;
                })
                .toList();
        if (file != null) {
            keep(file, before, after);
            if (unchanged.get() > 0) {
                note.accept(unchanged + " of " + total + " cases from the cache in " + folder);
            }
        }
        return new Digests(dataset, digests, hashes(after.values()));
    }

    /** Is what became of a case. @param line null where it cannot be read */
    private record Read(CaseDigest digest, Line line) {}

    private static Read read(Case c, Dataset dataset) {
        try {
            List<FileStamp> files = files(c).map(FileStamp::of).toList();
            CaseDigest digest = CaseDigest.of(c, dataset);
            return new Read(digest, digest.unreadable().isEmpty() ? new Line(files, Content.of(digest)) : null);
        } catch (UnreadableFileException e) {
            return new Read(CaseDigest.of(c, dataset), null);
        }
    }

    private static Line renewed(Line line) {
        if (line == null) {
            return null;
        }
        List<FileStamp> files = new ArrayList<>();
        for (FileStamp stamp : line.files) {
            FileStamp renewed = stamp.renewed();
            if (renewed == null) {
                return null;
            }
            files.add(renewed);
        }
        return files.equals(line.files) ? line : new Line(files, line.digest);
    }

    private static Stream<Path> files(Case c) {
        return Stream.concat(Stream.of(c.image()), c.masks().stream());
    }

    private static List<String> paths(Case c) {
        return files(c).map(Path::toString).toList();
    }

    private static Map<Path, String> hashes(Iterable<Line> lines) {
        Map<Path, String> hashes = new HashMap<>();
        lines.forEach(line -> line.files.forEach(f -> hashes.put(Path.of(f.path()), f.sha256())));
        return hashes;
    }

    /** Another rule reads other masks, another build perhaps other pictures. */
    private Path file(Dataset dataset) {
        String key = dataset.root() + "\n" + dataset.masks().values() + "\n"
                + dataset.pictures().rule() + "\n" + Build.CURRENT;
        return folder.resolve(Hash.of(key).substring(0, 2 * HASH_DIGITS) + SUFFIX);
    }

    private Map<List<String>, Line> lines(Path file) {
        Map<List<String>, Line> lines = new HashMap<>();
        try {
            if (!Files.isRegularFile(file)) {
                return lines;
            }
            if (Files.size(file) > Limits.DEFAULT.texts().auditBytes()) {
                throw new IOException(Files.size(file) + " bytes");
            }
            int damaged = 0;
            for (String text : Files.readAllLines(file)) {
                Line line = line(text, file);
                if (line == null) {
                    damaged++;
                } else {
                    lines.put(line.files.stream().map(FileStamp::path).toList(), line);
                }
            }
            if (damaged > 0) {
                note.accept(damaged + " damaged entries of the cache in " + folder + " are left aside");
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            note.accept("the cache " + file + " cannot be used and is written anew: " + e.getMessage());
        }
        return lines;
    }

    private static Line line(String text, Path file) {
        try {
            int space = text.indexOf(' ');
            String json = text.substring(space + 1);
            boolean whole =
                    space == HASH_DIGITS && text.startsWith(Hash.of(json).substring(0, HASH_DIGITS));
            return whole ? Json.parse(json, Line.class, file) : null;
        } catch (BadFileException e) {
            return null;
        }
    }

    /** Adds what is new; cases of other selections of the same data stay, as long as their pictures do. */
    private void keep(Path file, Map<List<String>, Line> before, Map<List<String>, Line> after) {
        Map<List<String>, Line> all = new HashMap<>(before);
        all.keySet().removeIf(paths -> Files.notExists(Path.of(paths.get(0))));
        all.putAll(after);
        if (all.equals(before)) {
            return;
        }
        StringBuilder text = new StringBuilder();
        all.values().forEach(line -> {
            String json = Json.line(line);
            text.append(Hash.of(json), 0, HASH_DIGITS).append(' ').append(json).append('\n');
        });
        try {
            Files.createDirectories(folder);
            // another process may write the same file now
            Path own = folder.resolve(
                    file.getFileName() + "." + ProcessHandle.current().pid());
            AtomicFile.write(own, text.toString());
            Files.move(own, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            deleteOld();
        } catch (IOException | UncheckedIOException e) {
            note.accept("the audit is not kept: " + e.getMessage());
        }
    }

    private void deleteOld() throws IOException {
        Instant limit = Instant.now().minus(KEPT);
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
