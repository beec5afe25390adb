package org.delineate.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.delineate.nn.Engine;
import org.delineate.nn.Precision;
import org.delineate.zoo.Zoo;

/**
 * Training step and inference of networks against the engine's defaults, interleaved in one process; prints a Markdown table.
 *
 * <p>Arguments: threads, rounds, then network ids. The peer's spectral pooling runs the same products on a channels-first map.
 */
public final class Defaults {
    private Defaults() {}

    public static void main(String[] args) {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        List<String> ids = args.length > 2
                ? Arrays.asList(args).subList(2, args.length)
                : List.of("unet", "unext", "sc-unext", "rca-iunet");
        Engine.threads(threads);
        System.out.println("| network | what | batch | defaults ms | ours ms | ratio | min..max | ours images/s |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (String id : ids) {
            Zoo network = Zoo.of(id);
            Variant defaults = Variant.defaults(network);
            Variant ours = Variant.ours(network);
            row(id, "training step", 8, rounds, defaults.trainingStep(8), ours.trainingStep(8));
            row(id, "inference", 8, rounds, defaults.inference(8), ours.inference(8));
            row(id, "inference", 1, rounds, defaults.inference(1), ours.inference(1));
        }
        System.out.println();
        System.out.println(
                "ours: channels-last, " + Precision.best() + "; defaults: channels-first, FLOAT32; " + threads
                        + " threads, " + rounds + " rounds, 256x256, " + Engine.version() + ", Java "
                        + Runtime.version().feature());
    }

    private static void row(String id, String what, int batch, int rounds, Runnable defaults, Runnable ours) {
        ms(defaults); // warm-up
        ms(ours);
        double[] a = new double[rounds];
        double[] b = new double[rounds];
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            a[i] = ms(defaults);
            b[i] = ms(ours);
            ratios.add(a[i] / b[i]);
        }
        Arrays.sort(a);
        Arrays.sort(b);
        ratios.sort(null);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %d | %.0f | %.0f | %.2f | %.2f..%.2f | %.1f |%n",
                id,
                what,
                batch,
                a[rounds / 2],
                b[rounds / 2],
                ratios.get(rounds / 2),
                ratios.get(0),
                ratios.get(rounds - 1),
                1000 * batch / b[rounds / 2]);
    }

    private static double ms(Runnable run) {
        long begin = System.nanoTime();
        run.run();
        return (System.nanoTime() - begin) / 1e6;
    }
}
