package org.delineate.cli.option;

import org.delineate.cli.console.Section;
import org.delineate.cli.console.UsageErrors;
import org.delineate.tracking.Tracking;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says where runs are recorded beside their folders. */
@Section("MLflow")
public final class TrackingOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--mlflow",
            paramLabel = "URL",
            description = {
                "Record it in this MLflow tracking server too, as http://localhost:5000; none = nowhere"
                        + " (default: where it was recorded before --resume). The environment holds credentials:"
                        + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN."
            })
    private String url;

    @Option(
            names = "--mlflow-experiment",
            paramLabel = "NAME",
            description = "Name of the MLflow experiment (default: that of the data set).")
    private String experiment;

    /** Gives what was asked for. @param former where what is resumed was recorded */
    public Tracking given(Tracking former) {
        if (url == null && experiment == null) {
            return former;
        }
        if (url == null && !former.records()) {
            throw new ParameterException(command.commandLine(), "--mlflow-experiment needs --mlflow URL");
        }
        return UsageErrors.checked(
                command,
                () -> new Tracking(
                        url == null ? former.url() : url, experiment == null ? former.experiment() : experiment));
    }
}
