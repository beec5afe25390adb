package org.delineate.checkpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.delineate.file.BadFileException;

/** Lists the formats that are often mistaken for a checkpoint, recognised by their first bytes. */
enum ForeignFormat {
    TAR(257, "ustar", "the tar format of PyTorch before 0.1.10", "load and save it with PyTorch 0.4 to 1.5"),
    PAGE(0, "<!doctype html", "a web page", "download the file itself, not the page that offers it"),
    PAGE_WITHOUT_DOCTYPE(0, "<html", "a web page", "download the file itself, not the page that offers it"),
    POINTER(0, "version https://git-lfs", "a pointer of Git LFS", "fetch the file itself with `git lfs pull`"),
    HDF5(0, "\u0089hdf", "an HDF5 file, as Keras writes", "only checkpoints of PyTorch and safetensors are read"),
    GZIP(0, "\u001f\u008b", "a gzip file", "unpack it first"),
    SAFETENSORS(8, "{\"", "a safetensors file", "let its name end with .safetensors");

    private final int at;
    private final String magic;
    private final String what;
    private final String remedy;

    ForeignFormat(int at, String magic, String what, String remedy) {
        this.at = at;
        this.magic = magic;
        this.what = what;
        this.remedy = remedy;
    }

    /** Refuses a file of one of these formats. */
    static void refuse(Path file, byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        Arrays.stream(values())
                .filter(o -> text.startsWith(o.magic, o.at))
                .findFirst()
                .ifPresent(o -> {
                    throw new BadFileException(file, o.what + ", not a checkpoint that can be read", o.remedy);
                });
    }
}
