package org.delineate.dicom.web;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.delineate.dicom.DataDictionary;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.Limits;

/** Is a DICOMweb server (PS3.18): what it holds is found and fetched, and objects are sent to it. */
public final class DicomWeb {
    private static final String JSON = "application/dicom+json";
    private static final int PAGE = 200;

    private final Server server;
    private final Limits limits;
    private final boolean isPrivate;

    /**
     * Makes the client; nothing is sent yet.
     *
     * @param url root of the services, as https://pacs:8042/dicom-web
     * @throws IllegalArgumentException where the address is none, has a password in it, or would send credentials
     *     unprotected
     */
    public DicomWeb(String url, Credentials credentials) {
        this(url, credentials, Timeouts.DEFAULT, Limits.DEFAULT);
    }

    /** Makes the client with other limits than the default ones. */
    public DicomWeb(String url, Credentials credentials, Timeouts timeouts, Limits limits) {
        URI root = Server.root(url, credentials);
        server = new Server(root, credentials, timeouts);
        this.limits = limits;
        isPrivate = root.getScheme().equalsIgnoreCase("https") || Server.isLocal(root);
    }

    /** Returns whether nobody on the way can read what is sent: it is encrypted, or stays on this machine. */
    public boolean isPrivate() {
        return isPrivate;
    }

    /**
     * Finds studies whose attribute has this value; others that a server finds besides are left out, since servers may
     * ignore an attribute, or upper case.
     *
     * @throws DicomWebException where the server does not answer as it should, or does not say the attribute
     */
    public List<DataSet> studies(StudyQuery query) {
        List<DataSet> found = studies(query, query.parameter());
        if (found.isEmpty() && query.isEncoded()) {
            // the DICOMweb plugin 1.7 of Orthanc does not decode what an address encodes
            return studies(query, query.looseParameter());
        }
        return found;
    }

    private List<DataSet> studies(StudyQuery query, String parameter) {
        String task = "search for studies";
        List<DataSet> found = search("/studies?" + parameter + "&", Tag.STUDY_INSTANCE_UID, task);
        if (found.stream().anyMatch(study -> !study.contains(query.tag()))) {
            throw server.error(200, "no " + query + " of a study to the " + task, "search by another attribute", null);
        }
        return found.stream().filter(query::matches).toList();
    }

    /** Finds the series of a study. */
    public List<DataSet> series(String studyUid) {
        return search("/studies/" + uid(studyUid) + "/series?", Tag.SERIES_INSTANCE_UID, "search for series");
    }

    /** Finds the objects of a study. */
    public List<DataSet> instances(String studyUid) {
        return search("/studies/" + uid(studyUid) + "/instances?", Tag.SOP_INSTANCE_UID, "search for objects");
    }

    /** Reads page after page until one brings nothing new: a server may have pages shorter than asked for, or none. */
    private List<DataSet> search(String path, int uidTag, String task) {
        List<DataSet> found = new ArrayList<>();
        Set<String> uids = new HashSet<>();
        while (true) {
            String page = path + "limit=" + PAGE + "&offset=" + found.size();
            List<DataSet> rows = server.get(page, JSON, task).dataSets(task);
            int before = found.size();
            for (DataSet row : rows) {
                String uid = row.text(uidTag).orElse("");
                if (!Uid.isValid(uid)) {
                    throw server.error(
                            200,
                            "a row without a valid " + DataDictionary.keyword(uidTag) + " to the " + task,
                            "ask who runs the server",
                            null);
                }
                if (uids.add(uid)) {
                    found.add(row);
                }
            }
            int most = limits.dicom().receivedFiles();
            if (found.size() > most) {
                throw server.error(200, "more than " + most + " rows to the " + task, "search for less", null);
            }
            if (found.size() == before) {
                return found;
            }
        }
    }

    /**
     * Fetches all objects of a study into files named by their identifiers; objects that arrived stay where a later one
     * fails.
     *
     * @param progress is told how many have arrived
     * @throws DicomWebException where one is no DICOM file, is one of another study, or is missing
     */
    public List<Path> pull(String studyUid, Path folder, IntConsumer progress) {
        Set<String> expected = new HashSet<>();
        instances(studyUid).forEach(row -> expected.add(row.requireText(Tag.SOP_INSTANCE_UID)));
        return new StudyDownload(server, limits, uid(studyUid), folder, progress).pull(expected);
    }

    /**
     * Sends files as they are. Where the server refuses some, the others are stored, and the error lists those.
     *
     * @throws DicomWebException where the server does not say of each file that it has stored it
     */
    public List<StoredFile> send(List<Path> files) {
        return new Upload(server, limits).send(files);
    }

    private static String uid(String uid) {
        if (!Uid.isValid(uid)) {
            throw new IllegalArgumentException("a study's UID has numbers divided by points");
        }
        return uid;
    }
}
