package org.delineate.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.delineate.bench.Task.Kind;
import org.delineate.nn.engine.Processor;

/** Lists what is measured, in this order: the most important comes first. */
record BenchmarkPlan(List<Item> items) {
    private static final List<Integer> SIDES = List.of(1024, 2048, 3072);
    static final List<String> QUICK_NETWORKS = List.of("unext", "cmunext", "rca-iunet", "unet");
    private static final Comparison.Budget PEAKS = new Comparison.Budget(15, 4, 60, 60, false);
    private static final Comparison.Budget QUICK = new Comparison.Budget(5, 4, 12, 20, false);

    /** Names a task, the peers that run it, and how long it may take. */
    record Item(Task task, List<Peer> peers, Comparison.Budget budget) {}

    /** Plans every network with every peer, each in a new process. */
    static BenchmarkPlan full(
            List<String> networks,
            List<Kind> kinds,
            List<Integer> batches,
            List<Integer> threads,
            List<Peer> peers,
            Comparison.Budget budget) {
        List<Item> items = new ArrayList<>();
        threads.forEach(t -> items.addAll(peaks(t)));
        for (Kind kind : kinds) {
            for (String network : networks) {
                for (int batch : batches) {
                    for (int t : threads) { // next to each other: they are compared, and the machine drifts
                        add(items, new Task(network, kind, batch, t), peers, budget);
                    }
                }
            }
        }
        return new BenchmarkPlan(items);
    }

    /** Plans what the three figures of --json need: our fastest precision on this processor, in processes that stay. */
    static BenchmarkPlan quick(List<String> networks) {
        Peer ours = Processor.multipliesBf16() ? Peer.OURS_BF16 : Peer.OURS_FLOAT32;
        Set<Peer> needed = EnumSet.of(ours, Peer.OURS_INT8, Peer.LIBTORCH, Peer.ONNX_RUNTIME);
        List<Peer> peers = Peer.byDefault().stream().filter(needed::contains).toList();
        List<Item> items = new ArrayList<>();
        for (String network : networks) {
            add(items, new Task(network, Kind.INFERENCE, 1, 2), peers, QUICK);
            add(items, new Task(network, Kind.INFERENCE, 8, 2), peers, QUICK);
            add(items, new Task(network, Kind.TRAINING, 8, 2), peers, QUICK);
        }
        return new BenchmarkPlan(items);
    }

    private static List<Item> peaks(int threads) {
        List<Peer> products =
                Processor.multipliesBf16() ? List.of(Peer.PEAK_FLOAT32, Peer.PEAK_BF16) : List.of(Peer.PEAK_FLOAT32);
        return SIDES.stream()
                .map(side -> new Item(Task.matmul(side, threads), products, PEAKS))
                .toList();
    }

    private static void add(List<Item> items, Task task, List<Peer> peers, Comparison.Budget budget) {
        List<Peer> supporting =
                peers.stream().filter(p -> p.supports(task.kind())).toList();
        if (!supporting.isEmpty()) {
            items.add(new Item(task, supporting, budget));
        }
    }
}
