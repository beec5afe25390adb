package org.delineate.checkpoint;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.delineate.file.Limits;

/**
 * Refuses values that are nested too deeply or contain themselves, so that others may walk through them by recursion.
 */
final class PickleNesting {
    private static final int OPEN = -1;

    private final PickleInput in;
    private final Map<Object, Integer> depths = new IdentityHashMap<>();
    private final Deque<Visit> path = new ArrayDeque<>();

    /** Is a container whose items are being visited. */
    private static final class Visit {
        private final Object container;
        private final Iterator<?> rest;
        private int depth = 1;

        Visit(Object container, Collection<?> items) {
            this.container = container;
            this.rest = items.iterator();
        }
    }

    private PickleNesting(PickleInput in) {
        this.in = in;
    }

    static void require(Object value, PickleInput in) {
        new PickleNesting(in).walk(value);
    }

    private void walk(Object root) {
        enter(root);
        while (!path.isEmpty()) {
            Visit visit = path.peek();
            if (visit.rest.hasNext()) {
                enter(visit.rest.next());
            } else {
                path.pop();
                depths.put(visit.container, visit.depth);
                noteDepth(visit.depth);
            }
        }
    }

    private void enter(Object value) {
        Collection<?> items = items(value);
        if (items == null || items.isEmpty()) {
            return;
        }
        Integer depth = depths.putIfAbsent(value, OPEN);
        if (depth == null) {
            path.push(new Visit(value, items));
            noteDepth(0);
        } else if (depth == OPEN) {
            throw in.damaged(Pickle.describe(value) + " contains itself");
        } else {
            noteDepth(depth);
        }
    }

    /** Notes that the container being visited holds one of this depth. */
    private void noteDepth(int inner) {
        Visit outer = path.peek();
        if (outer != null) {
            outer.depth = Math.max(outer.depth, inner + 1);
        }
        if (Math.max(path.size(), inner) > Limits.DEFAULT.checkpoints().depth()) {
            throw in.bad(
                    "values are nested more than "
                            + Limits.DEFAULT.checkpoints().depth() + " deep",
                    "save the weights alone");
        }
    }

    private static Collection<?> items(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values();
        } else if (value instanceof List<?> list) {
            return list;
        }
        return value instanceof Pickle.Tuple tuple ? tuple.values() : null;
    }
}
