package org.delineate.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.delineate.nn.Engine;
import org.delineate.nn.Precision;
import org.delineate.zoo.Zoo;

/**
 * Training step and inference of networks against the engine's defaults, interleaved in one process; prints a Markdown table.
 *
 * <p>Arguments: threads, rounds, "inference", "training" or "all", then network ids. The peer's spectral pooling runs the same products on a channels-first map.
 */
public final class Defaults {
    private Defaults() {}

    public static void main(String[] args) {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        String what = args.length > 2 ? args[2] : "all";
        List<String> ids = args.length > 3
                ? Arrays.asList(args).subList(3, args.length)
                : List.of("unet", "unext", "sc-unext", "rca-iunet");
        Engine.threads(threads);
        System.out.println("| network | what | batch | defaults ms | ours ms | ratio | min..max | ours images/s |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (String id : ids) {
            Zoo network = Zoo.of(id);
            Variant defaults = Variant.defaults(network);
            Variant ours = Variant.ours(network);
            if (!what.equals("inference")) {
                rows(id, 8, rounds, defaults.trainingStep(8), Map.of("training step", ours.trainingStep(8)));
            }
            for (int batch : what.equals("training") ? new int[0] : new int[] {8, 1}) {
                Map<String, Runnable> compiled = new LinkedHashMap<>();
                compiled.put("inference, float32", ours.compiled(batch, Precision.FLOAT32));
                compiled.put("inference, bf16", ours.compiled(batch, Precision.BF16));
                rows(id, batch, rounds, defaults.inference(batch), compiled);
            }
        }
        System.out.println();
        System.out.println("ours: channels-last, training in " + Precision.best()
                + ", inference compiled; defaults: channels-first, FLOAT32; " + threads
                + " threads, " + rounds + " rounds, 256x256, " + Engine.version() + ", Java "
                + Runtime.version().feature());
    }

    private static void rows(String id, int batch, int rounds, Runnable defaults, Map<String, Runnable> ours) {
        ms(defaults); // warm-up
        ours.values().forEach(Defaults::ms);
        double[] a = new double[rounds];
        Map<String, double[]> times = new LinkedHashMap<>();
        ours.keySet().forEach(name -> times.put(name, new double[rounds]));
        for (int i = 0; i < rounds; i++) {
            a[i] = ms(defaults);
            for (Map.Entry<String, Runnable> e : ours.entrySet()) {
                times.get(e.getKey())[i] = ms(e.getValue());
            }
        }
        times.forEach((name, b) -> row(id, name, batch, a, b));
    }

    private static void row(String id, String what, int batch, double[] a, double[] b) {
        double[] ratios = IntStream.range(0, a.length)
                .mapToDouble(i -> a[i] / b[i])
                .sorted()
                .toArray();
        int middle = a.length / 2;
        double ours = Arrays.stream(b).sorted().toArray()[middle];
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %d | %.0f | %.0f | %.2f | %.2f..%.2f | %.1f |%n",
                id,
                what,
                batch,
                Arrays.stream(a).sorted().toArray()[middle],
                ours,
                ratios[middle],
                ratios[0],
                ratios[a.length - 1],
                1000 * batch / ours);
    }

    private static double ms(Runnable run) {
        long begin = System.nanoTime();
        run.run();
        return (System.nanoTime() - begin) / 1e6;
    }
}
