package org.delineate.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.delineate.checkpoint.Pickle.Call;
import org.delineate.checkpoint.Pickle.Tuple;

/** Lists the globals of Python and NumPy that checkpoints need: containers and numbers. */
final class PythonGlobals {
    static final Map<String, Object> ALL = new LinkedHashMap<>();

    static {
        call("collections.OrderedDict", PythonGlobals::dict);
        call("collections.Counter", PythonGlobals::dict);
        call("collections.defaultdict", PythonGlobals::defaultDict);
        call("_codecs.encode", PythonGlobals::encoded);
        for (String module : List.of("numpy.core", "numpy._core")) {
            call(module + ".multiarray.scalar", PythonGlobals::number);
        }
        call("numpy.dtype", PythonGlobals::numpyType);
        for (String module : List.of("builtins", "__builtin__")) {
            call(module + ".set", PythonGlobals::set);
            call(module + ".frozenset", PythonGlobals::set);
            for (String named : List.of("list", "dict", "int", "float")) { // defaults of a defaultdict
                call(module + "." + named, arguments -> {
                    throw new IllegalArgumentException("it is called");
                });
            }
        }
    }

    private PythonGlobals() {}

    private static void call(String name, Function<List<Object>, Object> body) {
        ALL.put(name, new Call(name, false, body));
    }

    /** Returns a dict: empty, of a dict, or of a list of pairs whose keys are strings. */
    private static Object dict(List<Object> arguments) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (arguments.size() == 1 && arguments.get(0) instanceof Map<?, ?> map) {
            dict.putAll(map);
        } else if (arguments.size() == 1 && arguments.get(0) instanceof List<?> pairs) {
            for (Object pair : pairs) {
                List<?> two = pair instanceof Tuple tuple ? tuple.values() : pair instanceof List<?> list ? list : null;
                if (two == null || two.size() != 2 || !(two.get(0) instanceof String)) {
                    throw new IllegalArgumentException(Pickle.describe(pair) + " is no name with a value");
                }
                if (dict.containsKey(two.get(0))) {
                    throw new IllegalArgumentException("the key " + Pickle.describe(two.get(0)) + " twice");
                }
                dict.put(two.get(0), two.get(1));
            }
        } else if (!arguments.isEmpty()) {
            throw new IllegalArgumentException("a dict of " + Pickle.describe(new Tuple(arguments)));
        }
        return dict;
    }

    private static Object defaultDict(List<Object> arguments) {
        if (arguments.size() > 1 || arguments.stream().anyMatch(a -> a != null && !(a instanceof Call))) {
            throw new IllegalArgumentException("a defaultdict of " + Pickle.describe(new Tuple(arguments)));
        }
        return new LinkedHashMap<>();
    }

    private static Object set(List<Object> arguments) {
        if (arguments.isEmpty()) {
            return new LinkedHashSet<>();
        }
        if (arguments.size() > 1
                || !(arguments.get(0) instanceof Collection<?> items)
                || !items.stream().allMatch(i -> i instanceof String || i instanceof Number)) {
            throw new IllegalArgumentException("a set of something else than a list of numbers or strings");
        }
        return new LinkedHashSet<>(items);
    }

    /** Decodes bytes as protocol 2 writes them. */
    private static Object encoded(List<Object> arguments) {
        if (arguments.size() != 2 || !(arguments.get(0) instanceof String text) || !"latin1".equals(arguments.get(1))) {
            throw new IllegalArgumentException("something else than latin1 text");
        }
        if (!StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("text that is not latin1");
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Object numpyType(List<Object> arguments) {
        if (arguments.isEmpty() || arguments.size() > 3) {
            throw new IllegalArgumentException(arguments.size() + " arguments; there are 3");
        }
        return NumpyType.of(arguments.get(0));
    }

    private static Object number(List<Object> arguments) {
        if (arguments.size() != 2 || !(arguments.get(0) instanceof NumpyType type)) {
            throw new IllegalArgumentException("no number of a NumPy type");
        }
        return type.number(arguments.get(1));
    }
}
