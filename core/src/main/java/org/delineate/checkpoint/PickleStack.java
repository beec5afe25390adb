package org.delineate.checkpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.delineate.file.Limits;

/** Holds the stack of a pickle machine with the marks between its values, and the memo of values kept by number. */
final class PickleStack {
    private final PickleInput in;
    private final Deque<ArrayList<Object>> below = new ArrayDeque<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private ArrayList<Object> values = new ArrayList<>();

    PickleStack(PickleInput in) {
        this.in = in;
    }

    void push(Object value) {
        values.add(value);
    }

    Object pop() {
        requireOne();
        return values.remove(values.size() - 1);
    }

    Object top() {
        requireOne();
        return values.get(values.size() - 1);
    }

    private void requireOne() {
        if (values.isEmpty()) {
            throw in.damaged("an opcode needs a value where there is none");
        }
    }

    void mark() {
        if (below.size() == Limits.DEFAULT.checkpoints().depth()) {
            throw in.bad("more than " + below.size() + " open marks", "save the weights alone");
        }
        below.push(values);
        values = new ArrayList<>(0);
    }

    /** Removes the values above the last mark, and the mark. */
    List<Object> popToMark() {
        if (below.isEmpty()) {
            throw in.damaged("an opcode needs a mark where there is none");
        }
        List<Object> above = values;
        values = below.pop();
        return above;
    }

    Pickle.Tuple popTuple(int count) {
        List<Object> taken = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            taken.add(0, pop());
        }
        return new Pickle.Tuple(taken);
    }

    /** Removes the result at the end and refuses a stack that holds anything else. */
    Object popLast() {
        Object last = pop();
        if (!values.isEmpty() || !below.isEmpty()) {
            throw in.damaged("it stops with " + values.size() + " values and " + below.size() + " marks left over");
        }
        return last;
    }

    /** Puts the top into the memo under the next number. */
    void memoize() {
        put(memo.size());
    }

    void put(Object number) {
        if (!(number instanceof Number index) || index.longValue() < 0) {
            throw in.damaged("a value is remembered under " + Pickle.describe(number));
        }
        memo.put(index.longValue(), top());
        if (memo.size() > Limits.DEFAULT.checkpoints().memo()) {
            throw in.bad(
                    "more than " + Limits.DEFAULT.checkpoints().memo() + " remembered values",
                    "save the weights alone");
        }
    }

    void get(Object number) {
        if (!(number instanceof Number index) || !memo.containsKey(index.longValue())) {
            throw in.damaged("nothing is remembered under " + Pickle.describe(number));
        }
        values.add(memo.get(index.longValue()));
    }
}
