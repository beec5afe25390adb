package org.delineate.serve.api;

import io.javalin.http.Context;
import org.delineate.serve.store.Account;
import org.delineate.serve.store.Session;

/** Is who has signed in. */
record Caller(Account account, Session session) {
    private static final String ATTRIBUTE = "caller";

    static Caller of(Context context) {
        return context.attribute(ATTRIBUTE);
    }

    void attach(Context context) {
        context.attribute(ATTRIBUTE, this);
    }

    static String name(Context context) {
        return of(context).account().name();
    }
}
