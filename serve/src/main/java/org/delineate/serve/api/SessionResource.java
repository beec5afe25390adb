package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.ANYONE;
import static org.delineate.serve.api.Operation.Access.SIGNED_IN;

import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.delineate.file.Json;
import org.delineate.serve.access.Passwords;
import org.delineate.serve.access.SignInLimit;
import org.delineate.serve.store.Account;
import org.delineate.serve.store.Accounts;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Database;
import org.delineate.serve.store.Session;
import org.delineate.serve.store.Sessions;

/** Signs in and out. */
final class SessionResource {
    /** Is compared where there is no such account, so that the answer takes as long. */
    private static final String NOBODY = Passwords.hash(Passwords.random());

    private final Database database;
    private final Gate gate;
    private final SignInLimit limit = new SignInLimit(Clock.systemUTC());

    private record SignIn(String name, String password) {}

    private record Change(String old, String password) {}

    SessionResource(Database database, Gate gate) {
        this.database = database;
        this.gate = gate;
    }

    List<Operation> operations() {
        return List.of(
                Operation.post(
                        "/api/session", ANYONE, "Sign in", "{name, password}", "{account, csrf, …}", this::signIn),
                Operation.get("/api/session", SIGNED_IN, "Who has signed in", "{account, csrf, …}", this::show),
                Operation.delete("/api/session", SIGNED_IN, "Sign out", this::signOut),
                Operation.put(
                        "/api/session/password",
                        SIGNED_IN,
                        "Change the password; all sessions of the account end and a new one begins",
                        "{old, password}",
                        "{account, csrf, …}",
                        this::changePassword));
    }

    private void signIn(Context context) {
        SignIn body = Request.body(context, SignIn.class);
        if (body.name() == null || body.password() == null || body.password().length() > Passwords.LONGEST * 2) {
            throw new Refusal(400, "a name and a password are needed");
        }
        Duration wait = limit.wait(body.name(), context.ip());
        if (!wait.isZero()) {
            context.header("Retry-After", Long.toString(wait.toSeconds()));
            throw new Refusal(429, "too many failed attempts; try again in " + wait.toMinutes() + " minutes");
        }
        Optional<Account> account = database.read(handle -> Accounts.named(handle, body.name()));
        boolean matches = Passwords.matches(
                body.password(), account.map(Account::password).orElse(NOBODY));
        if (account.isEmpty() || !matches || account.get().disabled()) {
            limit.failed(body.name(), context.ip());
            database.run(handle ->
                    AuditLog.add(handle, account.map(Account::name).orElse("unknown"), "sign-in refused", "", ""));
            throw new Refusal(401, "the name or the password is wrong");
        }
        limit.succeeded(body.name(), context.ip());
        open(context, account.get());
    }

    private void open(Context context, Account account) {
        Sessions.Opened opened = database.change(handle -> {
            AuditLog.add(handle, account.name(), "sign-in", account.id(), "");
            return Sessions.open(handle, account.id());
        });
        gate.setCookie(context, opened.token());
        context.json(view(account, opened.session()));
    }

    private void show(Context context) {
        Caller caller = Caller.of(context);
        context.json(view(caller.account(), caller.session()));
    }

    private static Map<String, Object> view(Account account, Session session) {
        return Json.object(
                "account",
                Json.object("id", account.id(), "name", account.name(), "role", account.role()),
                "csrf",
                session.csrf(),
                "mustChangePassword",
                account.mustChange());
    }

    private void signOut(Context context) {
        Caller caller = Caller.of(context);
        database.run(handle -> {
            Sessions.end(handle, caller.session());
            AuditLog.add(
                    handle,
                    caller.account().name(),
                    "sign-out",
                    caller.account().id(),
                    "");
        });
        gate.removeCookie(context);
        context.status(204);
    }

    private void changePassword(Context context) {
        Account account = Caller.of(context).account();
        Change body = Request.body(context, Change.class);
        if (body.old() == null || body.password() == null) {
            throw new Refusal(400, "the old and the new password are needed");
        }
        Passwords.check(body.password());
        if (!Passwords.matches(body.old(), account.password())) {
            throw new Refusal(403, "the old password is wrong");
        }
        if (body.old().equals(body.password())) {
            throw new Refusal(400, "the new password is the old one; choose another");
        }
        String hash = Passwords.hash(body.password());
        Account changed = database.change(handle -> {
            Accounts.setPassword(handle, account.id(), hash, false);
            AuditLog.add(handle, account.name(), "password", account.id(), "");
            return Accounts.find(handle, account.id()).orElseThrow();
        });
        open(context, changed);
    }
}
