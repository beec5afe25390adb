package org.delineate.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;

/** Inflates a deflated data set (PS3.5, A.5) within a limit on its size and on how far it is compressed. */
final class Inflation {
    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final int most;

    Inflation(Path file, int most) {
        this.file = file;
        this.most = most;
    }

    byte[] inflate(ByteSource source, long from) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            return inflate(inflater, source, from);
        } catch (DataFormatException e) {
            throw new BadFileException(file, "no deflated data: " + e.getMessage(), BadFileException.DAMAGED, e);
        } finally {
            inflater.end();
        }
    }

    private byte[] inflate(Inflater inflater, ByteSource source, long from) throws IOException, DataFormatException {
        List<byte[]> full = new ArrayList<>();
        byte[] chunk = new byte[CHUNK];
        int filled = 0;
        long at = from;
        while (!inflater.finished()) {
            if (inflater.needsInput()) {
                int next = (int) Math.min(1 << 16, source.size() - at);
                if (next == 0 || inflater.needsDictionary()) {
                    throw new BadFileException(
                            file, "the deflated data ends before its last block", BadFileException.DAMAGED);
                }
                inflater.setInput(source.read(at, next));
                at += next;
            }
            filled += inflater.inflate(chunk, filled, CHUNK - filled);
            if (filled == CHUNK) {
                full.add(chunk);
                chunk = new byte[CHUNK];
                filled = 0;
                check(inflater);
            }
        }
        byte[] all = Arrays.copyOf(full.isEmpty() ? chunk : full.get(0), full.size() * CHUNK + filled);
        for (int i = 1; i < full.size(); i++) {
            System.arraycopy(full.get(i), 0, all, i * CHUNK, CHUNK);
        }
        if (!full.isEmpty()) {
            System.arraycopy(chunk, 0, all, full.size() * CHUNK, filled);
        }
        return all;
    }

    private void check(Inflater inflater) {
        long ratio = inflater.getBytesWritten() / Math.max(1, inflater.getBytesRead());
        int furthest = Limits.DEFAULT.pictures().inflation();
        if (inflater.getBytesWritten() > most || ratio > furthest) {
            throw new BadFileException(
                    file,
                    "deflated data of more than " + inflater.getBytesWritten() + " bytes, " + ratio
                            + " for one byte of the file; at most " + most + " bytes, " + furthest
                            + " for one, are read",
                    "write it in the transfer syntax Explicit VR Little Endian");
        }
    }
}
