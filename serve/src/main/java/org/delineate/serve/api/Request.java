package org.delineate.serve.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.delineate.denoise.Denoiser;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.serve.store.Ids;

/** Reads the parts of a request, and refuses what is not as the interface says. */
final class Request {
    private static final int JSON = Limits.DEFAULT.server().jsonBytes();
    private static final Path BODY = Path.of("the body");

    private Request() {}

    /** Reads a JSON body of a bounded length. */
    static <T> T body(Context context, Class<T> type) {
        String kind = context.contentType();
        if (kind == null || !kind.split(";")[0].strip().equalsIgnoreCase("application/json")) {
            throw new Refusal(415, "the body is JSON: send Content-Type: application/json");
        }
        try (InputStream in = context.bodyInputStream()) {
            byte[] bytes = in.readNBytes(JSON + 1);
            if (bytes.length > JSON) {
                throw new Refusal(413, "a JSON body has at most " + (JSON >> 10) + " KiB");
            }
            return Json.parse(new String(bytes, StandardCharsets.UTF_8), type, BODY);
        } catch (BadFileException e) {
            throw new Refusal(400, "the body: " + e.rule());
        } catch (IOException e) {
            throw new Refusal(400, "the body came too slowly, or broke off");
        }
    }

    /** Reads an identifier of the path; what has another form is not there. */
    static String id(Context context, String name, String what) {
        String id = context.pathParam(name);
        if (!Ids.isId(id)) {
            throw Refusal.notFound(what);
        }
        return id;
    }

    static String image(Context context) {
        return id(context, "id", "image");
    }

    /** Reads a whole number of the query. */
    static int number(Context context, String name, int low, int high, int absent) {
        String text = context.queryParam(name);
        return text == null ? absent : number(name, text, low, high);
    }

    static int number(String name, String text, int low, int high) {
        try {
            int value = Integer.parseInt(text);
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, as is a number out of range
        }
        throw new Refusal(400, name + " is a whole number from " + low + " to " + high);
    }

    /** Reads a text of a JSON body, null where it is absent. */
    static String text(JsonNode body, String name) {
        JsonNode value = body.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }

    /** Finds a filter by its name; null and "" stand for none. */
    static Optional<Denoiser> denoiser(String name) {
        if (name == null || name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Denoiser.find(name).orElseThrow(() -> new Refusal(400, "denoise is one of " + Denoiser.names())));
    }

    /** Reads the language of texts; English where none is given. */
    static Locale language(Context context) {
        String name = context.queryParam("lang");
        return name == null || !name.matches("[a-z]{2}") ? Locale.ENGLISH : Locale.forLanguageTag(name);
    }
}
