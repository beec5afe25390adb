package org.delineate.comparison;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.delineate.file.Printable;
import org.delineate.report.CaseScores;
import org.delineate.report.Protocol;

/**
 * Holds what one network scored on each image of a data set.
 *
 * @param name of the result in all tables
 * @param protocol of the evaluation; null where it is not known
 * @param cases the scored images, in the order of the evaluation
 * @param seen images of the evaluation that are not among them, because the network has seen them in training
 */
public record Result(String name, Protocol protocol, List<CaseScores> cases, int seen) {
    public Result {
        cases = List.copyOf(cases);
        Set<String> names = new HashSet<>();
        for (CaseScores c : cases) {
            if (!names.add(c.name())) {
                throw new IllegalArgumentException("the result " + Printable.quoted(name) + " scores "
                        + Printable.quoted(c.name()) + " twice; names of images are unique");
            }
        }
    }

    /** Makes a result of which nobody knows the protocol. */
    public static Result of(String name, List<CaseScores> cases) {
        return new Result(name, null, cases, 0);
    }
}
