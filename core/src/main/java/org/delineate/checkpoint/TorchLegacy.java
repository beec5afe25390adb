package org.delineate.checkpoint;

import static org.delineate.file.BadFileException.DAMAGED;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Printable;
import org.delineate.file.RegularFile;

/**
 * Reads the checkpoints of PyTorch 0.1.10 to 1.5, and of newer ones on request: five pickles (magic number, version,
 * system, the object, the keys of its storages), then each storage as its number of elements and their bytes.
 */
final class TorchLegacy implements TorchContainer {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Long> positions = new HashMap<>();

    private TorchLegacy(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static TorchLegacy open(Path file) throws IOException {
        return new TorchLegacy(file, RegularFile.channel(file));
    }

    @Override
    public Object object(TorchGlobals globals) throws IOException {
        Pickle in = new Pickle(file, "the file", Channels.newInputStream(channel), globals);
        Object magic = in.next();
        if (!MAGIC.equals(magic)) {
            throw new BadFileException(
                    file,
                    "it begins with a pickled " + Pickle.describe(magic) + ", not with the magic number of PyTorch",
                    "is it a checkpoint of PyTorch?");
        }
        Object version = in.next();
        if (!(version instanceof Long number) || number != VERSION) {
            throw bad("version " + Pickle.describe(version) + "; expected " + VERSION);
        }
        Object system = in.next();
        if (!(system instanceof Map<?, ?> map) || !Boolean.TRUE.equals(map.get("little_endian"))) {
            throw new BadFileException(file, "written on a machine that is not little endian", TorchRemedy.line(file));
        }
        Object object = in.next();
        Object keys = in.next();
        if (!(keys instanceof List<?> list)) {
            throw bad("the keys of the storages are a " + Pickle.describe(keys));
        }
        locate(list, globals.storages(), in.position());
        return object;
    }

    /** Notes where each storage is; they must follow each other to the end of the file. */
    private void locate(List<?> keys, Map<String, TorchStorage> storages, long from) throws IOException {
        long position = from;
        for (Object key : keys) {
            TorchStorage storage = key instanceof String ? storages.get(key) : null;
            if (storage == null || positions.containsKey(key)) {
                throw bad("the key " + Pickle.describe(key) + " of a storage that "
                        + (storage == null ? "no tensor has" : "was there before"));
            }
            if (position + Long.BYTES > channel.size()) {
                throw bad("it ends before storage " + Printable.quoted(storage.key()));
            }
            long elements =
                    SafeTensorsHeader.bytes(channel, position, Long.BYTES, file).getLong();
            if (elements != storage.wholeElements()) {
                throw bad("storage " + Printable.quoted(storage.key()) + " has " + elements
                        + " elements; its tensors say " + storage.wholeElements());
            }
            positions.put(storage.key(), position + Long.BYTES);
            position += Long.BYTES + storage.wholeBytes();
        }
        if (positions.size() != storages.size()) {
            throw bad(storages.size() + " storages are named, " + positions.size() + " are there");
        }
        if (position != channel.size()) {
            throw bad("storages end at byte " + position + ", the file at " + channel.size());
        }
    }

    @Override
    public ByteBuffer bytes(TorchStorage storage) throws IOException {
        return SafeTensorsHeader.bytes(channel, positions.get(storage.key()), storage.wholeBytes(), file);
    }

    private BadFileException bad(String rule) {
        return new BadFileException(file, rule, DAMAGED);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
