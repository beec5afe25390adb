package org.delineate.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.Known;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.ShippedModel;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the trained models that come with the program. */
@Command(
        name = "models",
        description = {
            "Lists the trained models that come with the program.",
            "With a NAME, it shows the card of this model: what it was trained on, its scores and its limits."
        },
        footerHeading = Examples.HEADING,
        footer = {"  delineate models", "  delineate models breast-ultrasound"})
final class ModelsCommand implements Runnable {
    @Parameters(
            arity = "0..1",
            completionCandidates = Known.Models.class,
            paramLabel = "NAME",
            description = "Name of a model (default: all).")
    private String name;

    @Spec
    private CommandSpec command;

    @Mixin
    private Output output;

    /**
     * @param macs multiply-accumulates of one image
     * @param file where it lies, to be copied or given as --model
     */
    record Row(
            String name,
            boolean isDefault,
            String purpose,
            String network,
            long parameters,
            long macs,
            String dataset,
            String file) {
        static Row of(ShippedModel model) {
            Manifest m = Model.readManifest(model.path());
            Network outline = Zoo.of(m.network()).outline(m.spec());
            return new Row(
                    model.id(),
                    model == ShippedModel.DEFAULT,
                    model.purpose(),
                    m.network(),
                    outline.parameterCount(),
                    NetworkGraph.ofImage(
                                    outline,
                                    m.preprocess().height(),
                                    m.preprocess().width())
                            .macs(),
                    m.provenance().data().dataset(),
                    model.path().toString());
        }
    }

    @Override
    public void run() {
        if (name != null) {
            UsageErrors.checked(command, () -> new Known.Models().require(name));
            card(ShippedModel.find(name).orElseThrow());
            return;
        }
        List<Row> rows = Arrays.stream(ShippedModel.values()).map(Row::of).toList();
        Lines table = new Lines();
        String format = "%-24s %-26s %10s %6s  %s";
        table.add(format, "name", "network", "parameters", "GMACs", "delineates");
        for (Row r : rows) {
            table.add(
                    format,
                    r.name,
                    r.network,
                    String.format(Locale.ROOT, "%,d", r.parameters),
                    String.format(Locale.ROOT, "%.2f", r.macs / 1e9),
                    r.purpose + (r.isDefault ? " (the default)" : ""));
        }
        output.result(table.toString(), rows);
    }

    private void card(ShippedModel model) {
        Path card = model.card();
        try {
            String text = Files.readString(card);
            output.result(text.strip(), Map.of("name", model.id(), "card", text));
        } catch (IOException e) {
            throw new UncheckedIOException(card + ": " + e.getMessage(), e);
        }
    }
}
