package org.delineate.serve.api;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.javalin.security.RouteRole;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.delineate.serve.store.Account;
import org.delineate.serve.store.Accounts;
import org.delineate.serve.store.Database;
import org.delineate.serve.store.Session;
import org.delineate.serve.store.Sessions;

/**
 * Lets a request through to its operation only where its caller may call it: a session of an account that is not
 * disabled, for changes also its token and an origin of our own. An operation that does not say who may call it is
 * closed to all.
 */
final class Gate {
    private static final String TOKEN = "X-CSRF-Token";

    private final Database database;
    private final boolean isSecure;

    Gate(Database database, boolean isSecure) {
        this.database = database;
        this.isSecure = isSecure;
    }

    /** A cookie with this prefix is kept by browsers only where it came over TLS from this very host. */
    private String cookieName() {
        return isSecure ? "__Host-session" : "session";
    }

    void check(Context context) {
        Set<RouteRole> roles = context.routeRoles();
        Operation.Access access =
                roles.size() == 1 && roles.iterator().next() instanceof Operation.Access one ? one : null;
        if (access == null) {
            throw new Refusal(403, "this address is closed");
        }
        boolean changes = !Set.of("GET", "HEAD").contains(context.method().name());
        if (changes && !isOwnOrigin(context)) {
            throw new Refusal(403, "a change comes from the page itself, not from another site");
        }
        if (access == Operation.Access.ANYONE) {
            return;
        }
        Caller caller = caller(context).orElseThrow(() -> new Refusal(401, "sign in first"));
        if (changes && !equal(context.header(TOKEN), caller.session().csrf())) {
            throw new Refusal(403, "a change carries the header " + TOKEN + " with the value of GET /api/session");
        }
        if (access != Operation.Access.SIGNED_IN && caller.account().mustChange()) {
            throw new Refusal(403, "change the one-time password first");
        }
        if (access == Operation.Access.ADMINISTRATOR && caller.account().role() != Account.Role.ADMINISTRATOR) {
            throw new Refusal(403, "this is for administrators");
        }
        caller.attach(context);
    }

    private static boolean isOwnOrigin(Context context) {
        String origin = context.header("Origin");
        if (origin == null) {
            return true;
        }
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equals(context.header("Host"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean equal(String one, String other) {
        return one != null
                && MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Caller> caller(Context context) {
        String token = context.cookie(cookieName());
        if (token == null) {
            return Optional.empty();
        }
        return database.change(handle -> {
            Optional<Session> session = Sessions.find(handle, token);
            return session.flatMap(s -> Accounts.find(handle, s.account()))
                    .filter(account -> !account.disabled())
                    .map(account -> new Caller(account, session.get()));
        });
    }

    void setCookie(Context context, String token) {
        Cookie cookie = new Cookie(cookieName(), token);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSecure(isSecure);
        cookie.setSameSite(SameSite.STRICT);
        context.cookie(cookie);
    }

    void removeCookie(Context context) {
        context.removeCookie(cookieName(), "/");
    }
}
