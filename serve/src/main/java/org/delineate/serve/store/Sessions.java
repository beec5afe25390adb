package org.delineate.serve.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.delineate.file.Hash;
import org.jdbi.v3.core.Handle;

/** Keeps sessions; they end after half an hour without a request, and after eight hours. */
public final class Sessions {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration TOTAL = Duration.ofHours(8);
    /** The time of the last request is written down no more often. */
    private static final Duration STEP = Duration.ofMinutes(1);

    private Sessions() {}

    /** A new session with the token that is told to the browser, and nowhere kept. */
    public record Opened(String token, Session session) {}

    /** Opens a session. */
    public static Opened open(Handle handle, String account) {
        String token = Ids.random() + Ids.random();
        Instant now = Instant.now();
        Session session = new Session(Hash.of(token), account, Ids.random(), now, now);
        handle.execute(
                "INSERT INTO session (token_hash, account, csrf, created_at, seen_at) VALUES (?, ?, ?, ?, ?)",
                session.tokenHash(),
                account,
                session.csrf(),
                now,
                now);
        return new Opened(token, session);
    }

    /** Finds the session of a token that is still open, and notes that it is used. */
    public static Optional<Session> find(Handle handle, String token) {
        Instant now = Instant.now();
        Optional<Session> session = handle.select(
                        "SELECT token_hash, account, csrf, created_at, seen_at FROM session"
                                + " WHERE token_hash = ? AND created_at > ? AND seen_at > ?",
                        Hash.of(token),
                        now.minus(TOTAL),
                        now.minus(IDLE))
                .map(Database.rows(Session.class))
                .findOne();
        if (session.isPresent() && session.get().seenAt().isBefore(now.minus(STEP))) {
            handle.execute(
                    "UPDATE session SET seen_at = ? WHERE token_hash = ?",
                    now,
                    session.get().tokenHash());
        }
        return session;
    }

    /** Ends one. */
    public static void end(Handle handle, Session session) {
        handle.execute("DELETE FROM session WHERE token_hash = ?", session.tokenHash());
    }

    /** Ends all of an account. */
    public static void endAll(Handle handle, String account) {
        handle.execute("DELETE FROM session WHERE account = ?", account);
    }

    /** Removes those that are over. */
    public static void removeOld(Handle handle) {
        Instant now = Instant.now();
        handle.execute("DELETE FROM session WHERE created_at < ? OR seen_at < ?", now.minus(TOTAL), now.minus(IDLE));
    }
}
