package org.delineate.serve.api;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * Is one operation of the interface: what is registered, described, and tested for who may call it.
 *
 * @param summary for people
 * @param body name of what the request holds; "" for nothing
 * @param answer what the answer holds
 */
public record Operation(
        HandlerType method, String path, Access access, String summary, String body, String answer, Handler handler) {

    /** Who may call it. */
    public enum Access implements io.javalin.security.RouteRole {
        /** Without signing in. */
        ANYONE,
        /** Signed in, even where the password must be changed first. */
        SIGNED_IN,
        CLINICIAN,
        ADMINISTRATOR
    }

    static Operation get(String path, Access access, String summary, String answer, Handler handler) {
        return new Operation(HandlerType.GET, path, access, summary, "", answer, handler);
    }

    static Operation post(String path, Access access, String summary, String body, String answer, Handler handler) {
        return new Operation(HandlerType.POST, path, access, summary, body, answer, handler);
    }

    static Operation put(String path, Access access, String summary, String body, String answer, Handler handler) {
        return new Operation(HandlerType.PUT, path, access, summary, body, answer, handler);
    }

    static Operation delete(String path, Access access, String summary, Handler handler) {
        return new Operation(HandlerType.DELETE, path, access, summary, "", "nothing", handler);
    }

    /** Returns whether it changes something, and so needs the token of the session. */
    public boolean changes() {
        return method != HandlerType.GET;
    }
}
