package org.delineate.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.delineate.file.Limits;
import org.delineate.file.UnreadableFileException;

/**
 * Holds what a DICOM file says, without its pixels: they are read frame by frame. Immutable; no file stays open.
 *
 * <p>Read are Part 10 files and bare data sets, in all transfer syntaxes of {@link TransferSyntax}; of others the data
 * set alone.
 */
public final class DicomFile {
    private final Path path;
    private final byte[] bytes;
    private final DataSet meta;
    private final DataSet dataSet;
    private final TransferSyntax encoding;
    private final PixelData pixelData;
    private final List<String> remarks;

    DicomFile(
            Path path,
            byte[] bytes,
            DataSet meta,
            DataSet dataSet,
            TransferSyntax encoding,
            PixelData pixelData,
            List<String> remarks) {
        this.path = path;
        this.bytes = bytes;
        this.meta = meta;
        this.dataSet = dataSet;
        this.encoding = encoding;
        this.pixelData = pixelData;
        this.remarks = List.copyOf(remarks);
    }

    /**
     * Reads a file within the default limits.
     *
     * @throws org.delineate.file.BadFileException where it is no DICOM file, is damaged or breaks a limit
     * @throws UnreadableFileException where it cannot be read
     */
    public static DicomFile read(Path file) {
        return read(file, Limits.DEFAULT);
    }

    /** Reads a file, as {@link #read(Path)} does. */
    public static DicomFile read(Path file, Limits limits) {
        try (ByteSource source = ByteSource.of(file)) {
            return new DicomReader(file, source, limits.dicom()).read(null);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    /**
     * Reads a file that lies in memory, as a server sent it; the caller does not change the array any more.
     *
     * @param name what errors name
     */
    public static DicomFile of(byte[] bytes, Path name) {
        try (ByteSource source = ByteSource.of(bytes)) {
            return new DicomReader(name, source, Limits.DEFAULT.dicom()).read(bytes);
        } catch (IOException e) {
            throw new UnreadableFileException(name, e);
        }
    }

    /**
     * Returns whether the first bytes of a file are those of a DICOM file: "DICM" after 128 bytes, or a bare data set.
     *
     * @param head the first 132 bytes, or the whole file where it is shorter
     */
    public static boolean isDicom(byte[] head) {
        return Preamble.end(head) >= 0;
    }

    public Path path() {
        return path;
    }

    /** Returns the file meta information, group 0002; empty in a bare data set. */
    public DataSet meta() {
        return meta;
    }

    public DataSet dataSet() {
        return dataSet;
    }

    /** Returns the identifier of the transfer syntax that the file states; empty where it states none. */
    public String syntaxUid() {
        return meta.text(Tag.TRANSFER_SYNTAX_UID).orElse("");
    }

    /** Returns the stated transfer syntax, or the one that was recognised; empty where its pixels are not read. */
    public Optional<TransferSyntax> syntax() {
        return syntaxUid().isEmpty() ? Optional.of(encoding) : TransferSyntax.of(syntaxUid());
    }

    /** Returns whether there is pixel data, readable or not. */
    public boolean hasPixels() {
        return pixelData != null;
    }

    /** Returns the bytes of the pixel data as they are stored, compressed or not; 0 where there is none. */
    public long pixelBytes() {
        return pixelData == null ? 0 : pixelData.length();
    }

    /** Returns what a user should know about the file although it could be read, mostly nothing. */
    public List<String> remarks() {
        return remarks;
    }

    PixelData pixelData() {
        return pixelData;
    }

    /** Returns whether numbers outside the meta information have their most significant byte first. */
    boolean isBigEndian() {
        return encoding.isBigEndian();
    }

    /** Opens the bytes that {@link #pixelData} points into. */
    ByteSource open() throws IOException {
        return bytes != null ? ByteSource.of(bytes) : ByteSource.of(path);
    }
}
