package org.delineate.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.dataset.audit.Seen;

/**
 * The cases an evaluation is about, and how they were chosen.
 *
 * @param part of the split, or "all", or the name of a list
 * @param split null where there is none
 * @param audit null where nobody searched for duplicates
 * @param seen says which of them the model has seen
 */
public record Cohort(Dataset dataset, List<Case> cases, String part, Split split, Audit audit, Sightings seen) {
    public Cohort {
        cases = List.copyOf(cases);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("no case of " + dataset.name() + " in the part " + part);
        }
    }

    /** Cases that no split chose, and of which nobody knows whether a model has seen them. */
    public static Cohort of(Dataset dataset, List<Case> cases, String part) {
        return new Cohort(dataset, cases, part, null, null, Sightings.unknown(false));
    }

    /** The same without the cases whose masks are empty; reads every mask. */
    public Cohort withLesion() {
        List<Case> lesions = cases.stream()
                .parallel()
                .filter(c -> !dataset.mask(c).isEmpty())
                .toList();
        return new Cohort(dataset, lesions, part, split, audit, seen);
    }

    /** Says whether a case is known to have no lesion. */
    boolean hasNormals() {
        return audit != null
                && cases.stream().anyMatch(c -> audit.masks().emptyMasks().contains(c.name()));
    }

    /** Lists the cases that the model has not seen. */
    public List<Case> unseen() {
        return cases.stream().filter(c -> !isSeen(c)).toList();
    }

    /** Lists the cases that are scored: where some are not seen and the others count apart, those that are not. */
    public List<Case> scored() {
        List<Case> unseen = unseen();
        return seen.apart() && !unseen.isEmpty() ? unseen : cases;
    }

    private boolean isSeen(Case c) {
        return seen.of(c.name()).isSeen();
    }

    /** Counts the cases that the model has seen. */
    public Protocol.SeenImages seenImages() {
        int same = 0;
        int near = 0;
        for (Case c : cases) {
            Seen one = seen.of(c.name());
            same += one.isSeen() && !one.isNear() ? 1 : 0;
            near += one.isNear() ? 1 : 0;
        }
        String scored = same + near == cases.size() ? "seen" : scored().size() < cases.size() ? "unseen" : "all";
        return new Protocol.SeenImages(seen.isKnown(), cases.size(), same, near, scored, seen.otherData());
    }

    /** Gives each case the group of patients or duplicates that it belongs to: the name of the first of it. */
    public Map<String, String> groups() {
        Map<String, String> groups = new HashMap<>();
        cases.forEach(c -> groups.put(c.name(), c.name()));
        if (audit != null) {
            audit.duplicates().groups().forEach(names -> names.forEach(n -> groups.replace(n, names.get(0))));
        }
        return groups;
    }

    Protocol.Data protocol(Scores scores) {
        Map<String, Integer> classes = new TreeMap<>();
        scores.cases().stream()
                .filter(c -> !c.label().isEmpty())
                .forEach(c -> classes.merge(c.label(), 1, Integer::sum));
        int normals =
                (int) scores.cases().stream().filter(CaseScores::truthEmpty).count();
        List<List<String>> groups = audit == null ? null : audit.duplicates().groups();
        Protocol.Duplicates duplicates = groups == null
                ? null
                : new Protocol.Duplicates(
                        groups.size(),
                        split == null ? 0 : split.crossing(groups).size());
        return new Protocol.Data(
                dataset.name(),
                scores.all().images(),
                classes,
                normals,
                duplicates,
                dataset.hash(),
                dataset.masks().values(),
                split == null
                        ? new Protocol.Selection("", "", part, seenImages())
                        : new Protocol.Selection(split.rule(), split.hash(), part, seenImages()));
    }
}
