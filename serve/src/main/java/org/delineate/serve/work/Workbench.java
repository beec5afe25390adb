package org.delineate.serve.work;

import java.nio.file.Path;
import org.delineate.serve.store.Database;
import org.delineate.serve.store.PictureFolder;

/**
 * Holds what requests work with.
 *
 * @param home folder of all that is kept
 * @param database what is known
 * @param pictures the files that were uploaded
 * @param frames their pixels
 * @param models that can be chosen
 * @param queue in front of them
 */
public record Workbench(
        Path home, Database database, PictureFolder pictures, Frames frames, ModelShelf models, InferenceQueue queue)
        implements AutoCloseable {
    @Override
    public void close() {
        queue.close();
        models.close();
        database.close();
    }
}
