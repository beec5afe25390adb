package org.delineate.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;

/**
 * The cases an evaluation is about, and how they were chosen.
 *
 * @param part of the split, or "all", or the name of a list
 * @param split null where there is none
 * @param audit null where nobody searched for duplicates
 */
public record Cohort(Dataset dataset, List<Case> cases, String part, Split split, Audit audit) {
    public Cohort {
        cases = List.copyOf(cases);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("no case of " + dataset.name() + " in the part " + part);
        }
    }

    /**
     * A part of a split. @throws IllegalArgumentException where the split has no such part, or the data lacks one of
     * its cases
     */
    public static Cohort of(Dataset dataset, Split split, String part, Audit audit) {
        return new Cohort(dataset, split.cases(dataset, part), part, split, audit);
    }

    /** Cases that no split chose. */
    public static Cohort of(Dataset dataset, List<Case> cases, String part) {
        return new Cohort(dataset, cases, part, null, null);
    }

    /** The same without the cases whose masks are empty; reads every mask. */
    public Cohort withLesion() {
        List<Case> lesions = cases.stream()
                .parallel()
                .filter(c -> !dataset.mask(c).isEmpty())
                .toList();
        return new Cohort(dataset, lesions, part, split, audit);
    }

    Protocol.Data protocol(Scores scores) {
        Map<String, Integer> classes = new TreeMap<>();
        scores.cases().stream()
                .filter(c -> !c.label().isEmpty())
                .forEach(c -> classes.merge(c.label(), 1, Integer::sum));
        int normals =
                (int) scores.cases().stream().filter(CaseScores::truthEmpty).count();
        Protocol.Duplicates duplicates = audit == null || split == null
                ? null
                : new Protocol.Duplicates(
                        audit.duplicates().groups().size(),
                        split.crossing(audit.duplicates().groups()).size());
        return new Protocol.Data(
                dataset.name(),
                cases.size(),
                classes,
                normals,
                duplicates,
                dataset.hash(),
                split == null
                        ? new Protocol.Selection("", "", part)
                        : new Protocol.Selection(split.rule(), split.hash(), part));
    }
}
