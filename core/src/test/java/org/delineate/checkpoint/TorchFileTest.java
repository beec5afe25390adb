package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TorchFileTest {
    @TestFactory
    Stream<DynamicTest> readsWhatPyTorchWrote() {
        return RecordedCheckpoints.tests(RecordedCheckpoints.RESOURCES);
    }

    @Test
    void describesWhatIsStoredBesideTheWeights() {
        List<String> others = TorchFile.read(RecordedCheckpoints.RESOURCES.resolve("training.pth"))
                .others();
        assertEquals(
                List.of(
                        "optimizer: dict of 2",
                        "scheduler: dict of 8",
                        "history: dict of 1",
                        "epoch: number 41",
                        "best_score: number 0.75",
                        "best_epoch: number 40",
                        "is_best: True",
                        "seed: number 1099511627776",
                        "large: number -1180591620717411303424",
                        "lr: number 0.001",
                        "resumed: False",
                        "note: string \"na\u00efve \u2713\"",
                        "device: string \"cpu\"",
                        "dtype: F32",
                        "shape: tuple of 2",
                        "tags: set of 2",
                        "raw: 2 bytes",
                        "milestones: tuple of 2",
                        "cuda: string \"cuda\"",
                        "log: list of 3"),
                others);
        List<String> mixed = TorchFile.read(RecordedCheckpoints.RESOURCES.resolve("mixed.pth"))
                .others();
        assertEquals(List.of("epoch: number 3"), mixed);
    }
}
