package org.delineate.spark;

import java.net.URI;
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
}
