package org.delineate.bench;

import java.util.ArrayList;
import java.util.List;
import org.delineate.bench.Task.What;
import org.delineate.nn.engine.Processor;

/** What is played, in this order: what most is concluded from comes first. */
record BenchmarkPlan(List<Item> items) {
    private static final List<Integer> SIDES = List.of(1024, 2048, 3072);
    static final List<String> QUICK_NETWORKS = List.of("unext", "cmunext", "rca-iunet", "unet");
    private static final Comparison.Plan PEAKS = new Comparison.Plan(15, 4, 60, 60, false);
    private static final Comparison.Plan QUICK = new Comparison.Plan(5, 4, 12, 20, false);

    /** A task, who does it, and for how long. */
    record Item(Task task, List<Peer> peers, Comparison.Plan plan) {}

    /** Every network with every peer, each in a fresh process. */
    static BenchmarkPlan full(
            List<String> networks,
            List<What> whats,
            List<Integer> batches,
            List<Integer> threads,
            List<Peer> peers,
            Comparison.Plan plan) {
        List<Item> items = new ArrayList<>();
        threads.forEach(t -> items.addAll(peaks(t)));
        for (What what : whats) {
            for (String network : networks) {
                for (int batch : batches) {
                    for (int t : threads) { // next to each other: they are compared, and the machine drifts
                        add(items, new Task(network, what, batch, t), peers, plan);
                    }
                }
            }
        }
        return new BenchmarkPlan(items);
    }

    /** What the three figures need, and no more: the format that is fastest here, in processes that stay. */
    static BenchmarkPlan quick(List<String> networks) {
        Peer ours = Processor.multipliesBf16() ? Peer.OURS_BF16 : Peer.OURS_FLOAT32;
        List<Peer> peers = List.of(ours, Peer.OURS_INT8, Peer.LIBTORCH, Peer.ONNX_RUNTIME);
        List<Item> items = new ArrayList<>();
        for (String network : networks) {
            add(items, new Task(network, What.INFERENCE, 1, 2), peers, QUICK);
            add(items, new Task(network, What.INFERENCE, 8, 2), peers, QUICK);
            add(items, new Task(network, What.TRAINING, 8, 2), peers, QUICK);
        }
        return new BenchmarkPlan(items);
    }

    private static List<Item> peaks(int threads) {
        List<Peer> products = List.of(Peer.PEAK_FLOAT32, Peer.PEAK_BF16);
        return SIDES.stream()
                .map(side -> new Item(Task.matmul(side, threads), products, PEAKS))
                .toList();
    }

    private static void add(List<Item> items, Task task, List<Peer> peers, Comparison.Plan plan) {
        List<Peer> able = peers.stream().filter(p -> p.does(task.what())).toList();
        if (!able.isEmpty()) {
            items.add(new Item(task, able, plan));
        }
    }
}
