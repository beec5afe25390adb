package org.delineate.cli.archive;

import java.nio.file.Path;
import java.util.List;
import org.delineate.cli.console.Output;
import org.delineate.report.Evaluation;
import org.delineate.report.Evaluation.Listener;
import org.delineate.report.Protocol;
import org.delineate.report.Scores;
import org.delineate.train.History;

/** Segments archives; the module that has Apache Spark provides it. */
public interface ArchiveEngine {
    /**
     * Segments what is not done yet and says how far it has come.
     *
     * @throws IllegalArgumentException where an archive or the folder of the results cannot be used
     */
    void segment(ArchiveRequest request, Output output);

    /** Segments a few pictures of the archives and writes a page that shows them. @param count of the pictures */
    void sample(ArchiveRequest request, int count, Output output);

    /**
     * Scores a cohort and writes the evaluation, with the scores of each picture as a table too ({@code scores/}).
     *
     * @param data as it was given; every machine opens it by this path, and writes masks by that of the report
     * @throws IllegalArgumentException where the model is to be told where lesions are
     */
    Scores evaluate(Evaluation evaluation, ArchiveRequest.Models models, Path data, Report report, Listener listener);

    /**
     * Says where an evaluation is written, and what else belongs to it.
     *
     * @param threads of this machine, where no cluster is used
     */
    record Report(Path out, List<History.Epoch> history, Protocol.Run run, int threads) {}
}
