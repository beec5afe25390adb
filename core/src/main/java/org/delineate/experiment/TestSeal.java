package org.delineate.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;

/**
 * Lets the weights of a run be scored on a test part once training has ended, and no other weights after them.
 *
 * <p>It is written before the first image is scored: who has seen a score, or could have, cannot come back with other
 * weights.
 *
 * @param model SHA-256 of the weights that were chosen
 * @param test SHA-256 over the data and the cases that are scored
 */
record TestSeal(String model, String test) {
    /** Identifies the cases of a test. */
    static String of(String dataHash, List<String> cases) {
        return Hash.of(Json.line(List.of(dataHash, cases)));
    }

    /**
     * Seals the choice of these weights, or finds that it was sealed before.
     *
     * @param file of the seal, one for a run and a test part
     * @throws BadFileException where it is sealed with other weights or other cases
     */
    void set(Path file) {
        if (!Files.exists(file)) {
            AtomicFile.write(file, Json.pretty(this));
            return;
        }
        TestSeal before = Json.read(file, TestSeal.class);
        if (!before.model.equals(model)) {
            throw new BadFileException(
                    file,
                    "this test part was scored with the weights " + before.model.substring(0, 12)
                            + ", and the run has the weights " + model.substring(0, 12)
                            + " now: a test part chooses nothing, so other weights are not scored on it",
                    "restore the run's model, or repeat the experiment in another --out");
        }
        if (!before.test.equals(test)) {
            throw new BadFileException(
                    file,
                    "this run was scored on other images of the same data set",
                    "give the data set as it was, or repeat the experiment in another --out");
        }
    }
}
