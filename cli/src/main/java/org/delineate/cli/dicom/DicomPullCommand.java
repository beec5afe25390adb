package org.delineate.cli.dicom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.PacsOptions;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;
import org.delineate.dicom.web.DicomWeb;
import org.delineate.dicom.web.StudyQuery;
import org.delineate.file.Plural;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fetches studies from a DICOMweb server. */
@Command(
        name = "pull",
        sortOptions = false,
        description = "Fetches the studies of a patient, an accession number or a study's UID from a DICOMweb server.",
        footerHeading = Examples.HEADING,
        footer = {"  delineate dicom pull https://pacs:8042/dicom-web --accession 4711 \\", "    --out studies"})
final class DicomPullCommand implements Runnable {
    @Mixin
    private PacsOptions pacs;

    @ArgGroup(multiplicity = "1")
    private Wanted wanted;

    /** Says which studies. */
    static final class Wanted {
        @Option(names = "--patient", paramLabel = "ID", description = "Patient ID: all studies of the patient.")
        private String patient;

        @Option(names = "--accession", paramLabel = "N", description = "Accession number.")
        private String accession;

        @Option(names = "--study", paramLabel = "UID", description = "Study Instance UID.")
        private String study;

        StudyQuery query() {
            return patient != null
                    ? StudyQuery.patient(patient)
                    : accession != null ? StudyQuery.accession(accession) : StudyQuery.study(study);
        }
    }

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write to: STUDY/SERIES/INSTANCE.dcm.")
    private Path out;

    @Mixin
    private Output output;

    @Override
    public void run() {
        StudyQuery query = wanted.query();
        DicomWeb web = pacs.open(output);
        List<DataSet> found = web.studies(query);
        if (found.isEmpty()) {
            throw new IllegalArgumentException("the server has no study of this " + query);
        }
        List<Study> studies = new ArrayList<>();
        for (DataSet row : found) {
            String uid = row.requireText(Tag.STUDY_INSTANCE_UID);
            List<Path> files = web.pull(uid, out, count -> {});
            studies.add(new Study(uid, files.stream().map(Path::toString).toList()));
            output.note("study " + studies.size() + " of " + found.size() + ": " + Plural.of(files.size(), "file"));
        }
        int files = studies.stream().mapToInt(s -> s.files().size()).sum();
        output.result(
                Plural.of(files, "file") + " of " + Plural.of(studies.size(), "study", "studies") + " written to "
                        + out,
                new Result(studies));
    }

    private record Study(String uid, List<String> files) {}

    private record Result(List<Study> studies) {}
}
