package org.delineate.spark;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Stands for a file system whose files Java does not open: this machine's own, under a scheme that Java does not know. */
public final class ElsewhereFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
        return URI.create("elsewhere:///");
    }

    @Override
    public String getScheme() {
        return "elsewhere";
    }

    @Override
    public FileStatus getFileStatus(Path file) throws IOException {
        return withoutPermissions(super.getFileStatus(file));
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        return Arrays.stream(super.listStatus(folder))
                .map(ElsewhereFileSystem::withoutPermissions)
                .toArray(FileStatus[]::new);
    }

    /** Permissions are read by the local file system as those of a file: URI. */
    private static FileStatus withoutPermissions(FileStatus s) {
        return new FileStatus(
                s.getLen(),
                s.isDirectory(),
                s.getReplication(),
                s.getBlockSize(),
                s.getModificationTime(),
                s.getPath());
    }
}
