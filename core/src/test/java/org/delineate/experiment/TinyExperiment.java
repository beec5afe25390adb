package org.delineate.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.delineate.dataset.audit.AuditCache;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.tracking.Tracking;

/** Discs on noise, and experiments with them that take seconds. */
final class TinyExperiment {
    private static final int SIDE = 48;

    private TinyExperiment() {}

    /** Writes a data set of discs; in its folder. */
    static Path discs(Path folder, int count, long seed) {
        Random random = new Random(seed);
        for (int n = 0; n < count; n++) {
            int cx = 14 + random.nextInt(20);
            int cy = 14 + random.nextInt(20);
            int radius = 5 + random.nextInt(7);
            byte[] grey = new byte[SIDE * SIDE];
            boolean[] lesion = new boolean[SIDE * SIDE];
            for (int i = 0; i < grey.length; i++) {
                lesion[i] = Math.hypot(i % SIDE - cx, i / SIDE - cy) < radius;
                grey[i] = (byte) ((lesion[i] ? 30 : 120) + random.nextInt(60));
            }
            ImageFile.write(folder.resolve("images/c" + n + ".png"), Image.ofBytes(SIDE, SIDE, 1, grey));
            MaskFile.write(folder.resolve("masks/c" + n + ".png"), Mask.of(SIDE, SIDE, lesion));
        }
        return folder;
    }

    static Path write(Path folder, String json) {
        try {
            return Files.writeString(folder.resolve("tiny.json"), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ExperimentRunner runner(Plan plan, ExperimentFolder folder, Watch watch) {
        return new ExperimentRunner(
                plan,
                folder,
                d -> AuditCache.NONE.read(d, (done, total) -> {}),
                "delineate experiment tiny",
                Tracking.NOWHERE,
                watch);
    }

    /** Runs an experiment here. @return why runs failed */
    static Map<String, String> run(Path file, Map<String, Path> data, Path out, Watch watch) {
        ExperimentFolder folder = new ExperimentFolder(out);
        ExperimentRunner runner = runner(Plan.of(file, data, 1), folder, watch);
        runner.open();
        return runner.run(1, id -> {
            throw new IllegalStateException("no process is needed for " + id);
        });
    }
}
