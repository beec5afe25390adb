package org.delineate.serve.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.ServletException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.delineate.file.BadFileException;
import org.delineate.serve.work.BusyException;
import org.eclipse.jetty.http.HttpException;

/** Turns what goes wrong into a status and one sentence; what nobody foresaw is logged, and told without details. */
final class Errors {
    private static final Logger LOG = Logger.getLogger(Errors.class.getName());

    private Errors() {}

    static void register(RoutesConfig routes) {
        routes.exception(Refusal.class, (e, context) -> tell(context, e.status(), e.getMessage()));
        routes.exception(BusyException.class, (e, context) -> {
            context.header("Retry-After", Integer.toString(e.retrySeconds()));
            tell(context, 503, e.getMessage());
        });
        routes.exception(BadFileException.class, (e, context) -> tell(context, 422, e.rule()));
        routes.exception(IllegalArgumentException.class, (e, context) -> tell(context, 400, e.getMessage()));
        routes.exception(
                HttpResponseException.class, (e, context) -> tell(context, e.getStatus(), named(e.getStatus())));
        // what breaks off, is too large or has no end boundary
        routes.exception(ServletException.class, (e, context) -> {
            int status = e.getCause() instanceof HttpException cause && cause.getCode() < 500 ? cause.getCode() : 400;
            tell(context, status, status == 413 ? named(413) : "the parts of the body are broken, or end too early");
        });
        routes.exception(Exception.class, (e, context) -> {
            // the class and the place, not the message: it may quote what a patient's file holds
            LOG.log(Level.WARNING, () -> "a request failed: " + e.getClass().getName() + " at " + place(e));
            tell(context, 500, "the server failed; its log says where");
        });
        for (int status : new int[] {400, 404, 405, 413, 415, 500}) {
            routes.error(status, context -> {
                if (!isTold(context)) {
                    tell(context, status, named(status));
                }
            });
        }
    }

    private static String place(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        for (StackTraceElement element : trace) {
            if (element.getClassName().startsWith("org.delineate.")) {
                return element.toString();
            }
        }
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }

    private static String named(int status) {
        return switch (status) {
            case 404 -> "there is nothing at this address";
            case 405 -> "this address does not take this method";
            case 413 -> "the request is larger than the limits at /api/limits allow";
            case 415 -> "the body has another form than the interface takes";
            case 500 -> "the server failed; its log says where";
            default -> "the request is not as the interface at /api/openapi.json says";
        };
    }

    private static boolean isTold(Context context) {
        return context.attribute("told") != null;
    }

    static void tell(Context context, int status, String message) {
        context.attribute("told", true);
        context.status(status).json(Map.of("error", message));
    }
}
