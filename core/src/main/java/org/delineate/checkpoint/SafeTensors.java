package org.delineate.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.file.RegularFile;
import org.delineate.file.UnreadableFileException;

/**
 * Reads and writes named tensors with text metadata as one {@code .safetensors} file: nothing in it can be executed,
 * every byte has one meaning.
 *
 * <p>A file is an 8-byte little-endian length n, n bytes of UTF-8 JSON and the tensors' bytes, row-major, little
 * endian, without gaps. Reading checks every rule of the format before it allocates: a broken file is a {@link
 * BadFileException}. The rules protect the layout, not the values: a bit flipped inside a tensor makes another valid
 * file, which only a hash stored elsewhere (manifest, state of the training) can reveal.
 *
 * <p>Source: the public description of the format, https://github.com/huggingface/safetensors#format.
 *
 * @param metadata in the order of the file's header; empty where there is none
 * @param entries the tensors in the order of their bytes in the file
 */
public record SafeTensors(Map<String, String> metadata, List<Entry> entries) {
    static final String METADATA = "__metadata__";

    /**
     * Lists the element types, in the order in which a written file lays them out: wide ones first, so that each is
     * aligned.
     */
    public enum Dtype {
        I64(8),
        F64(8),
        F32(4),
        I32(4),
        BF16(2),
        F16(2),
        I16(2),
        I8(1),
        U8(1),
        BOOL(1);

        private final int bytes;

        Dtype(int bytes) {
            this.bytes = bytes;
        }

        /** Returns the bytes of one element. */
        public int bytes() {
            return bytes;
        }

