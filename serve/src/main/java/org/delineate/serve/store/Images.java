package org.delineate.serve.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Keeps the rows of the worklist. */
public final class Images {
    private static final String COLUMNS = "id, name, state, sha256, uploaded_at, uploaded_by, format, width, height,"
            + " frames, grey, bits, frames_per_second, patient_key, patient_label, study, modality";
    private static final String ALL = "SELECT " + COLUMNS + " FROM image ";

    private Images() {}

    /** Adds a picture. */
    public static void add(Handle handle, StoredImage image) {
        handle.createUpdate("INSERT INTO image (" + COLUMNS + ") VALUES (:id, :name, :state, :sha256, :uploadedAt,"
                        + " :uploadedBy, :form.format, :form.width, :form.height, :form.frames, :form.grey, :form.bits,"
                        + " :form.framesPerSecond, :origin.patientKey, :origin.patientLabel, :origin.study,"
                        + " :origin.modality)")
                .bindMethods(image)
                .execute();
    }

    /** Finds one. */
    public static Optional<StoredImage> find(Handle handle, String id) {
        return handle.select(ALL + "WHERE id = ?", id)
                .map(Database.rows(StoredImage.class))
                .findOne();
    }

    /**
     * Lists pictures, the newest first.
     *
     * @param search part of a name or a patient; "" for all
     * @param state null for all
     * @param after identifier of the last one of the page before; null for the first page
     */
    public static List<StoredImage> list(
            Handle handle, String search, StoredImage.State state, String after, int limit) {
        List<String> conditions = new ArrayList<>();
        if (!search.isEmpty()) {
            conditions.add("(LOWER(name) LIKE :search ESCAPE '!' OR LOWER(patient_label) LIKE :search ESCAPE '!')");
        }
        if (state != null) {
            conditions.add("state = :state");
        }
        if (after != null) {
            conditions.add("number < (SELECT number FROM image WHERE id = :after)");
        }
        String where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
        try (Query query = handle.createQuery(ALL + where + " ORDER BY number DESC LIMIT :limit")) {
            String pattern = search.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0");
            return query.bind("search", "%" + pattern + "%")
                    .bind("state", state == null ? null : state.name())
                    .bind("after", after)
                    .bind("limit", limit)
                    .map(Database.rows(StoredImage.class))
                    .list();
        }
    }

    /** Lists the pictures of a patient, the oldest first. */
    public static List<StoredImage> ofPatient(Handle handle, String patientKey) {
        return handle.select(ALL + "WHERE patient_key = ? ORDER BY number", patientKey)
                .map(Database.rows(StoredImage.class))
                .list();
    }

    /** Lists the pictures in a state, the oldest first. */
    public static List<StoredImage> in(Handle handle, StoredImage.State state) {
        return handle.select(ALL + "WHERE state = ? ORDER BY number", state.name())
                .map(Database.rows(StoredImage.class))
                .list();
    }

    /** Lists the pictures that were uploaded before a time. */
    public static List<StoredImage> before(Handle handle, Instant time) {
        return handle.select(ALL + "WHERE uploaded_at < ? ORDER BY number", time)
                .map(Database.rows(StoredImage.class))
                .list();
    }

    /** Lists all identifiers. */
    public static List<String> ids(Handle handle) {
        return handle.createQuery("SELECT id FROM image").mapTo(String.class).list();
    }

    /** Counts the pictures in each state. */
    public static Map<StoredImage.State, Integer> counts(Handle handle) {
        Map<StoredImage.State, Integer> counts = new EnumMap<>(StoredImage.State.class);
        for (StoredImage.State state : StoredImage.State.values()) {
            counts.put(state, 0);
        }
        handle.createQuery("SELECT state, COUNT(*) AS of_state FROM image GROUP BY state")
                .map((row, context) ->
                        Map.entry(StoredImage.State.valueOf(row.getString("state")), row.getInt("of_state")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    /** Locks the row until the transaction ends, so that versions and signatures of a picture come one by one. */
    public static Optional<StoredImage> lock(Handle handle, String id) {
        return handle.select(ALL + "WHERE id = ? FOR UPDATE", id)
                .map(Database.rows(StoredImage.class))
                .findOne();
    }

    /** Moves to another state. */
    public static void setState(Handle handle, String id, StoredImage.State state) {
        handle.execute("UPDATE image SET state = ? WHERE id = ?", state.name(), id);
    }

    /** Deletes a picture with its segmentations and its reading. */
    public static void delete(Handle handle, String id) {
        handle.execute("DELETE FROM reading WHERE image = ?", id);
        handle.execute("DELETE FROM image WHERE id = ?", id);
    }
}
