package org.delineate.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.delineate.file.Json;
import org.delineate.nn.Graph;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;

/** The text of docs/networks.md, and the sheet that the program shows of it. */
final class NetworksPage {
    private static final Path SOURCES = Path.of("src/main/java/org/delineate/zoo");
    private static final Path SHEET = Path.of("src/main/resources/org/delineate/parity/sheet.json");
    private static final Path PAGE = Path.of("../docs/networks.md");
    private static final Pattern PICTURE = Pattern.compile("(?s)<pre>\\n(.*?)\\n \\* </pre>");

    private NetworksPage() {}

    /** Of the sources, not of what was built of them. */
    static NetworkSheet known() {
        return Json.read(SHEET, NetworkSheet.class);
    }

    static void write(NetworkSheet sheet) throws IOException {
        Files.writeString(SHEET, Json.pretty(sheet));
        Files.writeString(PAGE, text(sheet));
    }

    static void assertIsWritten(NetworkSheet sheet, String how) throws IOException {
        assertEquals(Json.pretty(sheet), Files.readString(SHEET), how);
        assertEquals(text(sheet), Files.readString(PAGE), how);
    }

    /** As the old one says what was measured, with the drawings of today. */
    static NetworkSheet sheet(NetworkSheet old) {
        Map<String, NetworkSheet.Row> networks = new LinkedHashMap<>();
        Map<String, String> pictures = new TreeMap<>();
        for (Zoo z : Zoo.values()) {
            networks.put(z.id(), old.of(z));
            String name = z.outline(3, 1).getClass().getSimpleName();
            pictures.put(name, picture(name));
        }
        return new NetworkSheet(old.machine(), networks, pictures);
    }

    /** The drawing in the Javadoc of a network's file. */
    private static String picture(String name) {
        try {
            Matcher drawn = PICTURE.matcher(Files.readString(SOURCES.resolve(name + ".java")));
            if (!drawn.find()) {
                throw new AssertionError(name + " has no drawing <pre> in its Javadoc");
            }
            return drawn.group(1)
                    .lines()
                    .map(l -> l.replaceFirst("^ \\* ?", ""))
                    .collect(Collectors.joining("\n"))
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&amp;", "&");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(NetworkSheet sheet) {
        return """
                # Networks

                This page is generated from the code by `NetworksPageTest`. `./delineate networks` prints the table,
                `./delineate networks ID` one network with its drawing, and `./delineate networks --time` measures the
                times on your machine. How to add one: [add-a-network.md](add-a-network.md).

                GMACs are the multiply-accumulates for one image of 256x256 (or the next size that the network takes),
                in units of 1e9: convolutions, linear layers and matrix products, nothing else. *Fixed* are those among
                them that multiply with a constant matrix, as spectral pooling does. Published counts leave these out;
                subtract them to compare. *ms* is the median time for one such image with initial weights, on %s.

                Every network has the outputs, the loss, the gradients and the tensor names of its reference, which the
                golden cases record. The last column bounds the largest difference of an output in float32 from the
                reference in float64, in standard deviations of the output; [results/parity](results/parity.md) has the
                rest.

                | network | class | paper | arXiv | input | multiple | parameters | GMACs | fixed | ms | golden \
                cases | difference |
                |---|---|---|---|---|---:|---:|---:|---:|---:|---|---|
                """.formatted(sheet.machine())
                + Arrays.stream(Zoo.values()).map(z -> row(z, sheet.of(z))).collect(Collectors.joining())
                + "\n## Drawings\n"
                + sheet.pictures().entrySet().stream()
                        .map(e -> "\n### " + e.getKey() + "\n\n```\n" + e.getValue() + "\n```\n")
                        .collect(Collectors.joining());
    }

    private static String row(Zoo z, NetworkSheet.Row known) {
        Network network = z.outline(3, 1);
        int side = (256 + network.multiple() - 1) / network.multiple() * network.multiple();
        Graph trace = NetworkGraph.ofImage(network, side, side);
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %s | %s | 3x%dx%d | %d | %,d | %.4f | %s | %s | %s | < %.0e |%n",
                z.id(),
                network.getClass().getSimpleName(),
                z.paper(),
                "[" + z.link().replaceFirst("https://[^/]*/(abs/|index.php/)?", "") + "](" + z.link() + ")",
                side,
                side,
                network.multiple(),
                network.parameterCount(),
                trace.macs() / 1e9,
                trace.fixedMacs() == 0 ? "" : String.format(Locale.ROOT, "%.4f", trace.fixedMacs() / 1e9),
                known.milliseconds() == 0 ? "" : String.format(Locale.ROOT, "%.1f", known.milliseconds()),
                z.goldens().stream().map(g -> "`" + g + "`").collect(Collectors.joining(" ")),
                known.difference());
    }
}
