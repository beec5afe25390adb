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
        Progress.Validations validations = progress.validations();
        last = validations.none() ? "" : String.format(Locale.ROOT, ", best Dice %.4f", validations.best());
        bar.line(String.format(
                Locale.ROOT,
                "epoch %d: loss %.4f, %s%s, %.1f s",
                epoch.epoch(),
                epoch.trainLoss(),
                Double.isNaN(epoch.valDice())
                        ? "not validated"
                        : String.format(Locale.ROOT, "validation %.4f, Dice %.4f", epoch.valLoss(), epoch.valDice()),
                validations.none()
                        ? ""
                        : validations.bestEpoch() == epoch.epoch()
                                ? " (best)"
                                : String.format(Locale.ROOT, " (best %.4f)", validations.best()),
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

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
