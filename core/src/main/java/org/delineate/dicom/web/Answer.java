package org.delineate.dicom.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.delineate.dicom.DataSet;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;

/** Is what a server answers; its body is read once. */
record Answer(Server server, int status, String type, InputStream body) implements AutoCloseable {
    private static final Path NAME = Path.of("answer");

    /** Reads the body as data sets in DICOM's JSON (PS3.18, F.2); none where there is no body. */
    List<DataSet> dataSets(String task) {
        int most = Limits.DEFAULT.texts().jsonBytes();
        try (this) {
            byte[] bytes = body.readNBytes(most);
            if (body.read() >= 0) {
                throw server.error(status, "more than " + most + " bytes to the " + task, "search for less", null);
            }
            if (bytes.length == 0) {
                return List.of();
            }
            if (!type.toLowerCase(java.util.Locale.ROOT).matches("application/(dicom\\+)?json\\s*(;.*)?")) {
                throw server.error(
                        status,
                        "no JSON to the " + task,
                        "is the address the root of DICOMweb, as https://pacs:8042/dicom-web?",
                        null);
            }
            return DicomJson.parse(new String(bytes, StandardCharsets.UTF_8), NAME);
        } catch (BadFileException e) {
            throw server.error(status, "no JSON of DICOM to the " + task, "ask who runs the server", null);
        } catch (IOException e) {
            throw server.failed(e, task);
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
