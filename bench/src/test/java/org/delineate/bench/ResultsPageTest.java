package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.delineate.bench.Task.Kind;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;

class ResultsPageTest {
    private static final Task ONE = new Task("unext", Kind.INFERENCE, 1, 2);
    private static final Task EIGHT = new Task("unext", Kind.INFERENCE, 8, 2);
    private static final Task SLOWER = new Task("unext", Kind.INFERENCE, 8, 1);

    private static Measurement cell(Task task, Peer peer, float output, double... ms) {
        return new Measurement(
                task, peer, new Measurement.Times(ms, ms, false), 5L << 20, new float[] {output}, "engine 1", null);
    }

    private static Results results() {
        return new Results(List.of(
                cell(Task.matmul(1000, 2), Peer.PEAK_BF16, 0, 10, 20),
                cell(ONE, Peer.OURS_FLOAT32, 0.5f, 20, 20, 20),
                cell(ONE, Peer.OURS_BF16, 0.51f, 10, 20, 10),
                cell(ONE, Peer.LIBTORCH, 0.5f, 40, 100, 30),
                cell(EIGHT, Peer.OURS_FLOAT32, 0.5f, 25),
                cell(EIGHT, Peer.OURS_BF16, 0.5f, 50),
                cell(EIGHT, Peer.LIBTORCH, 0.5f, 100),
                Measurement.unmeasured(EIGHT, Peer.PYTHON, "no torch: install it"),
                cell(SLOWER, Peer.OURS_BF16, 0.5f, 95)));
    }

    @Test
    void speedupsCompareNeighbouringRounds() {
        Results r = results();
        // 40/10, 100/20, 30/10: of the medians it would be 40/10 as well, of the means 4.25
        assertEquals(4, r.ratio(ONE, r.of(ONE, Peer.OURS_BF16), Peer.LIBTORCH).orElseThrow(), 1e-9);
    }

    @Test
    void peersWithFewerRoundsAreComparedByMedians() {
        Measurement ours = cell(ONE, Peer.OURS_BF16, 0, 10, 20, 12);
        assertArrayEquals(new double[] {5}, ours.speedups(cell(ONE, Peer.LIBTORCH, 0, 60)), 1e-9);
    }

    @Test
    void theFastestOfOursIsTakenTaskByTask() {
        assertEquals(
                4,
                results()
                        .mean(results().tasks(Kind.INFERENCE, 2), Peer.LIBTORCH)
                        .value(),
                1e-9);
        assertEquals(
                Math.sqrt(4 * 2),
                results()
                        .mean(results().tasks(Kind.INFERENCE, 2), Peer.OURS_BF16, Peer.LIBTORCH)
                        .value(),
                1e-9);
    }

    @Test
    void thePeakIsTheFastestProduct() {
        assertEquals(200, results().peak(Peer.PEAK_BF16, 2).orElseThrow(), 1e-9);
        assertTrue(results().peak(Peer.PEAK_FLOAT32, 2).isEmpty());
    }

    @Test
    void figuresThatWereNotMeasuredAreNull() {
        Map<String, Object> figures = Main.figures(results(), "AVX2");
        assertEquals(
                "{\"processor\":\"AVX2\",\"inference_vs_libtorch\":4.0,\"training_vs_libtorch\":null,"
                        + "\"inference_vs_onnxruntime\":null,\"at_least\":[]}",
                Json.line(figures));
    }

    @Test
    void anEndedRunGivesALowerBoundAndNoneForOurs() {
        Measurement ours = cell(ONE, Peer.OURS_BF16, 0.5f, 10);
        Measurement base = ended(Peer.LIBTORCH, 60);
        Measurement other = ended(Peer.OURS_FLOAT32, 5);
        Results r = new Results(List.of(ours, base, other, cell(ONE, Peer.ONNX_RUNTIME, 0.5f, 15)));
        assertEquals(6, r.mean(List.of(ONE), Peer.LIBTORCH).value(), 1e-9);
        assertEquals(0, r.mean(List.of(ONE), Peer.OURS_FLOAT32, Peer.LIBTORCH).tasks());
        String page = new ResultsPage(r, "", "", "").text();
        assertTrue(page.contains("| unext | 1 | ours, bf16 | 1 | 10.0 | 10.0..10.0 | > 6.00 |  | 100.0 |"), page);
        assertTrue(page.contains("| unext | 1 | libtorch defaults | 1 | > 60.0 | |  ||||||||"), page);
        assertTrue(page.contains("| unext | 1 | ONNX Runtime, float32 | 1 | 15.0 | 15.0..15.0 | > 4.00 |  |"), page);
    }

    private static Measurement ended(Peer peer, double ms) {
        return new Measurement(
                ONE,
                peer,
                new Measurement.Times(new double[] {ms}, new double[] {0}, true),
                0,
                new float[0],
                "engine 1",
                null);
    }

    @Test
    void thePageSaysWhatWasNotMeasuredAndWhy() {
        String page = new ResultsPage(results(), "a machine", "1a2b3c", "bench/run --x").text();
        assertTrue(page.contains("bench/run --x"), page);
        assertTrue(page.contains("| unext | 8 | Python's PyTorch | not measured"), page);
        assertTrue(page.contains("Python's PyTorch, unext, inference, batch 8, 2 threads: no torch: install it"), page);
        assertTrue(
                page.contains("| unext | 1 | ours, bf16 | 3 | 10.0 | 10.0..20.0 | 4.00 | 3.00..5.00 | 100.0 |"), page);
        assertTrue(page.contains("| ours, bf16, batch 1 | 4.00 (1) |"), page);
        assertTrue(page.contains("| ours, bf16, batch 8 | 2.00 (1) |"), page);
        assertTrue(page.contains("| unext | inference | 8 | ours, bf16 | 1.90 |"), page);
        assertTrue(page.contains("| geometric mean (1) | inference | 8 | ours, bf16 | 1.90 |"), page);
    }
}
