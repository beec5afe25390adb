package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.delineate.bench.Task.What;
import org.junit.jupiter.api.Test;

class BenchmarkPlanTest {
    private static final Comparison.Plan PLAN = new Comparison.Plan(1, 1, 1, 1, true);

    @Test
    void quicklyMeasuresWhatTheFiguresNeed() {
        List<BenchmarkPlan.Item> items =
                BenchmarkPlan.quick(BenchmarkPlan.QUICK_NETWORKS).items();
        assertEquals(12, items.size());
        for (BenchmarkPlan.Item i : items) {
            assertEquals(2, i.task().threads());
            assertTrue(i.peers().contains(Peer.LIBTORCH), i.toString());
            assertTrue(i.peers().stream().anyMatch(Peer::isOurs), i.toString());
            boolean infers = i.task().what() == What.INFERENCE;
            assertEquals(infers, i.peers().contains(Peer.ONNX_RUNTIME), i.toString());
            assertTrue(infers || i.task().batch() == 8, i.toString());
        }
    }

    @Test
    void whoDoesNotLearnIsNotAskedTo() {
        BenchmarkPlan program =
                BenchmarkPlan.full(List.of("unet"), List.of(What.values()), List.of(8), List.of(1), Peer.all(), PLAN);
        List<BenchmarkPlan.Item> training = program.items().stream()
                .filter(i -> i.task().what() == What.TRAINING)
                .toList();
        assertEquals(1, training.size());
        assertFalse(training.get(0).peers().contains(Peer.ONNX_RUNTIME));
        assertTrue(training.get(0).peers().contains(Peer.PYTHON));
    }

    @Test
    void everyNumberOfThreadsHasItsPeaks() {
        BenchmarkPlan program = BenchmarkPlan.full(
                List.of("unet"), List.of(What.INFERENCE), List.of(1), List.of(1, 2), Peer.all(), PLAN);
        for (int threads : new int[] {1, 2}) {
            assertEquals(
                    3,
                    program.items().stream()
                            .filter(i -> i.task().isMatmul() && i.task().threads() == threads)
                            .count());
        }
    }
}
