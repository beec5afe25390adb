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
 * Reads Python pickles as data: no class is loaded, no code is run, and a global that {@link Resolver} does not know
 * refuses the file.
 *
 * <p>Python's values arrive as Java's: None as null, bool as Boolean, int as Long (BigInteger where it is longer),
 * float as Double, str as String, bytes as byte[], list as List, dict as Map in the file's order, set as Set, tuple as
 * {@link Tuple}. Keys of a dict and members of a set are numbers, strings, bools or None; nothing contains itself.
 *
 * <p>Source: the opcodes as documented in Python's module pickletools, protocols 0 to 5.
 */
public final class Pickle {
    private final PickleInput in;
    private final Resolver resolver;

    /** Resolves what a pickle refers to beside plain values: globals, persistent objects and the state of objects. */
    public interface Resolver {
        /**
         * Returns a value, or a {@link Call} where REDUCE may follow; empty where the global is unknown.
         *
         * @throws IllegalArgumentException saying why it is refused
         */
        Optional<Object> global(String module, String name);

        /**
         * Returns the object that is stored outside of the pickle under this id.
         *
         * @throws IllegalArgumentException where there is no such object
         */
        Object persistent(Object id);

        /**
         * Gives an object its state (opcode BUILD).
         *
         * @throws IllegalArgumentException where it takes none
         */
        void build(Object object, Object state);

        /** Returns what a user can do about a file that needs this global; "" stands for a refused opcode. */
        String remedy(String global);
    }

    /**
     * Is a global that turns arguments into a value, without running anything from the file.
     *
     * @param isClass whether NEWOBJ, which creates an object of a class, may use it as REDUCE does
     * @param body returns the value, or throws IllegalArgumentException where the arguments do not fit
     */
    public record Call(String name, boolean isClass, Function<List<Object>, Object> body) {}

    /**
     * Is a Python tuple.
     *
     * @param values members in their order, null for None
     */
    public record Tuple(List<Object> values) {
        public Tuple {
            values = Collections.unmodifiableList(values);
        }
    }

    /**
     * Starts to read a stream of pickles.
     *
     * @param part name of the stream in the file, for errors
     * @param in may be read beyond the end of the pickles; {@link #position} says where they end
     */
    public Pickle(Path file, String part, InputStream in, Resolver resolver) {
        this.in = new PickleInput(file, part, in);
        this.resolver = resolver;
    }

    /**
     * Reads the next pickle of the stream.
     *
     * @throws BadFileException naming the opcode or global that is refused, and its position
     */
    public Object next() {
        return new PickleMachine(in, resolver).run();
    }

    /** Returns how many bytes of the stream the pickles take so far. */
    public long position() {
        return in.position();
    }

    /** Describes a value in words, without its content where that may be long. */
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
