package org.delineate.tracking;

import java.nio.file.Files;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.train.RunFolder;

/**
 * Says where a run is recorded; {@code mlflow.json} in its folder.
 *
 * @param url address of the server
 * @param experiment name of the MLflow experiment
 * @param run id of the MLflow run; null until there is one
 * @param sent whether the server has all of it, how it ended included
 */
record RunLink(String url, String experiment, String run, boolean sent) {
    /** Reads what a folder says; null where the run is recorded nowhere. */
    static RunLink in(RunFolder folder) {
        return Files.exists(folder.tracking()) ? Json.read(folder.tracking(), RunLink.class) : null;
    }

    /** Writes it, unless the folder has been deleted. */
    void write(RunFolder folder) {
        if (Files.isDirectory(folder.path())) {
            AtomicFile.write(folder.tracking(), Json.pretty(this));
        }
    }

    RunLink withRun(String id) {
        return new RunLink(url, experiment, id, false);
    }

    RunLink withSent(boolean all) {
        return new RunLink(url, experiment, run, all);
    }
}
