package org.delineate.file;

/**
 * Collects every limit on what is read, and on pages that are written, in one place; docs/limits.md says why the values
 * are what they are.
 *
 * @param folders limits on folders of pictures
 * @param pictures limits on picture files
 * @param dicom limits on DICOM files
 * @param texts limits on JSON documents, tables and lists
 * @param tensors limits on files of weights
 * @param checkpoints limits on the checkpoints of PyTorch
 * @param pages limits on the pages that are written
 * @param server limits on what the server of the clinician's page takes
 */
public record Limits(
        FolderLimits folders,
        PictureLimits pictures,
        DicomLimits dicom,
        TextLimits texts,
        TensorLimits tensors,
        CheckpointLimits checkpoints,
        PageLimits pages,
        ServerLimits server) {
    /** Holds the limits that apply where a caller gives none. */
    public static final Limits DEFAULT = new Limits(
            new FolderLimits(2_000_000),
            new PictureLimits(64L << 20, 16_384, 50_000_000, 1L << 30, 96L << 20, 256),
            new DicomLimits(4L << 30, 64, 100_000, 64 << 20, 64 << 20, 16_384, 20_000, 64L << 30),
            new TextLimits(64 << 20, 16, 5_000_000, 64 << 20, 1_000_000, 1L << 30, 1 << 20),
            new TensorLimits(1 << 20, 4096, 8, 16),
            new CheckpointLimits(4 << 20, 300_000, 150_000, 64, 20_000, 200),
            new PageLimits(1000, 5000, 250),
            new ServerLimits(256L << 20, 1L << 30, 64, 2000, 64 << 10, 16, 4, 60));

    /**
     * Limits folders of pictures.
     *
     * @param entries most files and folders at any depth
     */
    public record FolderLimits(int entries) {}

    /**
     * Limits picture files.
     *
     * @param fileBytes largest file
     * @param sidePx longest side
     * @param pixels most pixels, checked in the header before decoding
     * @param decodedBytes most bytes one decoded picture may take, its float tensor included
     * @param blankBytes most bytes of decoded pixels of a picture that is compressed further than by the inflation
     * @param inflation most bytes of decoded pixels for one byte of the file, in larger pictures
     */
    public record PictureLimits(
            long fileBytes, int sidePx, long pixels, long decodedBytes, long blankBytes, int inflation) {}

    /**
     * Limits DICOM files.
     *
     * @param fileBytes largest file
     * @param depth deepest nesting of sequences
     * @param elements most data elements, items and fragments
     * @param valueBytes most bytes of values other than the pixel data
     * @param inflatedBytes most bytes of a deflated data set
     * @param frames most frames
     * @param receivedFiles most files that a server may send in one answer, and most rows of a search
     * @param receivedBytes most bytes that a server may send in one answer
     */
    public record DicomLimits(
            long fileBytes,
            int depth,
            int elements,
            int valueBytes,
            int inflatedBytes,
            int frames,
            int receivedFiles,
            long receivedBytes) {}

    /**
     * Limits JSON documents, tables and lists.
     *
     * @param jsonBytes longest JSON document
     * @param jsonDepth deepest JSON nesting
     * @param jsonTokens most brackets, names and values of a JSON document
     * @param listBytes longest split list or table
     * @param listLines most lines of a split list or manifest
     * @param auditBytes longest file that keeps an audit
     * @param engineTimesBytes longest file that keeps how long engines took
     */
    public record TextLimits(
            int jsonBytes,
            int jsonDepth,
            int jsonTokens,
            int listBytes,
            int listLines,
            long auditBytes,
            int engineTimesBytes) {}

    /**
     * Limits files of weights.
     *
     * @param headerBytes longest header of a safetensors file
     * @param count most tensors in a file
     * @param rank most dimensions of a tensor
     * @param storageShares most times that the tensors of a file may use each byte of their storages, on average
     */
    public record TensorLimits(int headerBytes, int count, int rank, int storageShares) {}

    /**
     * Limits the checkpoints of PyTorch: a pickle with the names, in an archive.
     *
     * @param pickleBytes longest pickle
     * @param steps most opcodes, and items of the arguments of its calls
     * @param memo most values that a pickle remembers
     * @param depth deepest nesting of its values
     * @param entries most entries of the archive
     * @param ratio most bytes that one packed byte may become
     */
    public record CheckpointLimits(int pickleBytes, int steps, int memo, int depth, int entries, int ratio) {}

    /**
     * Limits pages, so that they can be sent and opened.
     *
     * @param thumbnails most small pictures of a report
     * @param tableRows most rows of a table of cases or pairs
     * @param pairs most pairs of pictures of an audit's page
     */
    public record PageLimits(int thumbnails, int tableRows, int pairs) {}

    /**
     * Limits what the server of the clinician's page takes.
     *
     * @param uploadBytes largest uploaded file; a cine loop takes more than a picture
     * @param requestBytes largest request with all its files
     * @param uploadFiles most files of a request
     * @param zipEntries most files of a zip
     * @param jsonBytes longest JSON body
     * @param queue most requests that wait for a model
     * @param ofAccount most requests of one account that wait or are computed
     * @param requestSeconds longest time until an answer, and longest pause of a client
     */
    public record ServerLimits(
            long uploadBytes,
            long requestBytes,
            int uploadFiles,
            int zipEntries,
            int jsonBytes,
            int queue,
            int ofAccount,
            int requestSeconds) {}
}
