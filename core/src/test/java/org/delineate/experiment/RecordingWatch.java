package org.delineate.experiment;

import java.util.ArrayList;
import java.util.List;
import org.delineate.train.History;

/** Keeps what is said. */
final class RecordingWatch implements Watch {
    final List<String> said = new ArrayList<>();
    final List<String> failures = new ArrayList<>();

    @Override
    public void note(String text) {
        said.add(text);
    }

    @Override
    public void caution(String text) {
        said.add("caution: " + text);
    }

    @Override
    public void begin(PlannedRun run, int number, int count) {
        said.add("begin " + run.id());
    }

    @Override
    public void epoch(PlannedRun run, History.Epoch epoch) {
        said.add("epoch " + epoch.epoch() + " of " + run.id());
    }

    @Override
    public void scored(PlannedRun run, String data, int done, int images) {
        said.add("scored " + run.id());
    }

    @Override
    public void end(PlannedRun run, String failure, ResultTable table) {
        if (!failure.isEmpty()) {
            failures.add(run.id() + ": " + failure);
        }
    }
}
