package org.delineate.dicom.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.RegularFile;
import org.delineate.file.UnreadableFileException;

/** Sends files to a server (STOW-RS; PS3.18, 10.5), many in one request, each read from disk while it is sent. */
final class Upload {
    private static final String TASK = "storage";
    private static final long REQUEST_BYTES = 256L << 20;
    private static final int REQUEST_FILES = 500;
    private static final Set<Integer> STATUSES = Set.of(200, 202, 409);

    private final Server server;
    private final Limits limits;
    private final List<StoredFile> stored = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    Upload(Server server, Limits limits) {
        this.server = server;
        this.limits = limits;
    }

    /** Checks all files before the first is sent. */
    List<StoredFile> send(List<Path> files) {
        Map<String, Path> all = new LinkedHashMap<>();
        for (Path file : files) {
            Path twin = all.putIfAbsent(instanceUid(file), file);
            if (twin != null) {
                throw new BadFileException(file, "the same object as " + twin, "send it once");
            }
        }
        Map<String, Path> request = new LinkedHashMap<>();
        long bytes = 0;
        for (Map.Entry<String, Path> next : all.entrySet()) {
            long length = length(next.getValue());
            if (!request.isEmpty() && (bytes + length > REQUEST_BYTES || request.size() == REQUEST_FILES)) {
                store(request);
                request.clear();
                bytes = 0;
            }
            request.put(next.getKey(), next.getValue());
            bytes += length;
        }
        if (!request.isEmpty()) {
            store(request);
        }
        if (!refused.isEmpty()) {
            throw server.error(
                    409,
                    refused.size() + " of " + all.size() + " files were not stored:\n  " + String.join("\n  ", refused)
                            + "\n",
                    "the others are stored; correct these and send them again",
                    null);
        }
        return List.copyOf(stored);
    }

    private String instanceUid(Path path) {
        DicomFile file = DicomFile.read(path, limits);
        if (file.meta().isEmpty()) {
            throw new BadFileException(
                    path, "no file meta information, which a server needs", "write it as a DICOM file");
        }
        file.dataSet().requireText(Tag.SOP_CLASS_UID);
        String uid = file.dataSet().requireText(Tag.SOP_INSTANCE_UID);
        if (!Uid.isValid(uid)) {
            throw new BadFileException(path, "no valid SOPInstanceUID", "correct the file where it was made");
        }
        return uid;
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    private void store(Map<String, Path> files) {
        String boundary = UUID.randomUUID().toString();
        byte[] head =
                ("--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] end = "\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] close = ("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        long length = close.length;
        List<Supplier<InputStream>> pieces = new ArrayList<>();
        for (Path file : files.values()) {
            length += head.length + length(file) + end.length;
            pieces.add(() -> new ByteArrayInputStream(head));
            pieces.add(() -> open(file));
            pieces.add(() -> new ByteArrayInputStream(end));
        }
        pieces.add(() -> new ByteArrayInputStream(close));
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofInputStream(() -> new SequenceInputStream(opened(pieces))), length);
        String type = "multipart/related; type=\"application/dicom\"; boundary=" + boundary;
        Answer answer = server.post("/studies", type, body, "application/dicom+json", TASK, STATUSES);
        read(answer.status(), answer.dataSets(TASK), files);
    }

    private static Enumeration<InputStream> opened(List<Supplier<InputStream>> pieces) {
        Iterator<Supplier<InputStream>> next = pieces.iterator();
        return new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return next.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return next.next().get();
            }
        };
    }

    private static InputStream open(Path file) {
        try {
            return RegularFile.stream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads who is stored and who is not (PS3.18, 10.5.3): a file of which nothing is said is not stored. */
    private void read(int status, List<DataSet> answer, Map<String, Path> files) {
        Map<String, Path> open = new LinkedHashMap<>(files);
        for (DataSet set : answer) {
            for (DataSet failed : set.items(Tag.FAILED_SOP_SEQUENCE)) {
                Path file = open.remove(uid(failed));
                if (file != null) {
                    refused.add(file + ": " + reason(failed, Tag.FAILURE_REASON).orElse("no reason is given"));
                }
            }
            for (DataSet good : set.items(Tag.REFERENCED_SOP_SEQUENCE)) {
                Path file = open.remove(uid(good));
                if (file != null) {
                    stored.add(new StoredFile(
                            file, reason(good, Tag.WARNING_REASON).orElse("")));
                }
            }
        }
        open.values().forEach(file -> refused.add(file + ": the answer of status " + status + " does not name it"));
    }

    private static String uid(DataSet item) {
        return item.text(Tag.REFERENCED_SOP_INSTANCE_UID).orElse("");
    }

    private static java.util.Optional<String> reason(DataSet item, int tag) {
        OptionalInt code = item.integer(tag);
        return code.isPresent() ? java.util.Optional.of(StoreReason.of(code.getAsInt())) : java.util.Optional.empty();
    }
}
