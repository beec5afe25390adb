package org.delineate.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.file.Json;
import org.delineate.file.Printable;

/**
 * Defines an experiment: each row is trained on each of its data sets, for each split and seed, and scored.
 *
 * @param title of the table
 * @param source where the protocol and the published numbers come from
 * @param data the data sets, by the names that rows and the command line give them
 * @param train values of a {@link org.delineate.train.TrainConfig} that all rows share; others have their defaults
 * @param seeds of weights, order and augmentation: each is a run of every row and split
 * @param scoring what is measured
 * @param rows of the table
 */
public record Experiment(
        String title,
        Source source,
        Map<String, DataSource> data,
        JsonNode train,
        List<Long> seeds,
        Scoring scoring,
        List<Row> rows) {

    /**
     * Says where a protocol comes from.
     *
     * @param paper authors, title or number of it; "none" for an experiment of one's own
     * @param table "I", "2 and 4"
     * @param differs what differs from the published protocol, one sentence each, shown below every table
     */
    public record Source(String paper, String table, List<String> differs) {
        public Source {
            require(paper, "paper of the source");
            table = table == null ? "" : table;
            differs = differs == null ? List.of() : List.copyOf(differs);
        }
    }

    /** @throws IllegalArgumentException where a component is missing or names what does not exist */
    public Experiment {
        require(title, "title");
        requireThere(source, "source");
        requireThere(data, "data");
        requireThere(rows, "rows");
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        train = train == null ? JsonNodeFactory.instance.objectNode() : train;
        seeds = seeds == null ? List.of(1L) : List.copyOf(seeds);
        scoring = scoring == null ? Scoring.USUAL : scoring;
        rows = List.copyOf(rows);
        if (data.isEmpty() || rows.isEmpty() || seeds.isEmpty()) {
            throw new IllegalArgumentException("an experiment has at least one data set, one row and one seed; got "
                    + data.size() + ", " + rows.size() + " and " + seeds.size());
        }
        if (Set.copyOf(seeds).size() < seeds.size()) {
            throw new IllegalArgumentException("a seed is given twice: " + seeds);
        }
        requireObject(train, "train");
        for (Map.Entry<String, DataSource> one : data.entrySet()) {
            requireSlug(one.getKey());
            requireKnown(one.getValue().joins(), data.keySet(), "data set " + one.getKey() + " joins");
        }
        requireKnown(scoring.crossData(), data.keySet(), "crossData");
        requireRows(data, rows);
    }

    private static void requireRows(Map<String, DataSource> data, List<Row> rows) {
        Map<String, Row> before = new HashMap<>();
        Set<String> slugs = new TreeSet<>();
        for (Row row : rows) {
            String who = "row " + Printable.quoted(row.name());
            if (!slugs.add(slug(row.name()))) {
                throw new IllegalArgumentException(
                        who + " has the name of another row, but for signs that folders lack: rename one of them");
            }
            requireKnown(row.on(), data.keySet(), who + ": on");
            List<String> trained = row.trainedOn(data);
            trained.stream().filter(d -> data.get(d).split().isExternal()).forEach(d -> {
                throw new IllegalArgumentException(
                        who + " is to be trained on " + d + ", all of which is for tests: give it another split");
            });
            if (row.from() != null) {
                requireOrigin(row, who, before, data);
            }
            if (row.teachers() != null) {
                requireBefore(row.teachers(), who + " learns from the models", before, data);
            }
            requireKnown(
                    row.published().stream()
                            .flatMap(p -> Stream.of(p.on(), p.trainedOn()))
                            .filter(Objects::nonNull)
                            .toList(),
                    data.keySet(),
                    who + ": published on");
            before.put(row.name(), row);
        }
    }

    private static void requireOrigin(Row row, String who, Map<String, Row> before, Map<String, DataSource> data) {
        Row origin = requireBefore(row.from(), who + " starts from the model", before, data);
        if (!origin.network().equals(row.network())) {
            throw new IllegalArgumentException(who + " trains " + row.network() + ", and starts from a model of "
                    + origin.network() + ": fine-tuning goes on with the same network");
        }
    }

    private static Row requireBefore(
            Row.Origin named, String use, Map<String, Row> before, Map<String, DataSource> data) {
        Row row = before.get(named.row());
        if (row == null || !row.trainedOn(data).contains(named.data())) {
            throw new IllegalArgumentException(use + " of row " + Printable.quoted(named.row()) + " on " + named.data()
                    + ", which is no row before it that is trained on that");
        }
        return row;
    }

    /** Is the same under the title of a rehearsal. @param differs what a reader of its table must know */
    Experiment rehearsed(String differs) {
        List<String> all =
                Stream.concat(Stream.of(differs), source.differs.stream()).toList();
        return new Experiment(
                "Rehearsal: " + title, new Source(source.paper, source.table, all), data, train, seeds, scoring, rows);
    }

    /** Reads an experiment. @throws org.delineate.file.BadFileException where the file is none, or breaks a rule */
    public static Experiment read(Path file) {
        return Json.read(file, Experiment.class);
    }

    /** Writes a name as folders and commands take it: "U-Net++ (BUSI)" as "u-net++-busi". */
    static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9+]+", "-").replaceAll("^-+|-+$", "");
    }

    private static void requireSlug(String name) {
        if (slug(name).isEmpty()) {
            throw new IllegalArgumentException(
                    "a name has letters or digits, which " + Printable.quoted(name) + " lacks");
        }
    }

    private static void requireKnown(List<String> names, Set<String> known, String who) {
        names.stream().filter(n -> !known.contains(n)).findFirst().ifPresent(unknown -> {
            throw new IllegalArgumentException(who + " names the data set " + Printable.quoted(unknown) + "; there are "
                    + known.stream().map(Printable::plain).collect(Collectors.joining(", ")));
        });
    }

    static void requireObject(JsonNode node, String name) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(name + " gives values of a training by name, like {\"epochs\": 50}, not "
                    + Printable.plain(node.toString()));
        }
    }

    static void requireThere(Object value, String name) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }

    static void require(String text, String name) {
        if (text == null || text.isBlank() || !text.equals(Printable.visible(text))) {
            throw new IllegalArgumentException(
                    name + " is a text of visible characters, not " + Printable.quoted(String.valueOf(text)));
        }
    }
}
