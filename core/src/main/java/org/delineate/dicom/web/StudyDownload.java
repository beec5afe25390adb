package org.delineate.dicom.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.UnreadableFileException;

/**
 * Fetches a study (WADO-RS; PS3.18, 10.4). Each part goes to a temporary file while it arrives, is read as a DICOM
 * file, and only then gets its name.
 */
final class StudyDownload {
    private static final String TASK = "retrieval of the study";
    private static final String ACCEPT = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";
    private static final String REMEDY = "try again, or ask who runs the server";

    private final Server server;
    private final Limits limits;
    private final String studyUid;
    private final Path folder;
    private final IntConsumer progress;

    StudyDownload(Server server, Limits limits, String studyUid, Path folder, IntConsumer progress) {
        this.server = server;
        this.limits = limits;
        this.studyUid = studyUid;
        this.folder = folder;
        this.progress = progress;
    }

    /** @param expected objects that must be among those that come */
    List<Path> pull(Set<String> expected) {
        Map<String, Path> files = new LinkedHashMap<>();
        try (Answer answer = server.get("/studies/" + studyUid, ACCEPT, TASK)) {
            String boundary = Boundary.of(answer.type())
                    .orElseThrow(() -> error(
                            "no multipart/related with a boundary",
                            "is the address the root of DICOMweb, as https://pacs:8042/dicom-web?"));
            read(new MultipartReader(answer.body(), boundary), files);
        } catch (ProtocolException e) {
            throw server.error(200, e.getMessage() + " in the " + TASK + came(files), REMEDY, e);
        } catch (IOException e) {
            throw server.failed(e, TASK + came(files));
        }
        Set<String> missing = new HashSet<>(expected);
        missing.removeAll(files.keySet());
        if (!missing.isEmpty()) {
            throw error(missing.size() + " of " + expected.size() + " objects are missing" + came(files), REMEDY);
        }
        return List.copyOf(files.values());
    }

    private void read(MultipartReader parts, Map<String, Path> files) throws IOException {
        long left = limits.dicom().receivedBytes();
        Map<String, String> headers = parts.next();
        for (int number = 1; headers != null; number++, headers = parts.next()) {
            if (number > limits.dicom().receivedFiles()) {
                throw new ProtocolException("more than " + limits.dicom().receivedFiles() + " parts");
            }
            String type =
                    headers.getOrDefault("content-type", "application/dicom").toLowerCase(Locale.ROOT);
            if (!type.matches("application/dicom\\s*(;.*)?")) {
                throw new ProtocolException("part " + number + " is no application/dicom");
            }
            Path temporary = temporary();
            try {
                long length =
                        receive(parts, temporary, Math.min(left, limits.dicom().fileBytes()), number);
                String stated = headers.getOrDefault("content-length", "" + length);
                if (!stated.equals("" + length)) {
                    throw new ProtocolException("part " + number + " has another length than it states");
                }
                left -= length;
                name(temporary, number, files);
            } finally {
                Files.deleteIfExists(temporary);
            }
            progress.accept(files.size());
        }
    }

    private Path temporary() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unwritable(e);
        }
        return folder.resolve(UUID.randomUUID() + ".part");
    }

    private long receive(MultipartReader parts, Path file, long most, int number) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new LocalOutput(Channels.newOutputStream(channel));
            try {
                return parts.copy(out, most);
            } catch (ProtocolException e) {
                throw new ProtocolException(e.getMessage() + ", part " + number);
            } finally {
                channel.force(true);
            }
        }
    }

    /** Tells a full disk from a broken connection. */
    private final class LocalOutput extends OutputStream {
        private final OutputStream out;

        LocalOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }

    private UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
    }

    private void name(Path temporary, int number, Map<String, Path> files) {
        Path path;
        String uid;
        try {
            DicomFile file = DicomFile.read(temporary, limits);
            if (file.meta().isEmpty()) {
                throw error("part " + number + " has no file meta information", REMEDY);
            }
            path = Uid.path(folder, file.dataSet());
            uid = file.dataSet().requireText(Tag.SOP_INSTANCE_UID);
            if (!file.dataSet().requireText(Tag.STUDY_INSTANCE_UID).equals(studyUid)) {
                throw error("part " + number + " belongs to another study", "ask who runs the server");
            }
        } catch (BadFileException e) {
            throw error("part " + number + " is no sound DICOM file: " + e.rule(), REMEDY);
        } catch (UnreadableFileException e) {
            throw unwritable(new IOException(e.getMessage(), e));
        }
        if (files.containsKey(uid)) {
            throw error("part " + number + " is an object that came before", "ask who runs the server");
        }
        try {
            Files.createDirectories(path.getParent());
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(e);
        }
        files.put(uid, path);
    }

    private static String came(Map<String, Path> files) {
        return " (" + files.size() + (files.size() == 1 ? " object has arrived)" : " objects have arrived)");
    }

    private DicomWebException error(String rule, String remedy) {
        return server.error(200, rule + " in the " + TASK, remedy, null);
    }
}
