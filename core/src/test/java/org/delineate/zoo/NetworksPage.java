package org.delineate.zoo;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.Json;
import org.delineate.nn.Traced;

/** The text of docs/networks.md. */
final class NetworksPage {
    private static final Pattern DEVIATION = Pattern.compile("(?m)^\\| `([^`]+)` .*\\| < (1e-\\d+) \\|$");

    private NetworksPage() {}

    /** Measured deviations depend on the machine in their last digits: bounds that the old page states stay while they hold. */
    static String text(String old) {
        Map<String, Double> bounds = new HashMap<>();
        Matcher row = DEVIATION.matcher(old);
        while (row.find()) {
            bounds.put(row.group(1), Double.valueOf(row.group(2)));
        }
        StringBuilder page = new StringBuilder("""
                # Networks

                Made from the code by `NetworksPageTest`; the test says how to make it anew.

                GMACs are multiply-accumulates of one picture of 256x256, in units of 1e9: convolutions, linear layers and matrix
                products, nothing else. *Fixed* are those among them that multiply with a constant matrix: the transforms of
                spectral pooling. Published counts leave these out; subtract them to compare.

                Every network answers, learns and names its tensors as its reference does: the golden case holds the reference's
                outputs, loss and gradients. The last column bounds the largest difference of an output, in standard deviations
                of the output.

                | network | class | paper | arXiv | input | multiple | parameters | GMACs | fixed | golden case | difference |
                |---|---|---|---|---|---:|---:|---:|---:|---|---|
                """);
        for (Zoo z : Zoo.values()) {
            page.append(row(z, bounds.getOrDefault(z.id(), 0.0)));
        }
        return page.toString();
    }

    private static String row(Zoo z, double bound) {
        GoldenCase golden = Json.read(Golden.file(z.goldens().get(0)), GoldenCase.class);
        int channels = (int) golden.input().shape()[1];
        Network network = z.outline(channels, 1);
        Traced.Trace trace = network.trace(256, 256);
        double measured = Golden.parity(z.goldens().get(0)).output();
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %s | %s | %dx256x256 | %d | %,d | %.4f | %s | `%s` | < 1e%d |%n",
                z.id(),
                network.getClass().getSimpleName(),
                z.paper(),
                z.arxiv().isEmpty() ? "" : "[" + z.arxiv() + "](https://arxiv.org/abs/" + z.arxiv() + ")",
                channels,
                network.multiple(),
                network.parameterCount(),
                trace.macs() / 1e9,
                trace.fixedMacs() == 0 ? "" : String.format(Locale.ROOT, "%.4f", trace.fixedMacs() / 1e9),
                z.goldens().get(0),
                Math.round(Math.log10(measured < bound ? bound : roomy(measured))));
    }

    /** A power of ten that other machines' rounding does not reach. */
    private static double roomy(double measured) {
        return Math.pow(10, Math.ceil(Math.log10(3 * measured)));
    }
}
