package org.delineate.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.delineate.zoo.Zoo;

/**
 * Is a row of an experiment's table: a network with its options.
 *
 * @param network id in the zoo
 * @param train values of the training that differ from those that all rows share
 * @param on data sets that it is trained on, one after the other; all but those for tests where none is named
 * @param from the model that it goes on training; null where it begins anew
 * @param teachers the models of another row, one for each seed, that it learns from beside the masks (distillation);
 *     null where it learns from the masks alone
 * @param published scores of this row elsewhere
 */
public record Row(
        String name,
        String network,
        JsonNode train,
        List<String> on,
        Origin from,
        Origin teachers,
        List<PublishedScores> published) {

    /**
     * Names models of another row, of the same split.
     *
     * @param data data set that the other row was trained on
     */
    public record Origin(String row, String data) {
        public Origin {
            Experiment.require(row, "row whose models a row takes");
            Experiment.require(data, "data set of the row whose models a row takes");
        }
    }

    public Row {
        Experiment.require(name, "name of a row");
        Experiment.requireThere(network, "network of row " + name);
        Zoo.of(network);
        train = train == null ? JsonNodeFactory.instance.objectNode() : train;
        Experiment.requireObject(train, "train of row " + name);
        on = on == null ? List.of() : List.copyOf(on);
        published = published == null ? List.of() : List.copyOf(published);
        if (Experiment.slug(name).isEmpty()) {
            throw new IllegalArgumentException("the name of a row has letters or digits, which " + name + " lacks");
        }
    }

    /** Names what a model was trained on: "A → B" where one of A was fine-tuned on B. */
    String lineage(String data) {
        return from == null ? data : from.data() + " → " + data;
    }

    /** Lists the data sets that it is trained on. */
    List<String> trainedOn(Map<String, DataSource> data) {
        return !on.isEmpty()
                ? on
                : data.entrySet().stream()
                        .filter(e -> !e.getValue().split().isExternal())
                        .map(Map.Entry::getKey)
                        .toList();
    }
}
