package org.delineate.checkpoint;

import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.delineate.file.Printable;

/**
 * Python pickles, as data: no class is loaded, no code is run, and a global is what {@link Resolver} says or the file is refused.
 *
 * <p>Python's values arrive as Java's: None as null, bool as Boolean, int as Long (BigInteger where it is longer), float as
 * Double, str as String, bytes as byte[], list as List, dict as Map in the file's order, set as Set, tuple as {@link Tuple}.
 * Keys of a dict and members of a set are numbers, strings, bools or None; nothing contains itself.
 *
 * <p>Source: the opcodes as documented in Python's module pickletools, protocols 0 to 5.
 */
public final class Pickle {
    private final PickleInput in;
    private final Resolver resolver;

    /** What a pickle may speak of beside plain values. */
    public interface Resolver {
        /**
         * A value, or a {@link Call} where REDUCE may follow; empty where the global is unknown.
         *
         * @throws IllegalArgumentException saying why it is refused
         */
        Optional<Object> global(String module, String name);

        /** @throws IllegalArgumentException where there is no such object */
        Object persistent(Object id);

        /**
         * An object is given its state (opcode BUILD).
         *
         * @throws IllegalArgumentException where it takes none
         */
        void build(Object object, Object state);

        /** What to do about a file that needs this global; "" where an opcode is refused. */
        String remedy(String global);
    }

    /**
     * A global that arranges its arguments into a value; it throws IllegalArgumentException where they do not fit.
     *
     * @param isClass may NEWOBJ, which makes an object of a class, use it as REDUCE does?
     */
    public record Call(String name, boolean isClass, Function<List<Object>, Object> body) {}

    /** @param values may hold null for None */
    public record Tuple(List<Object> values) {
        public Tuple {
            values = Collections.unmodifiableList(values);
        }
    }

    /**
     * @param part named in errors: what the stream is in the file
     * @param in may be read further than the pickles go; {@link #position} tells where they end
     */
    public Pickle(Path file, String part, InputStream in, Resolver resolver) {
        this.in = new PickleInput(file, part, in);
        this.resolver = resolver;
    }

    /**
     * The next pickle of the stream.
     *
     * @throws BadFileException naming the opcode or global that is refused, and its position
     */
    public Object next() {
        return new PickleMachine(in, resolver).run();
    }

    /** Bytes read from the stream. */
    public long position() {
        return in.position();
    }

    /** What a value is, in words, without its content where that may be long. */
    public static String describe(Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof String text) {
            return "string " + Printable.quoted(text);
        } else if (value instanceof Long || value instanceof BigInteger || value instanceof Double) {
            return "number " + value;
        } else if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        } else if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        } else if (value instanceof Map<?, ?> map) {
            return "dict of " + map.size();
        } else if (value instanceof List<?> list) {
            return "list of " + list.size();
        } else if (value instanceof Set<?> set) {
            return "set of " + set.size();
        } else if (value instanceof Tuple tuple) {
            return "tuple of " + tuple.values.size();
        }
        return value instanceof Call call ? "global " + call.name : value.toString();
    }
}
