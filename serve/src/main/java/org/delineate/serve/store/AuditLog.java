package org.delineate.serve.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.jdbi.v3.core.Handle;

/**
 * Writes down who did what: entries are added and never changed, and each one's hash covers the one before, so that
 * a changed, removed or inserted entry shows.
 */
public final class AuditLog {
    private static final String START = "0".repeat(64);
    private static final int PAGE = 1000;

    private AuditLog() {}

    /**
     * Is one entry.
     *
     * @param at ISO-8601, UTC
     * @param object what it was done to: an identifier, never a name
     */
    public record Entry(
            long number, String at, String account, String action, String object, String detail, String hash) {
        boolean follows(String previous) {
            return hash.equals(chained(previous, number, at, account, action, object, detail));
        }
    }

    /** Adds an entry in the transaction of what it tells. */
    public static void add(Handle handle, String account, String action, String object, String detail) {
        String previous = handle.createQuery("SELECT hash FROM audit_end FOR UPDATE")
                .mapTo(String.class)
                .one();
        long number = handle.createQuery("SELECT number FROM audit_end")
                        .mapTo(Long.class)
                        .one()
                + 1;
        String at = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        String hash = chained(previous, number, at, account, action, object, detail);
        handle.execute(
                "INSERT INTO audit (number, at, account, action, object, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                number,
                at,
                account,
                action,
                object,
                detail,
                hash);
        handle.execute("UPDATE audit_end SET number = ?, hash = ?", number, hash);
    }

    private static String chained(
            String previous, long number, String at, String account, String action, String object, String detail) {
        return Hash.of(Json.line(List.of(previous, number, at, account, action, object, detail)));
    }

    /** Lists entries before one, the newest first. */
    public static List<Entry> before(Handle handle, long number, int limit) {
        return select(handle, "WHERE number < ? ORDER BY number DESC LIMIT ?", number, limit);
    }

    private static List<Entry> select(Handle handle, String where, Object... values) {
        return handle.select("SELECT number, at, account, action, object, detail, hash FROM audit " + where, values)
                .map(Database.rows(Entry.class))
                .list();
    }

    /** Counts the entries. */
    public static long count(Handle handle) {
        return handle.createQuery("SELECT number FROM audit_end")
                .mapTo(Long.class)
                .one();
    }

    /** Follows the chain from its start; says where it breaks, empty where it is whole. */
    public static Optional<String> fault(Handle handle) {
        String previous = START;
        long number = 0;
        while (true) {
            List<Entry> page = select(handle, "WHERE number > ? ORDER BY number LIMIT ?", number, PAGE);
            for (Entry entry : page) {
                if (entry.number() != number + 1) {
                    return Optional.of("entry " + (number + 1) + " is missing");
                }
                if (!entry.follows(previous)) {
                    return Optional.of("entry " + entry.number() + " was changed, or one before it removed");
                }
                number++;
                previous = entry.hash();
            }
            if (page.isEmpty()) {
                String end = handle.createQuery("SELECT hash FROM audit_end")
                        .mapTo(String.class)
                        .one();
                return end.equals(previous) && count(handle) == number
                        ? Optional.empty()
                        : Optional.of("entries after " + number + " are missing");
            }
        }
    }
}