        /**
         * Returns the bytes of a tensor of this shape.
         *
         * @throws IllegalArgumentException where they are more than 2^63 - 1
         */
        long bytes(long[] shape) {
            try {
                long product = bytes;
                for (long dimension : shape) {
                    product = Math.multiplyExact(product, dimension);
                }
                return product;
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        this + " " + Arrays.toString(shape) + " has more than 2^63 - 1 bytes", e);
            }
        }
    }

    /**
     * Is one named tensor.
     *
     * @param shape empty for a scalar; a dimension may be 0
     * @param source gives the bytes whenever they are asked for: those of a large tensor need not be held meanwhile
     */
    public record Entry(String name, Dtype dtype, long[] shape, Supplier<ByteBuffer> source) {
        /**
         * Checks the tensor.
         *
         * @throws IllegalArgumentException where the name is reserved or the shape has no size
         */
        public Entry {
            shape = shape.clone();
            if (name.equals(METADATA)) {
                throw new IllegalArgumentException("a tensor cannot be named " + METADATA + "; rename it");
            }
            if (shape.length > Limits.DEFAULT.tensors().rank()
                    || Arrays.stream(shape).anyMatch(d -> d < 0)) {
                throw new IllegalArgumentException(name + " has shape " + Arrays.toString(shape) + "; at most "
                        + Limits.DEFAULT.tensors().rank() + " dimensions, none negative");
            }
            dtype.bytes(shape);
        }

        /**
         * Is a tensor whose bytes are in memory.
         *
         * @param data row-major, little endian, from position to limit; not copied
         * @throws IllegalArgumentException where the name is reserved or shape, type and bytes do not agree
         */
        public Entry(String name, Dtype dtype, long[] shape, ByteBuffer data) {
            this(name, dtype, shape, holding(data.slice()));
            data();
        }

        private static Supplier<ByteBuffer> holding(ByteBuffer data) {
            return () -> data;
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        /**
         * Returns the bytes, row-major, little endian, as a new read-only view; of a tensor that was read it is direct.
         *
         * @throws IllegalArgumentException where shape, type and bytes do not agree
         */
        public ByteBuffer data() {
            ByteBuffer data = source.get().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
            if (data.remaining() != bytes()) {
                throw new IllegalArgumentException(name + " of " + dtype + " " + Arrays.toString(shape) + " needs "
                        + bytes() + " bytes, not " + data.remaining());
            }
            return data;
        }

        private long bytes() {
            return dtype.bytes(shape);
        }
    }

    /**
     * Reads a whole file into memory outside the heap and closes it: later changes of the file change nothing here.
     *
     * @throws BadFileException where a rule of the format is broken, or the tensors do not fit into this JVM's memory
     * @throws UncheckedIOException where the file cannot be read
     */
    public static SafeTensors read(Path file) {
        try (FileChannel channel = RegularFile.channel(file)) {
            SafeTensorsHeader header = SafeTensorsHeader.read(channel, file);
            List<Entry> entries = new ArrayList<>();
            for (SafeTensorsHeader.TensorInfo tensor : header.tensors()) {
                ByteBuffer data = SafeTensorsHeader.bytes(
                        channel, header.dataStart() + tensor.start(), Math.toIntExact(tensor.bytes()), file);
                entries.add(new Entry(tensor.name(), tensor.dtype(), tensor.shape(), data));
            }
            return new SafeTensors(header.metadata(), List.copyOf(entries));
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    /** Reads the metadata alone, with all checks of {@link #read}. */
    public static Map<String, String> readMetadata(Path file) {
        try (FileChannel channel = RegularFile.channel(file)) {
            return SafeTensorsHeader.read(channel, file).metadata();
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    /**
     * Writes atomically; equal content gives equal bytes, whatever the order of the arguments: metadata by key, tensors
     * by type (wide ones first), then by name.
     *
     * @throws IllegalArgumentException where two names are equal, a text is no Unicode, or a limit is exceeded
     */
    public static void write(Path file, Map<String, String> metadata, List<Entry> entries) {
        List<Entry> sorted = sorted(entries);
        byte[] header = header(metadata, sorted);
        AtomicFile.write(file, channel -> {
            AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
            for (Entry entry : sorted) {
                AtomicFile.writeFully(channel, entry.data());
            }
        });
    }

    /** Returns the bytes that {@link #write} writes, for files below 2 GiB. */
    public static byte[] encode(Map<String, String> metadata, List<Entry> entries) {
        List<Entry> sorted = sorted(entries);
        byte[] header = header(metadata, sorted);
        long size = header.length;
        for (Entry entry : sorted) {
            size += entry.bytes();
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size)).put(header);
        sorted.forEach(entry -> bytes.put(entry.data()));
        return bytes.array();
    }

    private static List<Entry> sorted(List<Entry> entries) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(Entry::dtype).thenComparing(Entry::name));
        return sorted;
    }

    private static byte[] header(Map<String, String> metadata, List<Entry> entries) {
        Limits limits = Limits.DEFAULT;
        if (entries.size() > limits.tensors().count()) {
            throw new IllegalArgumentException(entries.size() + " tensors; a file holds at most "
                    + limits.tensors().count());
        }
        Set<String> names = new HashSet<>();
        Map<String, Object> document = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            document.put(METADATA, new TreeMap<>(Map.copyOf(metadata)));
        }
        long offset = 0;
        for (Entry entry : entries) {
            if (!names.add(entry.name())) {
                throw new IllegalArgumentException("two tensors are named " + entry.name());
            }
            long end = offset + entry.bytes();
            Map<String, Object> tensor = new LinkedHashMap<>();
            tensor.put("dtype", entry.dtype().name());
            tensor.put("shape", entry.shape());
            tensor.put("data_offsets", new long[] {offset, end});
            document.put(entry.name(), tensor);
            offset = end;
        }
        String json = Json.line(document);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
            throw new IllegalArgumentException("a name or metadata text has half a surrogate pair; it is no Unicode");
        }
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        if (padded > limits.tensors().headerBytes()) {
            throw new IllegalArgumentException("a header of " + padded + " bytes; at most "
                    + limits.tensors().headerBytes() + ": store less metadata");
        }
        byte[] bytes = new byte[8 + padded];
        Arrays.fill(bytes, (byte) ' ');
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(text);
        return bytes;
    }
}
