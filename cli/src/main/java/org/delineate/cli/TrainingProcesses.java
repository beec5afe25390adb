package org.delineate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.ThisProgram;
import org.delineate.cli.option.ProcessOptions;
import org.delineate.loss.Loss;
import org.delineate.nn.engine.Device;
import org.delineate.train.DataParallel;
import org.delineate.train.LocalProcesses;
import org.delineate.train.TrainConfig;
import org.delineate.train.Trainer;
import picocli.CommandLine.Model.CommandSpec;

/** Starts the processes of a training, and says what it means that there are several. */
final class TrainingProcesses {
    private static final int HEAP_PERCENT = 50; // of the memory, as one process has

    private TrainingProcesses() {}

    /** Runs this command once more in each process. @return exit code */
    static int run(CommandSpec command, ProcessOptions processes, TrainConfig config) {
        List<String> words = command.root().commandLine().getParseResult().originalArgs();
        String meeting = processes.meeting();
        List<List<String>> lines = new ArrayList<>();
        for (int i = 0; i < processes.here(); i++) {
            List<String> line = new ArrayList<>(words);
            line.add(processes.member(i, meeting));
            lines.add(ThisProgram.line(
                    Main.class, List.of("-XX:MaxRAMPercentage=" + HEAP_PERCENT / processes.here()), line));
        }
        return LocalProcesses.run(
                lines,
                processes.firstRank(),
                Device.of(config.resources().device()) == Device.CUDA,
                command.commandLine().getOut(),
                command.commandLine().getErr());
    }

    /** Says how the batch is divided, and what of the result hangs on it. */
    static void note(TrainConfig config, DataParallel parallel, Output output) {
        output.note("together " + parallel.group().size() + " processes share each batch of "
                + config.loop().batch() + "; gradients travel in " + (parallel.bf16Gradients() ? "bf16" : "float32")
                + "; batch norms take their statistics over "
                + (parallel.synchronisedNorms()
                        ? "the whole batch"
                        : "the share of each process (--sync-batch-norm: over the whole batch)"));
        Loss loss = Loss.of(config.descent().loss());
        if (!loss.isMeanOverImages()) {
            output.note(
                    "loss     " + loss.id() + " sums over a batch before it divides: each process computes it of its"
                            + " own share, so that its gradients are not quite those of one process");
        }
    }

    /** Says what the others cost. */
    static void noteWait(DataParallel parallel, Trainer trainer, Output output) {
        if (!parallel.isAlone() && trainer.seconds() > 0) {
            output.note(String.format(
                    Locale.ROOT,
                    "together each process sent %.1f MB a step; process 0 spent %.0f %% of its time with sums and waiting"
                            + " for others",
                    trainer.bytesPerStep() / 1e6,
                    100 * parallel.group().waited().toNanos() / 1e9 / trainer.seconds()));
        }
    }
}
