package org.delineate.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.Printable;
import org.delineate.train.PartialConfig;
import org.delineate.train.TrainConfig;

/**
 * Lists the runs of an experiment in the order in which they can be done. Every network is outlined with its options
 * and every configuration completed on the way, so that what cannot be made is an error here.
 *
 * @param file that the experiment was read from
 * @param folders of the data sets at hand, by name
 * @param missing the data sets that are not at hand: where to get them and the layout expected
 * @param mostImages of each part of a split that take part, evenly spread; {@link Integer#MAX_VALUE} for all
 */
public record Plan(
        Experiment experiment,
        Path file,
        Map<String, Path> folders,
        Map<String, String> missing,
        List<PlannedRun> runs,
        int mostImages) {
    /** Images of each part that a rehearsal takes. */
    public static final int REHEARSED = 8;

    /**
     * Plans an experiment.
     *
     * @param folders of data sets, by name
     * @param threads of each run, where the experiment does not say
     * @throws BadFileException where a row cannot be trained as the file says
     * @throws IllegalArgumentException where a folder is given for a data set that the experiment has not
     */
    public static Plan of(Path file, Map<String, Path> folders, int threads) {
        Experiment experiment = Experiment.read(file);
        for (String name : folders.keySet()) {
            DataSource source = experiment.data().get(name);
            if (source == null || source.isJoined()) {
                throw new IllegalArgumentException("--data " + Printable.plain(name) + " is no data set of " + file
                        + "; it has " + names(experiment));
            }
        }
        Map<String, String> missing = missing(experiment, folders.keySet());
        List<PlannedRun> runs = new ArrayList<>();
        Map<String, String> lacks = new HashMap<>(); // by run, and by data set
        missing.keySet().forEach(data -> lacks.put(data, "the data set " + data + " is not at hand"));
        for (Row row : experiment.rows()) {
            Map<Long, TrainConfig> configs = new HashMap<>();
            experiment.seeds().forEach(seed -> configs.put(seed, config(experiment, row, file, seed, threads)));
            for (String data : row.trainedOn(experiment.data())) {
                SplitRule rule = experiment.data().get(data).split();
                for (int split = 0; split < rule.count(); split++) {
                    for (long seed : experiment.seeds()) {
                        PlannedRun run = run(experiment, row, data, split, configs.get(seed), lacks);
                        lacks.put(run.id(), run.missing());
                        runs.add(run);
                    }
                }
            }
        }
        return new Plan(experiment, file, Map.copyOf(folders), missing, List.copyOf(runs), Integer.MAX_VALUE);
    }

    /** @param lacks why a run cannot be done, or a data set used; "" or nothing where it can */
    private static PlannedRun run(
            Experiment experiment, Row row, String data, int split, TrainConfig config, Map<String, String> lacks) {
        String origin = row.from() == null
                ? null
                : id(experiment, row.from(), split, config.loop().seed());
        List<String> teachers = row.teachers() == null
                ? List.of()
                : experiment.seeds().stream()
                        .map(seed -> id(experiment, row.teachers(), split, seed))
                        .toList();
        String lack = Stream.of(Stream.ofNullable(origin), teachers.stream(), Stream.of(data))
                .flatMap(names -> names)
                .map(name -> lacks.getOrDefault(name, ""))
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
        return new PlannedRun(
                id(experiment, row.name(), data, split, config.loop().seed()),
                row,
                data,
                split,
                config,
                origin,
                teachers,
                lack);
    }

    /** A joined data set is at hand where one of those that it joins is. */
    private static Map<String, String> missing(Experiment experiment, Set<String> given) {
        Map<String, String> missing = new LinkedHashMap<>();
        experiment.data().forEach((name, source) -> {
            if (source.isJoined()) {
                if (source.joins().stream().noneMatch(given::contains)) {
                    missing.put(name, "joins " + String.join(", ", source.joins()) + ", none of which is at hand");
                }
            } else if (!given.contains(name)) {
                missing.put(
                        name,
                        "get it from " + source.from() + " (licence: " + source.licence() + "), and give its folder:"
                                + " --data " + name + "=DIR; expected in it: " + source.layout());
            }
        });
        return missing;
    }

    private static String names(Experiment experiment) {
        return String.join(
                ", ",
                experiment.data().entrySet().stream()
                        .filter(e -> !e.getValue().isJoined())
                        .map(e -> Printable.plain(e.getKey()))
                        .toList());
    }

    private static String id(Experiment experiment, Row.Origin origin, int split, long seed) {
        int splits = experiment.data().get(origin.data()).split().count();
        return id(experiment, origin.row(), origin.data(), Math.min(split, splits - 1), seed);
    }

    private static String id(Experiment experiment, String row, String data, int split, long seed) {
        String splitName = experiment.data().get(data).split().name(split);
        return Experiment.slug(row)
                + "." + Experiment.slug(data)
                + (splitName.isEmpty() ? "" : "." + splitName)
                + (experiment.seeds().size() == 1 ? "" : ".seed" + seed);
    }

    private static TrainConfig config(Experiment experiment, Row row, Path file, long seed, int threads) {
        ObjectNode values = experiment.train().deepCopy();
        values.setAll((ObjectNode) row.train());
        values.put("network", row.network()).put("seed", seed);
        if (!values.has("threads")) {
            values.put("threads", threads);
        }
        try {
            return PartialConfig.of(values, file).complete();
        } catch (BadFileException e) {
            throw new BadFileException(
                    file, "row " + Printable.quoted(row.name()) + ": " + e.rule(), "correct the row", e);
        }
    }

    /**
     * Leaves those runs alone in whose names a regular expression is found, and those that make models for them.
     *
     * @param pattern null for all
     * @throws IllegalArgumentException where it is no regular expression, or no run has such a name
     */
    public Plan only(String pattern) {
        if (pattern == null) {
            return this;
        }
        Pattern wanted;
        try {
            wanted = Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "--only is a regular expression for names of runs, not " + Printable.quoted(pattern), e);
        }
        List<PlannedRun> chosen = new ArrayList<>(
                runs.stream().filter(r -> wanted.matcher(r.id()).find()).toList());
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no run has " + Printable.quoted(pattern) + " in its name; the first is "
                    + runs.get(0).id() + "; --dry-run lists all");
        }
        for (int i = 0; i < chosen.size(); i++) {
            List<String> needs = chosen.get(i).needs();
            runs.stream()
                    .filter(r -> needs.contains(r.id()) && !chosen.contains(r))
                    .forEach(chosen::add);
        }
        return new Plan(
                experiment,
                file,
                folders,
                missing,
                runs.stream().filter(chosen::contains).toList(),
                mostImages);
    }

    /** Makes the plan of a rehearsal, which shows in minutes that all of it runs: one epoch on a few images each. */
    public Plan rehearsed() {
        Experiment rehearsal = experiment.rehearsed(
                "A rehearsal of one epoch on at most " + REHEARSED + " images of each part: its scores mean nothing.");
        Map<String, String> brief = Map.of("epochs", "1", "warmupEpochs", "0");
        List<PlannedRun> briefly = runs.stream()
                .map(r -> r.with(PartialConfig.of(Json.treeOf(r.config()), file)
                        .with(brief)
                        .complete()))
                .toList();
        return new Plan(rehearsal, file, folders, missing, briefly, REHEARSED);
    }

    /** Is it {@link #rehearsed}? */
    public boolean isRehearsal() {
        return mostImages < Integer.MAX_VALUE;
    }

    /** Finds the run of this name. */
    PlannedRun run(String id) {
        return runs.stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no run is named " + Printable.quoted(id)));
    }

    /** Lists the runs that can be done here. */
    public List<PlannedRun> possible() {
        return runs.stream().filter(PlannedRun::isPossible).toList();
    }

    /** Names the folder that the experiment's lists are relative to. */
    Path folder() {
        return file.toAbsolutePath().getParent();
    }
}
