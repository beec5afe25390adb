package org.delineate.cli;

import java.util.Locale;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Output;
import org.delineate.train.History;
import org.delineate.train.Progress;
import org.delineate.train.Trainer;

/** Shows a training: a bar over all its steps, and a line for each epoch. */
final class TrainingDisplay implements Trainer.Listener, AutoCloseable {
    private final Output output;
    private final int epochs;
    private Bar bar;
    private String last = "";

    TrainingDisplay(Output output, int epochs) {
        this.output = output;
        this.epochs = epochs;
    }

    @Override
    public void step(Progress progress, int batches, double loss) {
        long done = (long) progress.epoch() * batches + progress.batch();
        if (bar == null) {
            bar = output.bar("training", "steps", done - 1, (long) epochs * batches);
        }
        bar.at(done, String.format(Locale.ROOT, "loss %.4f%s", loss, last));
    }

    @Override
    public void epoch(History.Epoch epoch, Progress progress) {
        last = ", best Dice " + dice(progress.validations().best());
        bar.line(String.format(
                Locale.ROOT,
                "epoch %d: loss %.4f, validation Dice %s (best %s in epoch %d), learning rate %.1e, %.1f s",
                epoch.epoch(),
                epoch.trainLoss(),
                dice(epoch.valDice()),
                dice(progress.validations().best()),
                progress.validations().bestEpoch(),
                epoch.learningRate(),
                epoch.seconds()));
    }

    @Override
    public void note(String text) {
        if (bar == null) {
            output.note(text);
        } else {
            bar.line(text);
        }
    }

    /** @param value NaN where there is none, -1 where there is none yet */
    private static String dice(double value) {
        return value >= 0 ? String.format(Locale.ROOT, "%.4f", value) : "-";
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
