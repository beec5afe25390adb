package org.delineate.checkpoint;

import static org.delineate.file.BadFileException.DAMAGED;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.Printable;
import org.delineate.file.RegularFile;

/**
 * Reads the checkpoints of PyTorch 1.6 and newer: an archive with {@code data.pkl} and one entry per storage, in one
 * folder.
 */
final class TorchZip implements TorchContainer {
    private static final String OBJECT = "data.pkl";
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path file;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;
    private final String folder;

    private TorchZip(Path file, ZipFile zip, Map<String, ZipEntry> entries) {
        this.file = file;
        this.zip = zip;
        this.entries = entries;
        this.folder = folder();
        requireByteOrder();
    }

    static TorchZip open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(RegularFile.require(file).toFile());
        } catch (ZipException | IllegalArgumentException e) {
            throw bad(file, "no readable archive: " + Printable.plain(String.valueOf(e.getMessage())));
        }
        try {
            return new TorchZip(file, zip, entries(file, zip));
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** Lists the entries by name and checks the rules that hold for all of them. */
    private static Map<String, ZipEntry> entries(Path file, ZipFile zip) throws IOException {
        Limits limits = Limits.DEFAULT;
        if (zip.size() > limits.checkpoints().entries()) {
            throw bad(
                    file,
                    zip.size() + " entries; at most " + limits.checkpoints().entries());
        }
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        long size = Files.size(file);
        long packed = 0;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String name = "entry " + Printable.quoted(entry.getName());
            if (entries.put(entry.getName(), entry) != null) {
                throw bad(file, name + " twice");
            }
            packed += entry.getCompressedSize();
            if (packed < 0 || packed > size) {
                throw bad(file, "entries of " + packed + " bytes in a file of " + size + ": they overlap");
            }
            if (entry.getSize() / limits.checkpoints().ratio() > Math.max(entry.getCompressedSize(), CHUNK_BYTES)) {
                throw bad(
                        file,
                        name + " grows from " + entry.getCompressedSize() + " to " + entry.getSize()
                                + " bytes; at most " + limits.checkpoints().ratio() + " times");
            }
        }
        return entries;
    }

    private String folder() {
        List<String> objects = entries.keySet().stream()
                .filter(name -> name.equals(OBJECT) || name.endsWith("/" + OBJECT))
                .toList();
        if (objects.size() != 1) {
            String found = objects.isEmpty() ? "no entry " + OBJECT : objects.size() + " entries " + OBJECT;
            throw new BadFileException(file, found + "; a checkpoint has one", "is it a checkpoint of PyTorch?");
        }
        String name = objects.get(0);
        return name.substring(0, name.length() - OBJECT.length());
    }

    private void requireByteOrder() {
        try {
            ZipEntry entry = entries.get(folder + "byteorder");
            if (entry != null) {
                ByteBuffer order = read(entry, 16);
                String text = StandardCharsets.US_ASCII.decode(order).toString().strip();
                if (!text.equals("little")) {
                    throw new BadFileException(
                            file,
                            "byte order " + Printable.quoted(text) + "; expected \"little\"",
                            TorchRemedy.line(file));
                }
            }
        } catch (IOException e) {
            throw bad(file, "entry \"byteorder\": " + e.getMessage());
        }
    }

    @Override
    public Object object(TorchGlobals globals) throws IOException {
        String name = folder + OBJECT;
        ByteBuffer bytes = read(entries.get(name), Limits.DEFAULT.checkpoints().pickleBytes());
        byte[] pickle = new byte[bytes.remaining()];
        bytes.get(pickle);
        Pickle in = new Pickle(file, Printable.plain(name), new ByteArrayInputStream(pickle), globals);
        Object object = in.next();
        if (in.position() < pickle.length) {
            throw bad(file, pickle.length - in.position() + " bytes behind the end of " + Printable.plain(name));
        }
        for (TorchStorage storage : globals.storages().values()) {
            require(storage);
        }
        return object;
    }

    private ZipEntry require(TorchStorage storage) {
        String name = folder + "data/" + storage.key();
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw bad(file, "no entry " + Printable.quoted(name) + " for a " + storage);
        }
        if (entry.getSize() != storage.wholeBytes()) {
            throw bad(
                    file,
                    "entry " + Printable.quoted(name) + " has " + entry.getSize() + " bytes; a " + storage + " has "
                            + storage.wholeBytes());
        }
        return entry;
    }

    @Override
    public ByteBuffer bytes(TorchStorage storage) throws IOException {
        return read(require(storage), storage.wholeBytes());
    }

    /** Reads exactly as many bytes as the archive promises, and checks the checksum. */
    private ByteBuffer read(ZipEntry entry, int most) throws IOException {
        String name = "entry " + Printable.quoted(entry.getName());
        if (entry.getSize() < 0 || entry.getSize() > most) {
            throw bad(file, name + " has " + entry.getSize() + " bytes; at most " + most);
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) entry.getSize());
        CRC32 crc = new CRC32();
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (n > bytes.remaining()) {
                    throw bad(file, name + " has more than the " + entry.getSize() + " bytes it promises");
                }
                bytes.put(chunk, 0, n);
                crc.update(chunk, 0, n);
            }
        } catch (ZipException | EOFException e) {
            throw bad(file, name + ": " + Printable.plain(String.valueOf(e.getMessage())));
        }
        if (bytes.hasRemaining()) {
            throw bad(file, name + " has " + bytes.position() + " bytes of the " + entry.getSize() + " it promises");
        }
        if (crc.getValue() != entry.getCrc()) {
            throw bad(file, name + " has checksum %08x instead of %08x".formatted(crc.getValue(), entry.getCrc()));
        }
        return bytes.flip();
    }

    private static BadFileException bad(Path file, String rule) {
        return new BadFileException(file, rule, DAMAGED);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
