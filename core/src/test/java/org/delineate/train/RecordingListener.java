package org.delineate.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a trainer told. */
final class RecordingListener implements Trainer.Listener {
    final List<Double> losses = new ArrayList<>();
    final List<History.Epoch> epochs = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    private final Consumer<Progress> atStep;

    RecordingListener() {
        this(progress -> {});
    }

    RecordingListener(Consumer<Progress> atStep) {
        this.atStep = atStep;
    }

    @Override
    public void step(Progress progress, int batches, double loss) {
        losses.add(loss);
        atStep.accept(progress);
    }

    @Override
    public void epoch(History.Epoch epoch, Progress progress) {
        epochs.add(epoch);
    }

    @Override
    public void note(String text) {
        notes.add(text);
    }
}
