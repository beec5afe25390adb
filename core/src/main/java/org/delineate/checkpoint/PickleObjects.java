package org.delineate.checkpoint;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.delineate.file.BadFileException;
import org.delineate.file.Printable;

/** Executes the opcodes that reach beyond plain values, each only as far as {@link Pickle.Resolver} allows. */
final class PickleObjects {
    private static final int LONGEST_NAME = 512;
    /** Steps that a global costs: a pickler writes each name once. */
    private static final int GLOBAL_STEPS = 20;

    private final PickleInput in;
    private final PickleStack stack;
    private final Pickle.Resolver resolver;

    PickleObjects(PickleInput in, PickleStack stack, Pickle.Resolver resolver) {
        this.in = in;
        this.stack = stack;
        this.resolver = resolver;
    }

    void step(PickleOpcode opcode) {
        switch (opcode) {
            case GLOBAL -> stack.push(global(in.line(LONGEST_NAME), in.line(LONGEST_NAME)));
            case STACK_GLOBAL -> stackGlobal();
            case BINPERSID -> {
                Object id = stack.pop();
                stack.push(resolved("persistent id", () -> resolver.persistent(id)));
            }
            case REDUCE, NEWOBJ -> call(opcode);
            case BUILD -> {
                Object state = stack.pop();
                Object object = stack.top();
                resolved("opcode BUILD", () -> {
                    resolver.build(object, state);
                    return object;
                });
            }
            default -> { // INST: names a class and makes an object of it
                global(in.line(LONGEST_NAME), in.line(LONGEST_NAME));
                throw refused(opcode);
            }
        }
    }

    BadFileException refused(PickleOpcode opcode) {
        return in.bad("opcode " + opcode + " is refused: weights need none", resolver.remedy(""));
    }

    private void stackGlobal() {
        Object name = stack.pop();
        Object module = stack.pop();
        if (!(module instanceof String m) || !(name instanceof String n)) {
            throw in.damaged("a global is named by " + Pickle.describe(module) + " and " + Pickle.describe(name));
        }
        stack.push(global(m, n));
    }

    private Object global(String module, String name) {
        in.charge(GLOBAL_STEPS);
        String full = Printable.plain(module + "." + name);
        return resolved(
                "global " + full,
                () -> resolver.global(module, name)
                        .orElseThrow(() ->
                                in.bad("global " + full + " is refused: weights need none", resolver.remedy(full))));
    }

    private void call(PickleOpcode opcode) {
        Object arguments = stack.pop();
        Object callable = stack.pop();
        if (opcode == PickleOpcode.NEWOBJ && !(callable instanceof Pickle.Call type && type.isClass())) {
            throw refused(opcode);
        }
        if (!(callable instanceof Pickle.Call call) || !(arguments instanceof Pickle.Tuple tuple)) {
            throw in.bad(
                    "opcode " + opcode + " calls " + Pickle.describe(callable) + " with " + Pickle.describe(arguments),
                    resolver.remedy(""));
        }
        tuple.values().forEach(argument -> in.charge(size(argument)));
        stack.push(resolved(call.name(), () -> call.body().apply(tuple.values())));
    }

    /** Counts the items that a call may have to walk through or copy. */
    private static int size(Object argument) {
        if (argument instanceof Collection<?> items) {
            return items.size();
        } else if (argument instanceof Map<?, ?> map) {
            return map.size();
        }
        return argument instanceof String text ? text.length() : 0;
    }

    /** Returns what the resolver returns; an error of it becomes one of this file and position. */
    private <T> T resolved(String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (IllegalArgumentException e) {
            throw new BadFileException(in.file(), in.place() + what + ": " + e.getMessage(), resolver.remedy(""), e);
        }
    }
}
