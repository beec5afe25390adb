package org.delineate.serve.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.Build;
import org.delineate.file.Json;

/** Describes operations in the words of OpenAPI 3.1. */
final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    private OpenApi() {}

    static Map<String, Object> document(Map<String, Map<String, Object>> paths) {
        Map<String, Object> schemes = Json.object(
                "session",
                Json.object("type", "apiKey", "in", "cookie", "name", "session"),
                "csrf",
                Json.object("type", "apiKey", "in", "header", "name", "X-CSRF-Token"));
        return Json.object(
                "openapi",
                "3.1.0",
                "info",
                Json.object("title", "Delineate", "version", Build.CURRENT.version()),
                "paths",
                paths,
                "components",
                Json.object("securitySchemes", schemes, "schemas", Schemas.all()));
    }

    static Map<String, Object> of(Operation operation) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("summary", operation.summary());
        List<Object> parameters = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(operation.path());
        while (matcher.find()) {
            parameters.add(Json.object(
                    "name", matcher.group(1), "in", "path", "required", true, "schema", Json.object("type", "string")));
        }
        if (!parameters.isEmpty()) {
            text.put("parameters", parameters);
        }
        if (!operation.body().isEmpty()) {
            text.put("requestBody", Json.object("description", operation.body(), "content", content(operation)));
        }
        Map<String, Object> responses = new LinkedHashMap<>();
        Map<String, Object> answer = Json.object("description", operation.answer());
        Map<String, Object> schema = Schemas.answer(operation.answer());
        if (schema != null) {
            answer.put("content", Json.object("application/json", Json.object("schema", schema)));
        }
        responses.put("2XX", answer);
        responses.put("4XX", Json.object("description", "{error}: one sentence"));
        responses.put("503", Json.object("description", "busy: try again after Retry-After seconds"));
        text.put("responses", responses);
        text.put("security", security(operation));
        return text;
    }

    private static Map<String, Object> content(Operation operation) {
        boolean isMultipart = operation.body().startsWith("multipart");
        return Json.object(isMultipart ? "multipart/form-data" : "application/json", Json.object());
    }

    private static List<Object> security(Operation operation) {
        if (operation.access() == Operation.Access.ANYONE) {
            return List.of();
        }
        Map<String, Object> needed = Json.object("session", List.of());
        if (operation.changes()) {
            needed.put("csrf", List.of());
        }
        return List.of(needed);
    }
}
