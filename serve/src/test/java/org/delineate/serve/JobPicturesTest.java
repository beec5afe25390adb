package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.file.Hash;
import org.delineate.model.ShippedModel;
import org.delineate.serve.learning.CorrectedCase;
import org.delineate.serve.learning.CorrectedCases;
import org.delineate.serve.learning.FineTuning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that has ended keeps no copies of pictures, which would outlive those that are deleted. */
class JobPicturesTest {
    @TempDir
    private Path home;

    private FineTuning job(String id) {
        Path folder = home.resolve("jobs").resolve(id);
        Dataset data = Dataset.open(TestServer.PICTURES);
        CorrectedCases cases = CorrectedCases.folder(folder.resolve("data"));
        List<Case> lesions =
                data.cases().stream().filter(c -> !c.masks().isEmpty()).limit(8).toList();
        for (Case c : lesions) {
            cases.add(new CorrectedCase(Hash.of(c.image()), 1, 1, c.name(), data.image(c), data.mask(c), ""));
        }
        cases.finish();
        return FineTuning.create(folder, new FineTuning.Settings(ShippedModel.DEFAULT.path(), "tuned", 1, 1, 1));
    }

    /** The server of this test can start no training: the job that waits fails. The other was stopped by a former server. */
    @Test
    @Timeout(60)
    void keepsNoPicturesOfWhatHasEnded() throws Exception {
        job("waiting");
        job("stopped").stop();
        Files.createDirectories(home.resolve("jobs/stopped/before"));
        try (DiagnosisServer server = TestServer.start(home)) {
            while (isThere("waiting/data") || isThere("stopped/data") || isThere("stopped/before")) {
                Thread.sleep(20);
            }
        }
        assertEquals(
                FineTuning.State.STOPPED,
                FineTuning.open(home.resolve("jobs/stopped")).status().state(),
                "what was stopped is not begun again");
        FineTuning.Status failed = FineTuning.open(home.resolve("jobs/waiting")).status();
        assertEquals(FineTuning.State.FAILED, failed.state());
        assertTrue(failed.text().contains("cannot run train"), failed.text());
        try (Stream<Path> left = Files.walk(home.resolve("jobs"))) {
            assertEquals(
                    List.of(), left.filter(f -> f.toString().endsWith(".png")).toList());
        }
    }

    private boolean isThere(String name) {
        return Files.exists(home.resolve("jobs").resolve(name));
    }
}
