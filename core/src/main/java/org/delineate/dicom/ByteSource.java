package org.delineate.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.delineate.file.RegularFile;

/** Reads bytes at any position of an open file, through a small window, or of an array. */
final class ByteSource implements AutoCloseable {
    private static final int WINDOW = 1 << 16;

    private final FileChannel channel;
    private final long size;
    private byte[] window;
    private long start;

    private ByteSource(FileChannel channel, long size, byte[] window) {
        this.channel = channel;
        this.size = size;
        this.window = window;
    }

    static ByteSource of(Path file) throws IOException {
        FileChannel channel = RegularFile.channel(file);
        try {
            return new ByteSource(channel, channel.size(), new byte[0]);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    static ByteSource of(byte[] bytes) {
        return new ByteSource(null, bytes.length, bytes);
    }

    long size() {
        return size;
    }

    /** Reads exactly these bytes; the caller has compared their number with {@link #size}. */
    void read(long at, byte[] to, int offset, int length) throws IOException {
        if (at < start || at + length > start + window.length) {
            if (at < 0 || at > size - length) {
                throw new EOFException("the file became shorter while it was read");
            }
            if (length > WINDOW / 2) {
                fill(at, to, offset, length);
                return;
            }
            byte[] next = new byte[(int) Math.min(WINDOW, size - at)];
            fill(at, next, 0, next.length);
            window = next;
            start = at;
        }
        System.arraycopy(window, (int) (at - start), to, offset, length);
    }

    /** Reads a part as an array of its own; its length is at most that of the file. */
    byte[] read(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(at, bytes, 0, length);
        return bytes;
    }

    private void fill(long at, byte[] to, int offset, int length) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(to, offset, length);
        while (into.hasRemaining()) {
            if (channel.read(into, at + into.position() - offset) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
