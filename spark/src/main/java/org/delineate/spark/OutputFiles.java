package org.delineate.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.delineate.file.AtomicFile;

/** Writes files beside the table of results, each completely or not at all. @param folder of the results */
record OutputFiles(String folder, Configuration hadoop) {
    /** Replaces a file. @param name below the folder */
    void write(String name, byte[] bytes) {
        org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(folder);
        try {
            FileSystem system = root.getFileSystem(hadoop);
            if (system.getScheme().equals("file")) {
                AtomicFile.writeUnforced(Path.of(root.toUri().getPath(), name), bytes);
                return;
            }
            org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(root, name);
            org.apache.hadoop.fs.Path draft = file.suffix(".tmp");
            try (OutputStream out = system.create(draft, true)) {
                out.write(bytes);
            }
            system.delete(file, false);
            if (!system.rename(draft, file)) {
                throw new IOException("the draft " + draft + " cannot be renamed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name + " to " + folder + ": " + e.getMessage(), e);
        }
    }
}
