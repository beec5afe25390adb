package org.delineate.serve.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.delineate.file.BadFileException;
import org.delineate.file.Folders;
import org.delineate.file.Hash;
import org.delineate.file.Json;

/**
 * Copies a home folder into one zip file while it is used, and unpacks it into an empty home: the embedded database,
 * the pictures and the further models, with the hash of each. A PostgreSQL database has its own tools.
 */
public final class Backup {
    private static final String DATABASE = "database/delineate.mv.db";
    private static final String HASHES = "hashes.json";
    private static final String ANOTHER = "take another backup";

    private Backup() {}

    /** Lists the files of a backup with their hashes. */
    private record Hashes(Map<String, String> sha256) {}

    /** Writes a backup. Pictures are not deleted meanwhile, so that each row of the copied database has its file. */
    public static void write(Database database, PictureFolder pictures, Path home, OutputStream out) {
        pictures.keepAll(() -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                Map<String, String> hashes = new TreeMap<>();
                if (database.isEmbedded()) {
                    addDatabase(database, pictures.incoming(), zip, hashes);
                }
                for (Path file : files(home)) {
                    add(home.relativize(file).toString().replace('\\', '/'), file, zip, hashes);
                }
                zip.putNextEntry(new ZipEntry(HASHES));
                zip.write(Json.pretty(new Hashes(hashes)).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            } catch (IOException e) {
                throw new UncheckedIOException("the backup cannot be written: " + e.getMessage(), e);
            }
        });
    }

    private static void addDatabase(Database database, Path folder, ZipOutputStream zip, Map<String, String> hashes)
            throws IOException {
        Path copy = folder.resolve(Ids.random());
        Path file = folder.resolve(Ids.random());
        try {
            database.copyTo(copy);
            try (ZipInputStream in = new ZipInputStream(Files.newInputStream(copy))) {
                in.getNextEntry();
                Files.copy(in, file);
            }
            add(DATABASE, file, zip, hashes);
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(file);
        }
    }

    private static List<Path> files(Path home) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("pictures", "models")) {
            try (Stream<Path> all = Files.walk(home.resolve(folder))) {
                all.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static void add(String name, Path file, ZipOutputStream zip, Map<String, String> hashes)
            throws IOException {
        hashes.put(name, Hash.of(file));
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(file, zip);
        zip.closeEntry();
    }

    /**
     * Unpacks a backup into a home that does not exist yet; all or nothing.
     *
     * @throws BadFileException where the file is none, or damaged
     * @throws IllegalArgumentException where the home exists
     */
    public static void restore(Path zip, Path home) {
        if (Files.exists(home)) {
            throw new IllegalArgumentException(home + " exists; a backup is restored into a new home");
        }
        Path draft = home.resolveSibling(home.getFileName() + ".restoring");
        try {
            Folders.delete(draft);
            unpack(zip, draft);
            check(zip, draft);
            Files.move(draft, home);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot restore " + zip + ": " + e.getMessage(), e);
        } finally {
            Folders.delete(draft);
        }
    }

    private static void unpack(Path zip, Path draft) throws IOException {
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream in = new ZipInputStream(file)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path target = draft.resolve(entry.getName()).normalize();
                if (!target.startsWith(draft)) {
                    throw new BadFileException(zip, "an entry that leads out of the backup", ANOTHER);
                }
                Files.createDirectories(target.getParent());
                Files.copy(in, target);
            }
        }
    }

    private static void check(Path zip, Path draft) throws IOException {
        Path list = draft.resolve(HASHES);
        if (!Files.exists(list)) {
            throw new BadFileException(zip, "no backup of a home: it lacks " + HASHES, ANOTHER);
        }
        Map<String, String> hashes = Json.read(list, Hashes.class).sha256();
        for (Map.Entry<String, String> entry : hashes.entrySet()) {
            Path file = draft.resolve(entry.getKey());
            if (!Files.exists(file) || !Hash.of(file).equals(entry.getValue())) {
                throw new BadFileException(zip, entry.getKey() + " is missing or damaged", ANOTHER);
            }
        }
        Files.delete(list);
    }
}
