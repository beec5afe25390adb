package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.delineate.bench.Task.Kind;
import org.junit.jupiter.api.Test;

class BenchmarkPlanTest {
    private static final Comparison.Budget PLAN = new Comparison.Budget(1, 1, 1, 1, true);

    @Test
    void theQuickPlanMeasuresWhatTheFiguresNeed() {
        List<BenchmarkPlan.Item> items =
                BenchmarkPlan.quick(BenchmarkPlan.QUICK_NETWORKS).items();
        assertEquals(12, items.size());
        for (BenchmarkPlan.Item i : items) {
            assertEquals(2, i.task().threads());
            assertTrue(i.peers().contains(Peer.LIBTORCH), i.toString());
            assertTrue(i.peers().stream().anyMatch(Peer::isOurs), i.toString());
            boolean infers = i.task().kind() == Kind.INFERENCE;
            assertEquals(infers, i.peers().contains(Peer.ONNX_RUNTIME), i.toString());
            assertTrue(infers || i.task().batch() == 8, i.toString());
        }
    }

    @Test
    void peersWithoutTrainingHaveNoTrainingTask() {
        BenchmarkPlan plan =
                BenchmarkPlan.full(List.of("unet"), List.of(Kind.values()), List.of(8), List.of(1), Peer.all(), PLAN);
        List<BenchmarkPlan.Item> training = plan.items().stream()
                .filter(i -> i.task().kind() == Kind.TRAINING)
                .toList();
        assertEquals(1, training.size());
        assertFalse(training.get(0).peers().contains(Peer.ONNX_RUNTIME));
        assertTrue(training.get(0).peers().contains(Peer.PYTHON));
    }

    @Test
    void everyNumberOfThreadsHasItsPeaks() {
        BenchmarkPlan plan = BenchmarkPlan.full(
                List.of("unet"), List.of(Kind.INFERENCE), List.of(1), List.of(1, 2), Peer.all(), PLAN);
        for (int threads : new int[] {1, 2}) {
            assertEquals(
                    3,
                    plan.items().stream()
                            .filter(i -> i.task().isMatmul() && i.task().threads() == threads)
                            .count());
        }
    }
}
