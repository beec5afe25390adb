package org.delineate.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.RegularFile;
import org.delineate.file.UnreadableFileException;

/**
 * Reads the tensors of an open {@code .safetensors} file one by one through one small buffer, so that a load takes no
 * memory beyond that of the network that is filled, and leaves none to the collector but single arrays.
 */
public final class SafeTensorsReader implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final SafeTensorsHeader header;
    private final Map<String, SafeTensorsHeader.TensorInfo> tensors = new LinkedHashMap<>();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * Says what a stored tensor is.
     *
     * @param shape empty for a scalar
     */
    public record Stored(SafeTensors.Dtype dtype, long[] shape) {}

    private SafeTensorsReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        header = SafeTensorsHeader.read(channel, file);
        header.tensors().forEach(t -> tensors.put(t.name(), t));
    }

    /**
     * Opens a file with all checks of {@link SafeTensors#read}.
     *
     * @throws BadFileException where a rule of the format is broken
     * @throws UncheckedIOException where the file cannot be read
     */
    public static SafeTensorsReader open(Path file) {
        try {
            FileChannel channel = RegularFile.channel(file);
            try {
                return new SafeTensorsReader(file, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** Lists the tensors by name, in the order of their bytes. */
    public Map<String, Stored> tensors() {
        Map<String, Stored> all = new LinkedHashMap<>();
        tensors.forEach((name, t) -> all.put(name, new Stored(t.dtype(), t.shape())));
        return all;
    }

    /**
     * Reads the values of a tensor.
     *
     * @throws IllegalArgumentException where it is not float32
     */
    public float[] floats(String name) {
        SafeTensorsHeader.TensorInfo tensor = tensors.get(name);
        if (tensor.dtype() != SafeTensors.Dtype.F32) {
            throw new IllegalArgumentException(name + " is " + tensor.dtype() + "; expected F32");
        }
        float[] values = new float[(int) (tensor.bytes() / Float.BYTES)];
        long position = header.dataStart() + tensor.start();
        try {
            for (int from = 0; from < values.length; from += CHUNK_BYTES / Float.BYTES) {
                int count = Math.min(values.length - from, CHUNK_BYTES / Float.BYTES);
                chunk.clear().limit(count * Float.BYTES);
                SafeTensorsHeader.fill(chunk, channel, position + (long) from * Float.BYTES, file);
                chunk.asFloatBuffer().get(values, from, count);
            }
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
        return values;
    }

    /** Reads the bytes of a tensor of any type. */
    public byte[] bytes(String name) {
        SafeTensorsHeader.TensorInfo tensor = tensors.get(name);
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes());
        try {
            SafeTensorsHeader.fill(bytes, channel, header.dataStart() + tensor.start(), file);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
        return bytes.array();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }
}
