package org.delineate.file;

/**
 * Every limit on what is read, in one place.
 *
 * @param fileBytes largest picture file
 * @param sidePx longest side of a picture
 * @param pixels most pixels of a picture, checked in the header before decoding
 * @param decodedBytes most bytes one decoded picture may take, its float tensor included
 * @param safetensorsHeaderBytes longest header of a weights file
 * @param safetensorsTensors most tensors in a weights file
 * @param tensorRank most dimensions of a stored tensor
 * @param jsonBytes longest JSON document
 * @param jsonDepth deepest JSON nesting
 * @param listLines most lines of a split list or manifest
 * @param pickleBytes longest pickle
 * @param pickleSteps most opcodes of a pickle, and items of the arguments of its calls
 * @param pickleMemo most values that a pickle remembers
 * @param pickleDepth deepest nesting of a pickle's values
 * @param archiveEntries most entries of an archive of weights
 * @param archiveRatio most bytes that one packed byte of an archive may become
 * @param storageShares most times that the tensors of a file may use each byte of their storages, on average
 */
public record Limits(
        long fileBytes,
        int sidePx,
        long pixels,
        long decodedBytes,
        int safetensorsHeaderBytes,
        int safetensorsTensors,
        int tensorRank,
        int jsonBytes,
        int jsonDepth,
        int listLines,
        int pickleBytes,
        int pickleSteps,
        int pickleMemo,
        int pickleDepth,
        int archiveEntries,
        int archiveRatio,
        int storageShares) {

    /** Why these values: docs/limits.md. */
    public static final Limits DEFAULT = new Limits(
            64L << 20,
            16_384,
            50_000_000,
            1L << 30,
            1 << 20,
            4096,
            8,
            64 << 20,
            16,
            1_000_000,
            4 << 20,
            300_000,
            150_000,
            64,
            20_000,
            200,
            16);
}
