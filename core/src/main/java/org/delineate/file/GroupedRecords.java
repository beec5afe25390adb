package org.delineate.file;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Reads strictly what {@link JsonUnwrapped} makes flat: a record whose components are grouped in records of their own
 * refuses a name that none of them has, as a plain record does. The library alone would pass over it.
 */
final class GroupedRecords extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription description, JsonDeserializer<?> plain) {
        Class<?> type = description.getBeanClass();
        return isGrouped(type) ? new Strict(plain, type, names(type)) : plain;
    }

    private static boolean isGrouped(Class<?> type) {
        JsonIgnoreProperties ignored = type.getAnnotation(JsonIgnoreProperties.class);
        boolean strict = ignored == null || !ignored.ignoreUnknown();
        return type.isRecord()
                && strict
                && Arrays.stream(type.getRecordComponents()).anyMatch(GroupedRecords::isGroup);
    }

    private static boolean isGroup(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(JsonUnwrapped.class);
    }

    private static ArrayList<Object> names(Class<?> type) {
        ArrayList<Object> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (isGroup(component)) {
                names.addAll(names(component.getType()));
            } else {
                names.add(component.getName());
            }
        }
        return names;
    }

    /** Looks at the names of an object before it is read as usual. */
    private static final class Strict extends DelegatingDeserializer {
        private static final long serialVersionUID = 1;
        private final Class<?> type;
        private final ArrayList<Object> names;

        Strict(JsonDeserializer<?> plain, Class<?> type, ArrayList<Object> names) {
            super(plain);
            this.type = type;
            this.names = names;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> other) {
            return new Strict(other, type, names);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.isExpectedStartObjectToken()) {
                return super.deserialize(parser, context);
            }
            try (TokenBuffer object = context.bufferAsCopyOfValue(parser)) {
                refuseUnknown(firstToken(object, parser), parser);
                return super.deserialize(firstToken(object, parser), context);
            }
        }

        /** @param origin of the copied object, whose place in the file errors name */
        private static JsonParser firstToken(TokenBuffer object, JsonParser origin) throws IOException {
            JsonParser copy = object.asParser(origin);
            copy.nextToken();
            return copy;
        }

        private void refuseUnknown(JsonParser object, JsonParser origin) throws IOException {
            while (object.nextToken() == JsonToken.FIELD_NAME) {
                if (!names.contains(object.currentName())) {
                    throw UnrecognizedPropertyException.from(origin, type, object.currentName(), names);
                }
                object.nextToken();
                object.skipChildren();
            }
        }
    }
}
