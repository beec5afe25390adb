package org.delineate.cli;

import java.util.Locale;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Output;
import org.delineate.experiment.Plan;
import org.delineate.experiment.PlanText;
import org.delineate.experiment.PlannedRun;
import org.delineate.experiment.ResultTable;
import org.delineate.experiment.Watch;
import org.delineate.train.History;

/** Shows an experiment: a bar over the epochs of all its runs, and the row of the table after each run. */
final class ExperimentDisplay implements Watch, AutoCloseable {
    private final Output output;
    private final long epochs;
    private Bar bar;
    private long done;

    /** @param done epochs that were trained before */
    ExperimentDisplay(Output output, Plan plan, long done) {
        this.output = output;
        this.done = done;
        epochs = plan.possible().stream()
                .mapToLong(r -> r.config().loop().epochs())
                .sum();
    }

    @Override
    public void note(String text) {
        line(text);
    }

    @Override
    public void caution(String text) {
        output.caution(text);
    }

    @Override
    public void begin(PlannedRun run, int number, int count) {
        line("run      " + number + " of " + count + ": " + run.id());
    }

    @Override
    public void epoch(PlannedRun run, History.Epoch epoch) {
        if (bar == null) {
            bar = output.bar("experiment", "epochs", done, epochs);
        }
        done++;
        bar.at(
                done,
                String.format(
                        Locale.ROOT,
                        "%s, epoch %d: loss %.4f%s",
                        run.id(),
                        epoch.epoch(),
                        epoch.trainLoss(),
                        Double.isNaN(epoch.valDice())
                                ? ""
                                : String.format(Locale.ROOT, ", validation Dice %.4f", epoch.valDice())));
    }

    @Override
    public void scored(PlannedRun run, String data, int images, int all) {
        if (bar != null) {
            bar.at(done, run.id() + ", scored on " + data + ": " + images + " of " + all);
        }
    }

    @Override
    public void end(PlannedRun run, String failure, ResultTable table) {
        line(failure.isEmpty() ? PlanText.of(table.only(run.row().name())) : "failed   " + run.id() + ": " + failure);
    }

    private void line(String text) {
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
        }
    }
}
