package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Op;

/**
 * Plans gradient checkpointing: divides a graph's operations into segments, so that only the maps between segments are
 * kept and each segment is computed again when its gradients are due (Chen et al. 2016, arXiv 1604.06174).
 */
record GradientCheckpointing(List<Node> operations, List<Node> outputs) {
    /**
     * Operations that are computed in one go.
     *
     * @param inputs of the graph and results of earlier segments that it reads
     * @param outputs its results that later segments read or that the graph returns
     */
    record Segment(List<Operation> operations, Set<Node> inputs, Set<Node> outputs) {}

    /**
     * One operation of a segment.
     *
     * @param number of the operation in the graph
     * @param kernel that computes it, in place where that is allowed
     * @param lastUses results of this segment that nothing reads afterwards
     */
    record Operation(int number, Node result, Kernel kernel, List<Node> lastUses) {}

    /**
     * Divides the operations of a graph.
     *
     * @param operations in the order of the graph
     * @param outputs that the graph returns
     * @param count of segments, at least 1; there may be fewer where operations are few
     */
    static List<Segment> segments(List<Node> operations, List<Node> outputs, int count) {
        GradientCheckpointing plan = new GradientCheckpointing(operations, outputs);
        List<Segment> segments = new ArrayList<>();
        int start = 0;
        for (int end : plan.ends(count)) {
            segments.add(plan.segment(start, end));
            start = end;
        }
        return segments;
    }

    /** Ends of segments of about equal size, each moved to the place nearby that the fewest elements cross. */
    private List<Integer> ends(int count) {
        int total = operations.size();
        long[] before = elementsBefore();
        long[] crossing = elementsCrossing();
        List<Integer> ends = new ArrayList<>();
        for (int k = 1; k < count; k++) {
            long aim = before[total] / count * k;
            long slack = before[total] / count / 2;
            int best = 0;
            for (int i = 1; i < total; i++) {
                if (Math.abs(before[i] - aim) <= slack && (best == 0 || crossing[i] < crossing[best])) {
                    best = i;
                }
            }
            if (best > (ends.isEmpty() ? 0 : ends.get(ends.size() - 1))) {
                ends.add(best);
            }
        }
        ends.add(total);
        return ends;
    }

    /** Elements of the results of all operations before each place. */
    private long[] elementsBefore() {
        long[] before = new long[operations.size() + 1];
        for (int i = 0; i < operations.size(); i++) {
            before[i + 1] = before[i] + Op.count(operations.get(i).shape());
        }
        return before;
    }

    /** Elements that are computed before each place and read after it. */
    private long[] elementsCrossing() {
        Map<Node, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < operations.size(); i++) {
            for (Node in : operations.get(i).inputs()) {
                lastUse.put(in, i);
            }
        }
        outputs.forEach(n -> lastUse.put(n, operations.size()));
        long[] crossing = new long[operations.size() + 1];
        for (int i = 0; i < operations.size(); i++) {
            for (int j = i + 1; j <= lastUse.get(operations.get(i)); j++) {
                crossing[j] += Op.count(operations.get(i).shape());
            }
        }
        return crossing;
    }

    private Segment segment(int start, int end) {
        List<Node> own = operations.subList(start, end);
        Set<Node> results = new HashSet<>(own);
        Set<Node> later = new HashSet<>(outputs);
        operations.subList(end, operations.size()).forEach(n -> later.addAll(n.inputs()));
        Set<Node> segmentOutputs = new LinkedHashSet<>(own);
        segmentOutputs.retainAll(later);
        Set<Node> segmentInputs = new LinkedHashSet<>();
        Map<Node, Integer> uses = new HashMap<>();
        for (Node n : own) {
            for (Node in : n.inputs()) {
                uses.merge(in, 1, Integer::sum);
                if (in != null && !results.contains(in) && (in.leaf() == null || in.leaf() == Leaf.INPUT)) {
                    segmentInputs.add(in);
                }
            }
        }
        List<Operation> planned = new ArrayList<>();
        Set<Node> needed = new HashSet<>(segmentOutputs);
        for (int i = own.size() - 1; i >= 0; i--) {
            Node n = own.get(i);
            List<Node> lastUses = new ArrayList<>();
            for (Node in : n.inputs()) {
                if (results.contains(in) && needed.add(in)) {
                    lastUses.add(in);
                }
            }
            boolean[] free = new boolean[n.inputs().size()];
            for (int j = 0; j < free.length; j++) {
                Node in = n.inputs().get(j);
                free[j] = lastUses.contains(in) && uses.get(in) == 1;
            }
            planned.add(0, new Operation(start + i, n, InPlaceKernel.orPlain(n, free), lastUses));
        }
        return new Segment(planned, segmentInputs, segmentOutputs);
    }
}
