package org.delineate.serve.work;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Tag;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Limits;
import org.delineate.file.Printable;
import org.delineate.file.UnreadableFileException;
import org.delineate.image.Image;
import org.delineate.image.Picture;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Ids;
import org.delineate.serve.store.Images;
import org.delineate.serve.store.StoredImage;

/**
 * Takes uploaded files: each is written down, checked, its first frame decoded, and only then kept. Zip files are
 * unpacked. A file that is refused keeps no other from being taken.
 */
public final class Intake {
    private static final Limits.ServerLimits LIMITS = Limits.DEFAULT.server();
    private static final int NAME = 255;
    private static final int KEY = 32;
    private static final double MS = 1000;

    private final Workbench bench;
    private final String account;
    private final List<StoredImage> taken = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();

    /** Says why a file was not taken. */
    public record Refused(String name, String error) {}

    /** @param account whose upload it is */
    public Intake(Workbench bench, String account) {
        this.bench = bench;
        this.account = account;
    }

    /** Returns the pictures that were taken. */
    public List<StoredImage> taken() {
        return List.copyOf(taken);
    }

    /** Returns the files that were not. */
    public List<Refused> refused() {
        return List.copyOf(refused);
    }

    /** Takes a file, or the files of a zip. */
    public void add(String name, InputStream content) {
        Path upload = bench.pictures().incoming().resolve(Ids.random());
        try {
            copy(content, upload);
            if (Magic.of(upload) == Magic.ZIP) {
                unpack(name, upload);
            } else {
                keep(name, upload);
            }
        } catch (BadFileException e) {
            refuse(name, e.rule());
        } catch (UnreadableFileException | IllegalArgumentException e) {
            refuse(name, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("an upload cannot be written: " + e.getMessage(), e);
        } finally {
            delete(upload);
        }
    }

    private void refuse(String name, String rule) {
        refused.add(new Refused(shown(name), rule));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("an upload cannot be removed: " + e.getMessage(), e);
        }
    }

    /** Copies no more than a file may have, whatever its header promises. */
    private static long copy(InputStream from, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to)) {
            byte[] buffer = new byte[1 << 16];
            long total = 0;
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                total += n;
                if (total > LIMITS.uploadBytes()) {
                    throw new IllegalArgumentException(
                            "more than " + (LIMITS.uploadBytes() >> 20) + " MiB, the most that a file may have");
                }
                out.write(buffer, 0, n);
            }
            return total;
        }
    }

    private void unpack(String name, Path zip) throws IOException {
        int entries = 0;
        long unpacked = 0;
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (++entries > LIMITS.zipEntries() || unpacked > LIMITS.requestBytes()) {
                    refuse(
                            name,
                            "a zip has at most " + LIMITS.zipEntries() + " files and " + (LIMITS.requestBytes() >> 20)
                                    + " MiB unpacked; the rest was left out");
                    return;
                }
                if (!entry.isDirectory()) {
                    String inside = entry.getName().replaceAll(".*[/\\\\]", "");
                    Path upload = bench.pictures().incoming().resolve(Ids.random());
                    try {
                        unpacked += copy(in, upload);
                        keepOfZip(inside, upload);
                    } catch (BadFileException e) {
                        refuse(inside, e.rule());
                    } catch (UnreadableFileException | IllegalArgumentException e) {
                        refuse(inside, e.getMessage());
                    } finally {
                        delete(upload);
                    }
                }
            }
        } catch (ZipException | EOFException e) {
            refuse(name, "a damaged zip: " + e.getMessage());
        }
        if (entries == 0) {
            refuse(name, "a zip without files");
        }
    }

    /** A study on a disc has an index and programs beside its pictures: those are no pictures and no fault. */
    private void keepOfZip(String name, Path upload) throws IOException {
        if (Magic.of(upload).isPicture() && !name.equals("DICOMDIR")) {
            keep(name, upload);
        }
    }

    private void keep(String name, Path upload) throws IOException {
        Magic format = Magic.of(upload);
        if (!format.isPicture()) {
            throw new IllegalArgumentException("no PNG, JPEG or DICOM file by its first bytes");
        }
        List<Picture> pictures = Picture.in(upload);
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("a DICOM file without a picture of a patient");
        }
        Image first = pictures.get(0).read();
        DataSet dicom = format == Magic.DICOM ? DicomFile.read(upload).dataSet() : null;
        StoredImage.Form form = new StoredImage.Form(
                format.name(),
                first.width(),
                first.height(),
                pictures.size(),
                first.channels() == 1,
                first.bits(),
                dicom == null ? null : framesPerSecond(dicom));
        StoredImage image = new StoredImage(
                Ids.random(),
                shown(name),
                StoredImage.State.NEW,
                Hash.of(upload),
                Instant.now(),
                account,
                form,
                dicom == null ? StoredImage.Origin.UNKNOWN : origin(dicom));
        bench.pictures().keep(upload, image.id());
        bench.database().run(handle -> {
            Images.add(handle, image);
            AuditLog.add(handle, account, "upload", image.id(), form.format() + " " + image.sha256());
        });
        taken.add(image);
    }

    /** Leaves what a screen can show of a name, without folders. */
    private static String shown(String name) {
        String plain = Printable.plain(name == null ? "" : name.replaceAll(".*[/\\\\]", ""));
        String cut = plain.length() > NAME ? plain.substring(0, NAME) : plain;
        return cut.isBlank() ? "unnamed" : cut;
    }

    private static Double framesPerSecond(DataSet dicom) {
        if (dicom.number(Tag.CINE_RATE).isPresent()) {
            return positive(dicom.number(Tag.CINE_RATE).getAsDouble());
        }
        return dicom.number(Tag.FRAME_TIME).isPresent()
                ? positive(MS / dicom.number(Tag.FRAME_TIME).getAsDouble())
                : null;
    }

    private static Double positive(double rate) {
        return rate > 0 && rate < MS ? rate : null;
    }

    private static StoredImage.Origin origin(DataSet dicom) {
        String id = dicom.text(Tag.PATIENT_ID).orElse("");
        String issuer = dicom.text(Tag.ISSUER_OF_PATIENT_ID).orElse("");
        String name = dicom.text(Tag.PATIENT_NAME).orElse("").replace('^', ' ').strip();
        String key = id.isEmpty() ? null : Hash.of(issuer + "\n" + id).substring(0, KEY);
        String label = name.isEmpty() ? id : id.isEmpty() ? name : name + " (" + id + ")";
        return new StoredImage.Origin(
                key,
                label.isEmpty() ? null : shown(label),
                dicom.text(Tag.STUDY_INSTANCE_UID).orElse(null),
                dicom.text(Tag.MODALITY).orElse(null));
    }
}
