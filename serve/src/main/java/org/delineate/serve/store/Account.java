package org.delineate.serve.store;

import java.time.Instant;

/**
 * Is somebody who may sign in.
 *
 * @param password hash, never shown
 * @param mustChange whether the password was made by the program or an administrator
 */
public record Account(
        String id, String name, Role role, String password, boolean mustChange, boolean disabled, Instant createdAt) {

    /** What an account may do: an administrator all that a clinician may, and accounts, audit log and backups. */
    public enum Role {
        CLINICIAN,
        ADMINISTRATOR
    }
}
