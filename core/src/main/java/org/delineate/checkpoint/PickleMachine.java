package org.delineate.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Executes the opcodes of one pickle that build data; the others are refused by name. */
final class PickleMachine {
    private static final int NEWEST_PROTOCOL = 5;

    private final PickleInput in;
    private final PickleStack stack;
    private final PickleObjects objects;

    PickleMachine(PickleInput in, Pickle.Resolver resolver) {
        this.in = in;
        this.stack = new PickleStack(in);
        this.objects = new PickleObjects(in, stack, resolver);
    }

    Object run() {
        for (PickleOpcode opcode = in.opcode(); opcode != PickleOpcode.STOP; opcode = in.opcode()) {
            step(opcode);
        }
        Object value = stack.popLast();
        PickleNesting.require(value, in);
        return value;
    }

    private void step(PickleOpcode opcode) {
        switch (opcode) {
            case PROTO -> requireProtocol(in.uint8());
            case FRAME -> in.uint64(); // only a hint for readers that fetch ahead
            case MARK -> stack.mark();
            case NONE -> stack.push(null);
            case NEWTRUE -> stack.push(true);
            case NEWFALSE -> stack.push(false);
            case INT, LONG -> stack.push(in.integerLine());
            case BININT -> stack.push((long) in.int32());
            case BININT1 -> stack.push((long) in.uint8());
            case BININT2 -> stack.push((long) in.uint16());
            case LONG1 -> stack.push(in.integer(in.uint8()));
            case LONG4 -> stack.push(in.integer(in.uint32()));
            case FLOAT -> stack.push(in.floatLine());
            case BINFLOAT -> stack.push(in.float64());
            case STRING, UNICODE -> stack.push(PickleText.unescaped(opcode, in));
            case BINSTRING, BINUNICODE -> stack.push(in.text(in.uint32()));
            case SHORT_BINSTRING, SHORT_BINUNICODE -> stack.push(in.text(in.uint8()));
            case BINUNICODE8 -> stack.push(in.text(in.uint64()));
            case BINBYTES -> stack.push(in.bytes(in.uint32()));
            case SHORT_BINBYTES -> stack.push(in.bytes(in.uint8()));
            case BINBYTES8 -> stack.push(in.bytes(in.uint64()));
            case EMPTY_TUPLE -> stack.push(new Pickle.Tuple(List.of()));
            case TUPLE1 -> stack.push(stack.popTuple(1));
            case TUPLE2 -> stack.push(stack.popTuple(2));
            case TUPLE3 -> stack.push(stack.popTuple(3));
            case TUPLE -> stack.push(new Pickle.Tuple(stack.popToMark()));
            case EMPTY_LIST -> stack.push(new ArrayList<>(0));
            case LIST -> stack.push(new ArrayList<>(stack.popToMark()));
            case APPEND -> extend(stack.popTuple(1).values());
            case APPENDS -> extend(stack.popToMark());
            case EMPTY_DICT -> stack.push(new LinkedHashMap<>());
            case DICT -> {
                List<Object> items = stack.popToMark();
                stack.push(new LinkedHashMap<>());
                setItems(items);
            }
            case SETITEM -> setItems(stack.popTuple(2).values());
            case SETITEMS -> setItems(stack.popToMark());
            case EMPTY_SET -> stack.push(new LinkedHashSet<>());
            case ADDITEMS -> addItems(stack.popToMark());
            case FROZENSET -> {
                List<Object> items = stack.popToMark();
                stack.push(new LinkedHashSet<>());
                addItems(items);
            }
            case MEMOIZE -> stack.memoize();
            case PUT -> stack.put(in.integerLine());
            case BINPUT -> stack.put((long) in.uint8());
            case LONG_BINPUT -> stack.put(in.uint32());
            case GET -> stack.get(in.integerLine());
            case BINGET -> stack.get((long) in.uint8());
            case LONG_BINGET -> stack.get(in.uint32());
            case GLOBAL, INST, STACK_GLOBAL, BINPERSID, REDUCE, NEWOBJ, BUILD -> objects.step(opcode);
            default -> throw objects.refused(opcode);
        }
    }

    private void requireProtocol(int protocol) {
        if (protocol > NEWEST_PROTOCOL) {
            throw in.damaged("pickle protocol " + protocol + "; at most " + NEWEST_PROTOCOL);
        }
    }

    private void extend(List<Object> items) {
        if (!(stack.top() instanceof ArrayList)) {
            throw in.damaged("items are added to " + Pickle.describe(stack.top()) + ", which is no list");
        }
        @SuppressWarnings("unchecked") // lists on the stack are made here
        List<Object> list = (List<Object>) stack.top();
        list.addAll(items);
    }

    private void setItems(List<Object> items) {
        if (!(stack.top() instanceof Map)) {
            throw in.damaged("items are set in " + Pickle.describe(stack.top()) + ", which is no dict");
        }
        if (items.size() % 2 != 0) {
            throw in.damaged("the last key of a dict has no value");
        }
        @SuppressWarnings("unchecked") // dicts on the stack are made here or by a known global
        Map<Object, Object> map = (Map<Object, Object>) stack.top();
        for (int i = 0; i < items.size(); i += 2) {
            Object key = key(items.get(i));
            if (map.containsKey(key)) {
                throw in.damaged("a dict has the key " + Pickle.describe(key) + " twice");
            }
            map.put(key, items.get(i + 1));
        }
    }

    private void addItems(List<Object> items) {
        if (!(stack.top() instanceof Set)) {
            throw in.damaged("items are added to " + Pickle.describe(stack.top()) + ", which is no set");
        }
        @SuppressWarnings("unchecked") // sets on the stack are made here or by a known global
        Set<Object> set = (Set<Object>) stack.top();
        items.forEach(item -> set.add(key(item)));
    }

    /** Allows strings, numbers, bools and None alone: others would be compared by their content, which may be deep. */
    private Object key(Object value) {
        if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        throw in.bad("the key " + Pickle.describe(value) + "; keys are strings, numbers, bools or None", "rename it");
    }
}
