package org.delineate.serve.learning;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.delineate.file.AtomicFile;
import org.delineate.file.Build;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.image.ImageFile;
import org.delineate.image.MaskFile;

/**
 * Writes cases of readers as a data set that {@code delineate data inspect} and {@code train --data} read:
 * {@code images/NAME.png}, {@code masks/NAME.png}, {@code manifest.csv} with a group for each patient, and
 * {@code data.json} with the hash of every file. One case is in memory at a time.
 *
 * <p>Names come from hashes of files, groups are counted: nothing in it names a patient. Burned-in text stays in the
 * pictures.
 */
public final class CorrectedCases {
    private static final LocalDateTime ZIP_EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0); // equal cases, equal bytes

    /** Takes the files one after the other. */
    private interface Files {
        void add(String name, byte[] bytes) throws IOException;

        /** Is told that all files are there. */
        default void end() throws IOException {}
    }

    private final Files files;
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> groups = new HashMap<>();
    private final StringBuilder manifest = new StringBuilder("image,mask,group,mask-values\n");
    private final List<Map<String, Object>> entries = new ArrayList<>();
    private int normals;

    private CorrectedCases(Files files) {
        this.files = files;
    }

    /** Writes a zip file; it ends with {@link #finish}, and is no zip file without. The stream stays open. */
    public static CorrectedCases zip(OutputStream out) {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        return new CorrectedCases(new Files() {
            @Override
            public void add(String name, byte[] bytes) throws IOException {
                ZipEntry entry = new ZipEntry(name);
                entry.setTimeLocal(ZIP_EPOCH);
                zip.putNextEntry(entry);
                zip.write(bytes);
                zip.closeEntry();
            }

            @Override
            public void end() throws IOException {
                zip.finish();
            }
        });
    }

    /** Writes into a folder. */
    public static CorrectedCases folder(Path folder) {
        return new CorrectedCases((name, bytes) -> AtomicFile.write(folder.resolve(name), bytes));
    }

    /**
     * Adds a case.
     *
     * @return whether it was added; a frame of a file that is there already is not
     */
    public boolean add(CorrectedCase one) {
        String name = one.name();
        if (!names.add(name)) {
            return false;
        }
        String image = "images/" + name + ".png";
        String mask = one.mask().isEmpty() ? "" : "masks/" + name + ".png";
        String group = group(one);
        Map<String, Object> entry = Json.object(
                "name", name, "frame", one.frame(), "group", group, "source", one.source(), "model", one.model());
        entry.put("image", write(image, ImageFile.png(one.image())));
        if (mask.isEmpty()) {
            normals++;
        } else {
            entry.put("mask", write(mask, MaskFile.png(one.mask())));
        }
        entries.add(entry);
        manifest.append(image).append(',').append(mask).append(',').append(group);
        manifest.append(",\"background=0,lesion=255\"\n");
        return true;
    }

    /** Counted in the order in which they come; without a patient the frames of a file belong together. */
    private String group(CorrectedCase one) {
        String key = one.patient().isEmpty() ? "file " + one.source() : "patient " + one.patient();
        return groups.computeIfAbsent(key, k -> String.format("p%04d", groups.size() + 1));
    }

    /** Returns the hash of what was written. */
    private String write(String name, byte[] bytes) {
        try {
            files.add(name, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name + ": " + e.getMessage(), e);
        }
        return Hash.of(bytes);
    }

    public int count() {
        return names.size();
    }

    /** Returns how many patients, or files without a patient, there are. */
    public int groups() {
        return groups.size();
    }

    /** Writes what says what the cases are, last. */
    public void finish() {
        byte[] table = manifest.toString().getBytes(StandardCharsets.UTF_8);
        String hash = write("manifest.csv", table);
        Map<String, Object> document =
                Json.object("format", "delineate-cases-1", "program", Build.CURRENT.toString(), "manifest", hash);
        document.put("cases", entries);
        document.put("groups", groups.size());
        document.put("withoutLesion", normals);
        write("data.json", Json.pretty(document).getBytes(StandardCharsets.UTF_8));
        try {
            files.end();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot end the data set: " + e.getMessage(), e);
        }
    }
}
