package org.delineate.serve.work;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.delineate.dicom.web.DicomWeb;

/** Holds the DICOMweb servers that studies are fetched from and results are sent to, by the names that users see. */
public record Archives(Map<String, DicomWeb> servers) {
    public Archives {
        servers = new TreeMap<>(servers);
    }

    /** Lists the names. */
    public List<String> names() {
        return List.copyOf(servers.keySet());
    }

    /** Finds one by its name. */
    public Optional<DicomWeb> named(String name) {
        return Optional.ofNullable(servers.get(name));
    }
}
