package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.ADMINISTRATOR;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.delineate.file.Json;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Backup;
import org.delineate.serve.work.Workbench;

/** Shows and checks the audit log, and makes backups. */
final class AdministrationResource {
    private static final int PAGE = 500;

    private final Workbench bench;

    AdministrationResource(Workbench bench) {
        this.bench = bench;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get(
                        "/api/audit",
                        ADMINISTRATOR,
                        "Entries of the audit log, the newest first: ?before=&limit=",
                        "{entries}",
                        this::audit),
                Operation.get(
                        "/api/audit/verification",
                        ADMINISTRATOR,
                        "Whether the chain of the audit log is whole",
                        "{whole, fault, entries}",
                        this::verify),
                Operation.post(
                        "/api/backup",
                        ADMINISTRATOR,
                        "Copy the home while it is used: database, pictures, models",
                        "",
                        "zip",
                        this::backup));
    }

    private void audit(Context context) {
        int limit = Request.number(context, "limit", 1, PAGE, 100);
        int before = Request.number(context, "before", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        context.json(bench.database().read(handle -> Json.object("entries", AuditLog.before(handle, before, limit))));
    }

    private void verify(Context context) {
        context.json(bench.database().read(handle -> {
            Optional<String> fault = AuditLog.fault(handle);
            return Json.object(
                    "whole", fault.isEmpty(), "fault", fault.orElse(null), "entries", AuditLog.count(handle));
        }));
    }

    private void backup(Context context) {
        String account = Caller.name(context);
        bench.database().run(handle -> AuditLog.add(handle, account, "backup", "", ""));
        context.contentType("application/zip")
                .header("Content-Disposition", "attachment; filename=\"delineate-backup.zip\"");
        try {
            Backup.write(
                    bench.database(),
                    bench.pictures(),
                    bench.home(),
                    context.res().getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
