package org.delineate.serve.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Keeps accounts. */
public final class Accounts {
    private static final String ALL =
            "SELECT id, name, role, password, must_change, disabled, created_at FROM account ";

    private Accounts() {}

    /** Adds an account whose password must be changed. */
    public static Account add(Handle handle, String name, Account.Role role, String password) {
        String id = Ids.random();
        handle.execute(
                "INSERT INTO account (id, name, role, password, must_change, disabled, created_at)"
                        + " VALUES (?, ?, ?, ?, TRUE, FALSE, ?)",
                id,
                name,
                role.name(),
                password,
                Instant.now());
        return find(handle, id).orElseThrow();
    }

    /** Finds by identifier. */
    public static Optional<Account> find(Handle handle, String id) {
        return one(handle, "WHERE id = ?", id);
    }

    /** Finds by name. */
    public static Optional<Account> named(Handle handle, String name) {
        return one(handle, "WHERE name = ?", name);
    }

    private static Optional<Account> one(Handle handle, String where, String value) {
        return handle.select(ALL + where, value)
                .map(Database.rows(Account.class))
                .findOne();
    }

    /** Lists all by name. */
    public static List<Account> all(Handle handle) {
        return handle.select(ALL + "ORDER BY name")
                .map(Database.rows(Account.class))
                .list();
    }

    /** Changes the password, and ends the sessions of the account. */
    public static void setPassword(Handle handle, String id, String password, boolean mustChange) {
        handle.execute("UPDATE account SET password = ?, must_change = ? WHERE id = ?", password, mustChange, id);
        Sessions.endAll(handle, id);
    }

    /** Changes role and whether it may sign in; its sessions end. */
    public static void update(Handle handle, String id, Account.Role role, boolean disabled) {
        handle.execute("UPDATE account SET role = ?, disabled = ? WHERE id = ?", role.name(), disabled, id);
        Sessions.endAll(handle, id);
    }
}
