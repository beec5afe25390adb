package org.delineate.serve.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Locale;

/** Writes answers as JSON: times in ISO-8601, names of enums in lower case. */
final class JsonBodies implements io.javalin.json.JsonMapper {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, new Text<>(Instant.class) {})
                    .addSerializer(new Text<Enum<?>>(Enum.class) {}))
            .build();

    @Override
    public String toJsonString(Object value, Type type) {
        return text(value);
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static class Text<T> extends StdSerializer<T> {
        Text(Class<?> type) {
            super(type, false);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value instanceof Enum<?> name ? name.name().toLowerCase(Locale.ROOT) : value.toString());
        }
    }
}
