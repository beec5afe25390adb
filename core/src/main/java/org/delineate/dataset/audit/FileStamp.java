package org.delineate.dataset.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.delineate.file.Hash;
import org.delineate.file.UnreadableFileException;

/**
 * Recognises a file whose content is still the same, without reading it where its times leave no doubt.
 *
 * @param path absolute
 * @param bytes length
 * @param modified time of the last change of the content, in nanoseconds since 1970; programs may set it back
 * @param changed time of the last change of anything about the file, which no program can set; 0 where the system has
 *     none
 * @param taken when the stamp was taken
 * @param sha256 of the content
 */
record FileStamp(String path, long bytes, long modified, long changed, long taken, String sha256) {
    /** A file that changed less than this before its stamp may change again and keep its times. */
    private static final long DOUBTFUL_NS = 2_000_000_000L;

    /** Takes the stamp of a file, which reads it. The times come first: a change while it is read is noticed later. */
    static FileStamp of(Path file) {
        FileStamp times = times(file);
        return new FileStamp(times.path, times.bytes, times.modified, times.changed, times.taken, Hash.of(file));
    }

    private static FileStamp times(Path file) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        try {
            BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
            long modified = basic.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            return new FileStamp(file.toString(), basic.size(), modified, changed(file), now, "");
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    private static long changed(Path file) throws IOException {
        try {
            Map<String, Object> unix = Files.readAttributes(file, "unix:ctime");
            return unix.get("ctime") instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : 0;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 0;
        }
    }

    /**
     * Takes the stamp anew, with the content's hash where the times leave a doubt.
     *
     * @return null where the content is another one, or cannot be read; this stamp where nothing had to be read
     */
    FileStamp renewed() {
        Path file = Path.of(path);
        try {
            FileStamp now = times(file);
            if (now.bytes != bytes) {
                return null;
            }
            if (isCertain() && now.modified == modified && now.changed == changed) {
                return this;
            }
            FileStamp read = of(file);
            return read.sha256.equals(sha256) ? read : null;
        } catch (UnreadableFileException e) {
            return null;
        }
    }

    private boolean isCertain() {
        return changed != 0 && Math.max(modified, changed) < taken - DOUBTFUL_NS;
    }
}
