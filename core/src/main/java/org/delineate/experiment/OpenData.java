package org.delineate.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.dataset.audit.Digests;
import org.delineate.file.BadFileException;
import org.delineate.file.Csv;
import org.delineate.file.Printable;

/**
 * Holds a data set of an experiment: audited, without the cases that do not take part, and split.
 *
 * @param used the cases that take part
 * @param splits none where all cases are for tests
 */
record OpenData(String name, Dataset whole, Dataset used, Digests digests, Audit audit, List<Split> splits) {

    /** Opens the data sets of a plan, each once. */
    static final class Sets {
        private final Plan plan;
        private final Path work;
        private final Function<Dataset, Digests> audits;
        private final Watch watch;
        private final Map<String, OpenData> opened = new LinkedHashMap<>();

        /**
         * @param work folder for the tables of joined data sets
         * @param audits reads a data set for its audit
         */
        Sets(Plan plan, Path work, Function<Dataset, Digests> audits, Watch watch) {
            this.plan = plan;
            this.work = work;
            this.audits = audits;
            this.watch = watch;
        }

        /** @throws IllegalArgumentException where it cannot be split as the experiment says */
        OpenData open(String name) {
            OpenData known = opened.get(name);
            if (known == null) {
                known = read(name);
                opened.put(name, known);
            }
            return known;
        }

        private OpenData read(String name) {
            DataSource source = plan.experiment().data().get(name);
            Dataset whole = source.isJoined()
                    ? join(name, source)
                    : Dataset.open(plan.folders().get(name));
            watch.note("data     " + name + ": layout " + whole.layout() + ", "
                    + whole.cases().size() + " cases; masks " + whole.masks().text());
            Stream.concat(whole.masks().cautions().stream(), whole.pictures().cautions().stream())
                    .forEach(c -> watch.caution(name + ": " + c));
            Digests digests = audits.apply(whole);
            Audit audit = Audit.of(digests);
            List<List<String>> groups = audit.duplicates().groups();
            Dataset used = sampled(withoutNormals(whole, source, audit, name), source, groups, name);
            List<Split> splits = new ArrayList<>();
            for (int i = 0; !source.split().isExternal() && i < source.split().count(); i++) {
                Split split = thinned(source.split().make(i, whole, used, groups, plan.folder()));
                requireReadable(split, audit, whole);
                plan.experiment().scoring().variants().forEach(m -> m.require(split, name));
                crossing(split, groups, name);
                splits.add(split);
            }
            return new OpenData(
                    name,
                    whole,
                    source.split().isExternal() ? thinned(used) : used,
                    digests,
                    audit,
                    List.copyOf(splits));
        }

        private Split thinned(Split split) {
            SortedMap<String, List<String>> fewer = new TreeMap<>();
            split.parts().forEach((part, names) -> fewer.put(part, thinned(names)));
            return new Split(split.source(), split.seed(), split.ratios(), split.dataset(), fewer, split.folds());
        }

        private Dataset thinned(Dataset used) {
            List<String> names = used.cases().stream().map(Case::name).toList();
            Set<String> others = new HashSet<>(names);
            thinned(names).forEach(others::remove);
            return used.without(others);
        }

        /** Chooses as many names as the plan takes of a part, evenly spread. */
        private List<String> thinned(List<String> names) {
            int count = Math.min(names.size(), plan.mostImages());
            return IntStream.range(0, count)
                    .mapToObj(i -> names.get((int) ((long) i * names.size() / count)))
                    .toList();
        }

        private Dataset withoutNormals(Dataset whole, DataSource source, Audit audit, String name) {
            List<String> normals = audit.masks().emptyMasks();
            if (source.cases().equals(DataSource.ALL) || normals.isEmpty()) {
                return whole;
            }
            watch.note("         " + name + ": " + normals.size() + " cases without a lesion are left out");
            return whole.without(normals);
        }

        private Dataset sampled(Dataset used, DataSource source, List<List<String>> groups, String name) {
            int all = used.cases().size();
            if (source.sample() == null || source.sample() >= all) {
                return used;
            }
            double share = (double) source.sample() / all;
            Split drawn = Split.ratio(
                    used,
                    groups,
                    new double[] {share, 1 - share},
                    source.split().seed());
            Dataset sample = used.without(drawn.parts().get(Split.VAL));
            watch.note("         " + name + ": " + sample.cases().size() + " of " + all
                    + " cases are drawn at random, seed " + source.split().seed());
            return sample;
        }

        private void crossing(Split split, List<List<String>> groups, String name) {
            int crossing = split.crossing(groups).size();
            if (crossing > 0) {
                watch.caution(name + ": " + crossing + " of " + groups.size()
                        + " groups of duplicates or patients lie in more than one part of " + split.rule()
                        + ", so that its scores will be too high");
            }
        }

        /** Writes a table of the cases of all that are at hand, each data set a class, and opens that. */
        private Dataset join(String name, DataSource source) {
            List<List<String>> rows = new ArrayList<>();
            List<String> absent = new ArrayList<>();
            for (String member : source.joins()) {
                Path folder = plan.folders().get(member);
                if (folder == null) {
                    absent.add(member);
                    continue;
                }
                for (Case c : Dataset.open(folder).cases()) {
                    String masks = String.join(
                            ";", c.masks().stream().map(Path::toString).toList());
                    rows.add(List.of(
                            c.image().toString(), masks, c.group().isEmpty() ? "" : member + " " + c.group(), member));
                }
            }
            if (!absent.isEmpty()) {
                watch.caution(name + ": of the data sets that it joins, " + String.join(", ", absent)
                        + " are not at hand; it is what the others are");
            }
            Path table = work.resolve(Experiment.slug(name)).resolve("manifest.csv");
            Csv.write(table, List.of("image", "mask", "group", "class"), rows.stream());
            return Dataset.open(table.getParent());
        }
    }

    private static void requireReadable(Split split, Audit audit, Dataset whole) {
        Set<String> needed = new HashSet<>();
        split.parts().values().forEach(needed::addAll);
        Map<String, String> broken = new TreeMap<>(audit.files().unreadable());
        audit.files().sizeMismatches().forEach((name, sizes) -> broken.put(name, "the mask " + sizes));
        broken.keySet().retainAll(needed);
        if (!broken.isEmpty()) {
            String first = broken.keySet().iterator().next();
            throw new BadFileException(
                    whole.root(),
                    broken.size() + " of the cases of the split cannot be read; case " + Printable.plain(first) + ": "
                            + broken.get(first),
                    "mend them or leave them out; `delineate data inspect` lists them all");
        }
    }
}
