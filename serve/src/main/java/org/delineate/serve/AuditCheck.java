package org.delineate.serve;

import java.nio.file.Path;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Database;

/**
 * Says whether the chain of an audit log is whole.
 *
 * @param entries of the log
 * @param fault where the chain breaks; null where it does not
 */
public record AuditCheck(long entries, String fault) {
    /**
     * Checks the log of a server that does not run.
     *
     * @param database address of a PostgreSQL database; null for the one in the home
     */
    public static AuditCheck of(Path home, String database) {
        Logs.quiet();
        try (Database opened = database == null ? Database.embedded(home) : Database.at(database)) {
            return new AuditCheck(
                    opened.read(AuditLog::count), opened.read(AuditLog::fault).orElse(null));
        }
    }

    public boolean isWhole() {
        return fault == null;
    }
}
