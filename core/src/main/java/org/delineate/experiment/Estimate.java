package org.delineate.experiment;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.dataset.Split;
import org.delineate.train.StepTiming;
import org.delineate.train.TrainConfig;

/**
 * Estimates how long the runs of a plan take here.
 *
 * <p>A few steps of each network are timed; a pass without gradients is taken for a third of a step. Reading images,
 * validation scores and other programs on the machine come on top.
 *
 * @param hours by the id of each run that can be done
 */
public record Estimate(Map<String, Double> hours) {
    static final String METHOD = "from the fastest of a few steps of each network with its options here, two images a"
            + " step, a pass without gradients taken for a third of it; reading images and other work come on top";
    private static final double PASS = 1.0 / 3;

    /** Is what decides how long a step takes. */
    private record Kind(String network, TrainConfig.Variant variant, int channels, int size, String loss, int threads) {
        static Kind of(TrainConfig c) {
            return new Kind(
                    c.network(),
                    c.variant(),
                    c.input().channels(),
                    c.input().size(),
                    c.descent().loss(),
                    c.resources().threads());
        }
    }

    /** Times the networks of the runs that can be done. */
    static Estimate of(Plan plan, OpenData.Sets data, Watch watch) {
        Map<Kind, Double> seconds = new HashMap<>();
        Map<String, Double> hours = new LinkedHashMap<>();
        for (PlannedRun run : plan.possible()) {
            TrainConfig config = run.config();
            double perImage = seconds.computeIfAbsent(Kind.of(config), k -> {
                double measured = StepTiming.secondsPerImage(config);
                watch.note(String.format(
                        Locale.ROOT,
                        "timing   %s, %dx%d: %.3f s an image and step",
                        config.network(),
                        config.input().size(),
                        config.input().size(),
                        measured));
                return measured;
            });
            hours.put(run.id(), passes(plan, data, run, config) * perImage / 3600);
        }
        return new Estimate(hours);
    }

    /** Counts the images of all steps, those of passes without gradients as the part of a step that they take. */
    private static double passes(Plan plan, OpenData.Sets data, PlannedRun run, TrainConfig config) {
        Split split = data.open(run.data()).splits().get(run.split());
        double train = split.parts().get(Split.TRAIN).size();
        double validations = config.loop().validates()
                ? (double) split.parts().get(Split.VAL).size() / config.loop().validateEvery()
                : 0;
        double passes =
                config.loop().epochs() * (train * (1 + PASS * run.teachers().size()) + PASS * validations);
        for (Execution.Target target : Execution.targets(plan, run)) {
            passes += PASS * tested(data.open(target.data()), run.split());
        }
        return passes;
    }

    private static int tested(OpenData data, int number) {
        List<Split> splits = data.splits();
        if (splits.isEmpty()) {
            return data.used().cases().size();
        }
        Split split = splits.get(Math.min(number, splits.size() - 1));
        return split.parts().get(SplitRule.scored(split)).size();
    }

    public double total() {
        return hours.values().stream().mapToDouble(h -> h).sum();
    }

    /** Writes "2.5 hours", "12 minutes" or "40 seconds". */
    static String words(double hours) {
        return hours >= 1
                ? String.format(Locale.ROOT, "%.1f hours", hours)
                : hours >= 1.0 / 60
                        ? String.format(Locale.ROOT, "%.0f minutes", hours * 60)
                        : String.format(Locale.ROOT, "%.0f seconds", hours * 3600);
    }
}
