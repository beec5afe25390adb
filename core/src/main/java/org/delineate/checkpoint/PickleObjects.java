package org.delineate.checkpoint;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.delineate.file.BadFileException;
import org.delineate.file.Shown;

/** The opcodes by which a pickle reaches beyond plain values: each only as far as {@link Pickle.Known} goes. */
final class PickleObjects {
    private static final int LONGEST_NAME = 512;
    /** A pickler writes each name once. */
    private static final int GLOBAL_STEPS = 20;

    private final PickleInput in;
    private final PickleStack stack;
    private final Pickle.Known known;

    PickleObjects(PickleInput in, PickleStack stack, Pickle.Known known) {
        this.in = in;
        this.stack = stack;
        this.known = known;
    }

    void step(PickleOpcode opcode) {
        switch (opcode) {
            case GLOBAL -> stack.push(global(in.line(LONGEST_NAME), in.line(LONGEST_NAME)));
            case STACK_GLOBAL -> stackGlobal();
            case BINPERSID -> {
                Object id = stack.pop();
                stack.push(asked("persistent id", () -> known.persistent(id)));
            }
            case REDUCE, NEWOBJ -> call(opcode);
            case BUILD -> {
                Object state = stack.pop();
                Object object = stack.top();
                asked("opcode BUILD", () -> {
                    known.build(object, state);
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
        return in.bad("opcode " + opcode + " is refused: weights need none", known.remedy(""));
    }

    private void stackGlobal() {
        Object name = stack.pop();
        Object module = stack.pop();
        if (!(module instanceof String m) || !(name instanceof String n)) {
            throw in.damaged("a global is named by " + Pickle.words(module) + " and " + Pickle.words(name));
        }
        stack.push(global(m, n));
    }

    private Object global(String module, String name) {
        in.charge(GLOBAL_STEPS);
        String full = Shown.plain(module + "." + name);
        return asked(
                "global " + full,
                () -> known.global(module, name)
                        .orElseThrow(
                                () -> in.bad("global " + full + " is refused: weights need none", known.remedy(full))));
    }

    private void call(PickleOpcode opcode) {
        Object arguments = stack.pop();
        Object callable = stack.pop();
        if (opcode == PickleOpcode.NEWOBJ && !(callable instanceof Pickle.Call known && known.isClass())) {
            throw refused(opcode);
        }
        if (!(callable instanceof Pickle.Call call) || !(arguments instanceof Pickle.Tuple tuple)) {
            throw in.bad(
                    "opcode " + opcode + " calls " + Pickle.words(callable) + " with " + Pickle.words(arguments),
                    known.remedy(""));
        }
        tuple.values().forEach(argument -> in.charge(size(argument)));
        stack.push(asked(call.name(), () -> call.body().apply(tuple.values())));
    }

    /** What a call may have to walk through or copy. */
    private static int size(Object argument) {
        if (argument instanceof Collection<?> items) {
            return items.size();
        } else if (argument instanceof Map<?, ?> map) {
            return map.size();
        }
        return argument instanceof String text ? text.length() : 0;
    }

    /** What the other side refuses is refused at this position. */
    private <T> T asked(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (IllegalArgumentException e) {
            throw new BadFileException(in.file(), in.place() + what + ": " + e.getMessage(), known.remedy(""), e);
        }
    }
}
