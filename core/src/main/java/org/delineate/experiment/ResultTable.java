package org.delineate.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.file.Json;
import org.delineate.metric.Statistics;

/**
 * Is the table of an experiment as far as its runs have come: means and standard deviations over splits and seeds.
 *
 * @param columns scores, in the order to show
 */
public record ResultTable(String title, List<Score> columns, List<Line> lines) {

    /**
     * Is a row of an experiment, trained on one data set, scored on one, with masks made in one way.
     *
     * @param trained data set of the training; "A → B" where a model of A was fine-tuned on B
     * @param planned runs that are to be averaged
     * @param values by column: a value for each run that has come to its end
     * @param published by column, as far as there are any
     */
    public record Line(
            String row,
            String trained,
            String tested,
            MaskVariant masks,
            int planned,
            Map<Score, Statistics> values,
            Map<Score, Double> published) {
        /** Counts the runs that have come to their ends. */
        int done() {
            return values.values().stream()
                    .mapToInt(s -> s.count() + s.undefined())
                    .max()
                    .orElse(0);
        }

        /** Is it scored on the data set that it was trained on? */
        boolean isOwn() {
            return trained.equals(tested) || trained.endsWith(" → " + tested);
        }

        /** Writes "0.7412 ± 0.0123"; no deviation where there is one run, a dash where there is none. */
        String text(Score score) {
            Statistics runs = values.get(score);
            if (runs.count() == 0) {
                return "–";
            }
            return score.text(runs.mean()) + (runs.count() == 1 ? "" : " ± " + score.text(runs.sd()));
        }
    }

    /** Collects what the runs of a plan have written. */
    static ResultTable of(Plan plan, ExperimentFolder folder) {
        List<Score> columns = plan.experiment().scoring().columns();
        Map<Key, List<Path>> scores = new LinkedHashMap<>();
        for (PlannedRun run : plan.possible()) {
            for (Execution.Target target : Execution.targets(plan, run)) {
                for (String member : members(plan, target.data())) {
                    Key key = new Key(run.row(), run.data(), target.data(), member, target.masks());
                    scores.computeIfAbsent(key, k -> new ArrayList<>())
                            .add(folder.scores(run.id(), target.data(), target.masks()));
                }
            }
        }
        List<Line> lines = new ArrayList<>();
        scores.forEach((key, files) -> lines.add(line(key, files, columns)));
        return new ResultTable(plan.experiment().title(), columns, lines);
    }

    /** @param member data set among those that are joined; null for all cases */
    private record Key(Row row, String trained, String tested, String member, MaskVariant masks) {}

    /** Lists the data sets that a joined one is scored on, one by one, and null for it as a whole. */
    private static List<String> members(Plan plan, String name) {
        List<String> members = new ArrayList<>();
        members.add(null);
        plan.experiment().data().get(name).joins().stream()
                .filter(m -> plan.folders().containsKey(m))
                .forEach(members::add);
        return members;
    }

    private static Line line(Key key, List<Path> files, List<Score> columns) {
        List<JsonNode> documents =
                files.stream().filter(Files::exists).map(Json::tree).toList();
        String tested = key.member == null ? key.tested : key.member;
        Map<Score, Statistics> values = new LinkedHashMap<>();
        Map<Score, Double> published = new LinkedHashMap<>();
        for (Score score : columns) {
            values.put(
                    score,
                    Statistics.of(documents.stream()
                            .mapToDouble(d -> score.in(d, key.member))
                            .toArray()));
            key.row.published().stream()
                    .filter(p -> p.fits(key.trained, tested, key.masks))
                    .filter(p -> p.scores().containsKey(score.name()))
                    .findFirst()
                    .ifPresent(p -> published.put(score, p.scores().get(score.name())));
        }
        return new Line(
                key.row.name(), key.row.lineage(key.trained), tested, key.masks, files.size(), values, published);
    }

    /** Leaves the lines of one row alone. */
    public ResultTable only(String row) {
        return new ResultTable(
                title, columns, lines.stream().filter(l -> l.row.equals(row)).toList());
    }

    /**
     * Is a part of the table as text: lines that were scored on one data set with masks made in one way.
     *
     * @param rows cells in the order of the columns, the first is the row's name
     */
    public record Grid(String title, List<String> columns, List<List<String>> rows) {}

    /** Divides the table: for each data set of a training all scores, and beside them those on other data. */
    public List<Grid> grids() {
        Set<String> titles = new LinkedHashSet<>();
        lines.forEach(l -> titles.add(title(l)));
        return titles.stream().map(this::grid).toList();
    }

    private static String title(Line line) {
        return (line.isOwn() ? line.tested : line.tested + ", of models trained on " + line.trained)
                + (line.masks.words().isEmpty() ? "" : ", " + line.masks.words());
    }

    private Grid grid(String title) {
        List<Line> own = lines.stream().filter(l -> title(l).equals(title)).toList();
        List<Line> cross = lines.stream()
                .filter(l -> !l.isOwn() && own.get(0).isOwn())
                .filter(l -> l.masks == own.get(0).masks)
                .filter(l -> own.stream().anyMatch(o -> o.trained.equals(l.trained)))
                .toList();
        List<String> others = cross.stream().map(Line::tested).distinct().toList();
        List<Score> used = columns.stream()
                .filter(s -> own.stream()
                                .anyMatch(l -> l.done() == 0 || l.values.get(s).count() > 0)
                        || own.stream().anyMatch(l -> l.published.containsKey(s)))
                .toList();
        List<String> heads = new ArrayList<>(List.of("", "runs"));
        for (Score score : used) {
            heads.add(score.title());
            if (isPublished(own, score)) {
                heads.add("published");
            }
        }
        others.forEach(d -> heads.add(columns.get(0).title() + " on " + d));
        List<List<String>> rows = new ArrayList<>();
        for (Line line : own) {
            List<String> cells = new ArrayList<>();
            cells.add(line.trained.contains(" → ") && line.isOwn() ? line.row + " (" + line.trained + ")" : line.row);
            cells.add(line.done() + "/" + line.planned);
            for (Score score : used) {
                cells.add(line.text(score));
                if (isPublished(own, score)) {
                    cells.add(line.published.containsKey(score) ? score.text(line.published.get(score)) : "");
                }
            }
            for (String other : others) {
                cells.add(cross.stream()
                        .filter(l -> l.tested.equals(other) && l.row.equals(line.row) && l.trained.equals(line.trained))
                        .findFirst()
                        .map(l -> l.text(columns.get(0)))
                        .orElse(""));
            }
            rows.add(cells);
        }
        return new Grid(title, heads, rows);
    }

    private static boolean isPublished(List<Line> lines, Score score) {
        return lines.stream().anyMatch(l -> l.published.containsKey(score));
    }
}
