package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.ADMINISTRATOR;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.delineate.file.Json;
import org.delineate.serve.access.Passwords;
import org.delineate.serve.store.Account;
import org.delineate.serve.store.Accounts;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Database;
import org.jdbi.v3.core.Handle;

/** Administers accounts. */
final class AccountResource {
    private static final int NAME = 64;

    private final Database database;

    private record New(String name, String role) {}

    private record Change(String role, Boolean disabled, Boolean resetPassword) {}

    AccountResource(Database database) {
        this.database = database;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/accounts", ADMINISTRATOR, "All accounts", "[Account]", this::list),
                Operation.post(
                        "/api/accounts",
                        ADMINISTRATOR,
                        "Add an account; the answer shows its one-time password once",
                        "{name, role}",
                        "{account, oneTimePassword}",
                        this::add),
                Operation.put(
                        "/api/accounts/{id}",
                        ADMINISTRATOR,
                        "Change the role, disable, or make a new one-time password; the account's sessions end",
                        "{role?, disabled?, resetPassword?}",
                        "{account, oneTimePassword?}",
                        this::change));
    }

    private static Map<String, Object> view(Account account) {
        return Json.object(
                "id",
                account.id(),
                "name",
                account.name(),
                "role",
                account.role(),
                "disabled",
                account.disabled(),
                "mustChangePassword",
                account.mustChange(),
                "createdAt",
                account.createdAt());
    }

    private static Map<String, Object> view(Account account, String password) {
        Map<String, Object> view = Json.object("account", view(account));
        if (password != null) {
            view.put("oneTimePassword", password);
        }
        return view;
    }

    private void list(Context context) {
        context.json(
                database.read(Accounts::all).stream().map(AccountResource::view).toList());
    }

    private void add(Context context) {
        New body = Request.body(context, New.class);
        String name = body.name() == null ? "" : body.name().strip();
        if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@-]*") || name.length() > NAME) {
            throw new Refusal(400, "a name has letters, digits, spaces and . _ @ -, at most " + NAME);
        }
        Account.Role role = role(body.role());
        String password = Passwords.random();
        String hash = Passwords.hash(password);
        Account added = database.change(handle -> {
            if (Accounts.named(handle, name).isPresent()) {
                throw new Refusal(409, "there is an account of this name; choose another");
            }
            Account one = Accounts.add(handle, name, role, hash);
            AuditLog.add(handle, Caller.name(context), "account", one.id(), "added as " + role);
            return one;
        });
        context.status(201).json(view(added, password));
    }

    private static Account.Role role(String name) {
        return Arrays.stream(Account.Role.values())
                .filter(r -> r.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new Refusal(400, "role is clinician or administrator"));
    }

    private void change(Context context) {
        String id = Request.id(context, "id", "account");
        Change body = Request.body(context, Change.class);
        String password = Boolean.TRUE.equals(body.resetPassword()) ? Passwords.random() : null;
        String hash = password == null ? null : Passwords.hash(password);
        Account changed = database.change(handle -> {
            Account account = Accounts.find(handle, id).orElseThrow(() -> Refusal.notFound("account"));
            Account.Role role = body.role() == null ? account.role() : role(body.role());
            boolean disabled = body.disabled() == null ? account.disabled() : body.disabled();
            if (account.id().equals(Caller.of(context).account().id())
                    && (disabled || role != Account.Role.ADMINISTRATOR)) {
                throw new Refusal(409, "nobody takes the own rights away; ask another administrator");
            }
            update(handle, Caller.name(context), account, role, disabled, hash);
            return Accounts.find(handle, id).orElseThrow();
        });
        context.json(view(changed, password));
    }

    private static void update(
            Handle handle, String by, Account account, Account.Role role, boolean disabled, String hash) {
        if (role != account.role() || disabled != account.disabled()) {
            Accounts.update(handle, account.id(), role, disabled);
            AuditLog.add(handle, by, "account", account.id(), role + (disabled ? ", disabled" : ""));
        }
        if (hash != null) {
            Accounts.setPassword(handle, account.id(), hash, true);
            AuditLog.add(handle, by, "account", account.id(), "new one-time password");
        }
    }
}
