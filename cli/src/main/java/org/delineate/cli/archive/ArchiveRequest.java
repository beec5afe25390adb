package org.delineate.cli.archive;

import java.nio.file.Path;
import java.util.List;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Tiles;
import org.delineate.measure.Scale;

/**
 * Says what of an archive is segmented, and how.
 *
 * @param sources folders and files, on any file system that Hadoop knows
 * @param out folder of the results, on any of them
 * @param models that answer together
 * @param pass of pictures through the networks
 * @param scale of pictures that do not state their own
 * @param results that are written beside the table
 * @param commit pictures after which results are kept for good
 */
public record ArchiveRequest(
        List<String> sources, String out, Models models, Pass pass, Scale scale, Results results, int commit) {
    /**
     * Names the models.
     *
     * @param files in the order of the ensemble
     * @param ensemble as loaded here, with its engines
     */
    public record Models(List<Path> files, Ensemble ensemble) {}

    /**
     * Says how pictures go through the networks.
     *
     * @param threads of this machine, where no cluster is used
     * @param batch pictures at once
     * @param tiles how larger pictures are cut; null where they stay whole
     */
    public record Pass(int threads, int batch, Tiles tiles) {}

    /**
     * Says what is written beside the table of results.
     *
     * @param masks PNG files
     * @param dicom segmentations, captures and reports of DICOM pictures
     */
    public record Results(boolean masks, boolean dicom) {}
}
