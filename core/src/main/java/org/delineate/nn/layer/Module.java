package org.delineate.nn.layer;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.delineate.nn.Eager;
import org.delineate.nn.Tensor;

/**
 * A part of a network with parameters, buffers and children; how it computes is left to its kind.
 *
 * <p>Children are the fields of the object that hold a Module or a List of Modules, in the order of declaration: a part
 * that is a field is trained, saved and loaded under the field's name, and cannot be forgotten. A field that is null is
 * a part that this variant does not have.
 */
public abstract class Module implements AutoCloseable {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private boolean training = true;
    private boolean frozen;
    private boolean closed;
    private Init init; // null for the enclosing module's

    /** Constructs a module whose tensors have shapes but no memory: to be counted and traced, not to compute. */
    public static <M extends Module> M outline(Supplier<M> maker) {
        return Storage.outline(maker);
    }

    /** Adds a tensor that is trained; {@link #initialise} fills it. */
    protected final Tensor parameter(String name, long... shape) {
        return keep(parameters, name, new Eager(Storage.zeros(true, shape)));
    }

    /** Takes over a parameter of the module that this one replaces. */
    protected final Tensor parameter(String name, Tensor taken) {
        return keep(parameters, name, taken);
    }

    /** Adds a tensor that belongs to the state and is not trained. */
    protected final Tensor buffer(String name, float value, long... shape) {
        Tensor t = new Eager(Storage.zeros(false, shape));
        float[] values = new float[Math.toIntExact(t.count())];
        Arrays.fill(values, value);
        Storage.fill(Eager.raw(t), values);
        return keep(buffers, name, t);
    }

    private Tensor keep(Map<String, Tensor> map, String name, Tensor t) {
        if (parameters.containsKey(name) || buffers.containsKey(name)) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " has two tensors named " + name);
        }
        map.put(name, t);
        return t;
    }

    /** Turns training mode, that is batch statistics and dropout, on or off for all parts but frozen ones. */
    public final void train(boolean on) {
        walk((name, m) -> m.training = on && !m.frozen);
    }

    /**
     * Takes parts out of training for good: their parameters get no gradient, and they stay in evaluation mode, so that
     * batch norms keep their statistics and nothing is dropped.
     *
     * @param names whether to freeze a path: that of a parameter, or that of a part with a dot at its end
     */
    public final void freeze(Predicate<String> names) {
        walk((prefix, m) -> m.frozen |= names.test(prefix));
        walk((prefix, m) -> m.training &= !m.frozen);
        parameters().forEach((name, t) -> {
            if (names.test(name)) {
                Eager.raw(t).requires_grad_(false);
            }
        });
    }

    /** Whether it is in training mode. */
    public final boolean isTraining() {
        return training;
    }

    /** Direct parts by name; the members of a list are numbered. */
    protected Map<String, Module> children() {
        Map<String, Module> found = new LinkedHashMap<>();
        Deque<Class<?>> classes = new ArrayDeque<>();
        for (Class<?> c = getClass(); c != Module.class; c = c.getSuperclass()) {
            classes.push(c);
        }
        for (Class<?> c : classes) {
            for (Field f : c.getDeclaredFields()) {
                if (!Modifier.isStatic(f.getModifiers())) {
                    collect(found, f.getName(), value(f));
                }
            }
        }
        return found;
    }

    private static void collect(Map<String, Module> found, String name, Object value) {
        if (value instanceof Module m) {
            found.put(name, m);
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(found, name + "." + i, list.get(i));
            }
        }
    }

    private Object value(Field f) {
        try {
            f.setAccessible(true);
            return f.get(this);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Is called for a module and its parts. */
    public interface Visitor {
        /** @param prefix "" for the root, else the path of names with a dot at the end */
        void visit(String prefix, Module module);
    }

    /** Visits this module first, then its parts in order. */
    public final void walk(Visitor visitor) {
        requireOpen();
        walk("", visitor);
    }

    private void walk(String prefix, Visitor visitor) {
        visitor.visit(prefix, this);
        children().forEach((name, m) -> m.walk(prefix + name + ".", visitor));
    }

    /** Frees the memory of all tensors at once; it has no weights any more, and using it is an error. */
    @Override
    public final void close() {
        if (closed) {
            return;
        }
        walk((prefix, m) -> {
            m.parameters.values().forEach(t -> Eager.raw(t).releaseReference());
            m.buffers.values().forEach(t -> Eager.raw(t).releaseReference());
        });
        walk((prefix, m) -> m.closed = true);
    }

    /** @throws IllegalStateException after {@link #close} */
    protected final void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "this network is closed and has no weights any more; make or load it again");
        }
    }

    /** Parameters of this module and its parts by path. */
    public final Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        walk((prefix, m) -> m.parameters.forEach((name, t) -> all.put(prefix + name, t)));
        return Collections.unmodifiableMap(all);
    }

    /** Buffers of this module and its parts by path. */
    public final Map<String, Tensor> buffers() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        walk((prefix, m) -> m.buffers.forEach((name, t) -> all.put(prefix + name, t)));
        return Collections.unmodifiableMap(all);
    }

    /** Parameters and buffers by path, module by module: what a checkpoint holds. */
    public final Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        walk((prefix, m) -> {
            m.parameters.forEach((name, t) -> all.put(prefix + name, t));
            m.buffers.forEach((name, t) -> all.put(prefix + name, t));
        });
        return Collections.unmodifiableMap(all);
    }

    /** Number of trainable values. */
    public final long parameterCount() {
        return parameters().values().stream().mapToLong(Tensor::count).sum();
    }

    /** Initialises the parameters of this module and its parts by a rule instead of by that of the enclosing module. */
    protected final void init(Init rule) {
        init = rule;
    }

    /**
     * The initial values of one of this module's own parameters where they differ from the rule's; null where they
     * do not.
     */
    protected float[] initialValues(String name, long[] shape, Random random) {
        return null;
    }

    /** Fills all parameters: a pure function of the seed and the parameters' names. */
    public final void initialise(long seed) {
        initialise("", Init.UNIFORM_FAN_IN, seed);
    }

    private void initialise(String prefix, Init outer, long seed) {
        Init rule = init == null ? outer : init;
        parameters.forEach((name, t) -> {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L + (prefix + name).hashCode());
            float[] own = initialValues(name, t.shape(), random);
            Storage.fill(Eager.raw(t), own == null ? rule.values(this, name, t.shape(), random) : own);
        });
        children().forEach((name, m) -> m.initialise(prefix + name + ".", rule, seed));
    }
}
