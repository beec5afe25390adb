package org.delineate.checkpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.delineate.file.BadFileException;

/** What is found in the place of a checkpoint, told by its first bytes. */
enum ForeignFormat {
    TAR(257, "ustar", "the tar format of PyTorch before 0.1.10", "load and save it with PyTorch 0.4 to 1.5"),
    PAGE(0, "<!doctype html", "a web page", "download the file itself, not the page that offers it"),
    PAGE_TOO(0, "<html", "a web page", "download the file itself, not the page that offers it"),
    POINTER(0, "version https://git-lfs", "a pointer of Git LFS", "fetch the file itself with `git lfs pull`"),
    HDF5(0, "\u0089hdf", "an HDF5 file, as Keras writes", "only checkpoints of PyTorch and safetensors are read"),
    GZIP(0, "\u001f\u008b", "a gzip file", "unpack it first"),
    SAFETENSORS(8, "{\"", "a safetensors file", "let its name end with .safetensors");

    private final int at;
    private final String sign;
    private final String what;
    private final String remedy;

    ForeignFormat(int at, String sign, String what, String remedy) {
        this.at = at;
        this.sign = sign;
        this.what = what;
        this.remedy = remedy;
    }

    static void refuse(Path file, byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        Arrays.stream(values())
                .filter(o -> text.startsWith(o.sign, o.at))
                .findFirst()
                .ifPresent(o -> {
                    throw new BadFileException(file, o.what + ", not a checkpoint that can be read", o.remedy);
                });
    }
}
