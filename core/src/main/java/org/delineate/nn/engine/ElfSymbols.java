package org.delineate.nn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the symbol table of a shared library for 64-bit Linux (System V ABI, "ELF-64 Object File Format"). */
final class ElfSymbols {
    private static final int MAGIC = 0x464c457f;
    private static final int HEADER_BYTES = 64;
    private static final int SYMBOL_TABLE = 2; // section type
    private static final int SYMBOL_BYTES = 24;
    private static final int OBJECT = 1; // symbol type: a variable

    private ElfSymbols() {}

    /** Offset of a variable from the start of the loaded library; -1 where the library has no such symbol. */
    static long offset(Path library, String variable) throws IOException {
        try (FileChannel file = FileChannel.open(library)) {
            ByteBuffer header = part(file, 0, HEADER_BYTES);
            if (header.getInt(0) != MAGIC) {
                return -1;
            }
            int each = header.getShort(58);
            ByteBuffer sections = part(file, header.getLong(40), (long) each * header.getShort(60));
            for (int at = 0; at < sections.limit(); at += each) {
                if (sections.getInt(at + 4) == SYMBOL_TABLE) {
                    int names = sections.getInt(at + 40) * each;
                    return offset(section(file, sections, at), section(file, sections, names), variable);
                }
            }
            return -1;
        }
    }

    private static long offset(ByteBuffer symbols, ByteBuffer names, String variable) {
        byte[] searched = (variable + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] name = new byte[searched.length];
        for (int at = 0; at < symbols.limit(); at += SYMBOL_BYTES) {
            int start = symbols.getInt(at);
            if ((symbols.get(at + 4) & 0xf) == OBJECT && start + name.length <= names.limit()) {
                names.get(start, name);
                if (Arrays.equals(name, searched)) {
                    return symbols.getLong(at + 8);
                }
            }
        }
        return -1;
    }

    private static ByteBuffer section(FileChannel file, ByteBuffer sections, int at) throws IOException {
        return part(file, sections.getLong(at + 24), sections.getLong(at + 32));
    }

    private static ByteBuffer part(FileChannel file, long start, long length) throws IOException {
        return file.map(MapMode.READ_ONLY, start, length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
