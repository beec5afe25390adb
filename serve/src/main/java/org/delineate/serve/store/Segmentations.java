package org.delineate.serve.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Keeps every version of the segmentations. */
public final class Segmentations {
    private static final String COLUMNS = "id, image, frame, version, based_on, created_at, lesion_count, maker,"
            + " maker_name, model_hash, tool, denoise, focus, uncertainty, doubt";
    private static final String ALL = "SELECT " + COLUMNS + " FROM segmentation ";

    private Segmentations() {}

    /** Adds the next version of a frame; the picture's row must be locked ({@link Images#lock}). */
    public static StoredSegmentation add(
            Handle handle,
            String image,
            int frame,
            String basedOn,
            int lesionCount,
            StoredSegmentation.Making making,
            StoredSegmentation.Content content) {
        int version = handle.createQuery(
                        "SELECT COALESCE(MAX(version), 0) + 1 FROM segmentation WHERE image = :image AND frame = :frame")
                .bind("image", image)
                .bind("frame", frame)
                .mapTo(Integer.class)
                .one();
        StoredSegmentation added = new StoredSegmentation(
                Ids.random(), image, frame, version, basedOn, Instant.now(), lesionCount, making);
        handle.createUpdate(
                        "INSERT INTO segmentation (" + COLUMNS + ", mask, heat, lesions) VALUES (:id, :image, :frame,"
                                + " :version, :basedOn, :createdAt, :lesionCount, :making.maker, :making.makerName,"
                                + " :making.modelHash, :making.tool, :making.denoise, :making.focus, :making.uncertainty,"
                                + " :making.doubt, :mask, :heat, :lesions)")
                .bindMethods(added)
                .bind("mask", content.mask())
                .bind("heat", content.heat())
                .bind("lesions", content.lesions())
                .execute();
        return added;
    }

    /** Finds one of a picture. */
    public static Optional<StoredSegmentation> find(Handle handle, String image, String id) {
        return handle.select(ALL + "WHERE image = ? AND id = ?", image, id)
                .map(Database.rows(StoredSegmentation.class))
                .findOne();
    }

    /** Lists the versions of a picture, or of one of its frames, the newest first. */
    public static List<StoredSegmentation> of(Handle handle, String image, Integer frame) {
        String where = frame == null ? "" : "AND frame = " + frame;
        return handle.select(ALL + "WHERE image = ? " + where + " ORDER BY created_at DESC, version DESC", image)
                .map(Database.rows(StoredSegmentation.class))
                .list();
    }

    /** Finds the newest version of a picture. */
    public static Optional<StoredSegmentation> latest(Handle handle, String image) {
        return handle.select(ALL + "WHERE image = ? ORDER BY created_at DESC, version DESC LIMIT 1", image)
                .map(Database.rows(StoredSegmentation.class))
                .findOne();
    }

    /** Reads what is large of one. */
    public static StoredSegmentation.Content content(Handle handle, String id) {
        return handle.select("SELECT mask, heat, lesions FROM segmentation WHERE id = ?", id)
                .map((row, context) -> new StoredSegmentation.Content(
                        row.getBytes("mask"), row.getBytes("heat"), row.getBytes("lesions")))
                .one();
    }
}
