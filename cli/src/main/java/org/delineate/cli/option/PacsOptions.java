package org.delineate.cli.option;

import org.delineate.cli.console.Output;
import org.delineate.dicom.web.DicomWeb;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Names a DICOMweb server and who asks it. */
public final class PacsOptions {
    /** Explains the address. */
    public static final String URL = "Root of the server's DICOMweb services, as https://pacs:8042/dicom-web.";

    @Parameters(index = "0", paramLabel = "URL", description = URL)
    private String url;

    @Mixin
    private CredentialsOption credentials;

    /** Makes the client; cautions where others could read what is sent. */
    public DicomWeb open(Output output) {
        return credentials.open(url, output);
    }
}
