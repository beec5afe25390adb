package org.delineate.cli.option;

import java.nio.file.Path;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.dicom.web.Credentials;
import org.delineate.dicom.web.DicomWeb;
import picocli.CommandLine.Option;

/** Says who asks a DICOMweb server. */
@Section("DICOM")
public final class CredentialsOption {
    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = {
                "File with one line, \"basic USER:PASSWORD\" or \"bearer TOKEN\", that its owner alone may read"
                        + " (default: the environment variable " + Credentials.VARIABLE + ", else none)."
            })
    private Path credentials;

    /** Makes the client; cautions where others could read what is sent. */
    public DicomWeb open(String url, Output output) {
        Credentials given = credentials == null ? Credentials.of(System.getenv()) : Credentials.read(credentials);
        DicomWeb web = new DicomWeb(url, given);
        if (!web.isPrivate()) {
            output.caution("http:// is not encrypted: everybody on the way can read the patients' data; use https://");
        }
        return web;
    }
}
