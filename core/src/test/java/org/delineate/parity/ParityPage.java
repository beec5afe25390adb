package org.delineate.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.Json;
import org.delineate.zoo.Zoo;

/**
 * What a run of all golden cases measured: a table in print, in docs/results/parity.md, and the bounds that
 * docs/networks.md states.
 */
final class ParityPage {
    private static final Path PAGE = Path.of("../docs/results/parity.md");

    /** Rows begin with the name of their case. */
    private static final Pattern TABLE = Pattern.compile("(\\| `.*\\n)*\\| `.*");

    static final boolean WRITES = "write".equals(System.getProperty("delineate.pages"));

    private ParityPage() {}

    static String header() {
        return String.format(
                "%-31s%11s %-17s %-17s %-17s %-17s %-8s %-8s %-8s %-8s",
                "golden case",
                "parameters",
                "output/sd",
                "loss",
                "gradient",
                "running",
                "output",
                "loss",
                "gradient",
                "running");
    }

    static String line(String name, Parity p) {
        Differences d = p.float32();
        Differences most = p.most();
        Differences e = p.float64();
        return String.format(
                Locale.ROOT,
                "%-30s %,11d %s %s %s %s %-8.1e %-8.1e %-8.1e %-8.1e",
                name,
                p.parameters(),
                beside(d.output(), most.output()),
                beside(d.loss(), most.loss()),
                beside(d.gradient(), most.gradient()),
                beside(d.running(), most.running()),
                e.output(),
                e.loss(),
                e.gradient(),
                e.running());
    }

    private static String beside(double difference, double most) {
        return String.format(Locale.ROOT, "%.1e / %-7.1e", difference, most);
    }

    /**
     * What docs/networks.md promises of the outputs of the case's network: nothing of a part alone, nor of a network
     * that is not on it yet.
     */
    static double bound(String golden) {
        return WRITES
                ? Double.POSITIVE_INFINITY
                : Arrays.stream(Zoo.values())
                        .filter(z -> z.goldens().contains(golden))
                        .mapToDouble(z -> NetworkSheet.known().of(z).difference())
                        .filter(d -> !Double.isNaN(d))
                        .findFirst()
                        .orElse(Double.POSITIVE_INFINITY);
    }

    /** @param measured by the case; what is not among them stays as it is */
    static void write(Map<String, Parity> measured) throws IOException {
        NetworkSheet old = NetworksPage.known();
        Map<String, NetworkSheet.Row> rows = new LinkedHashMap<>(old.networks());
        for (Zoo z : Zoo.values()) {
            if (measured.keySet().containsAll(z.goldens())) {
                double bound = z.goldens().stream()
                        .mapToDouble(g -> bound(g, measured.get(g)))
                        .max()
                        .orElseThrow();
                NetworkSheet.Row was = old.of(z);
                rows.put(z.id(), new NetworkSheet.Row(bound, was.milliseconds(), was.height(), was.width()));
            }
        }
        NetworksPage.write(NetworksPage.sheet(new NetworkSheet(old.machine(), rows, old.pictures())));
        String text = Files.readString(PAGE);
        Matcher table = TABLE.matcher(text);
        if (!table.find()) {
            throw new AssertionError(PAGE + " has no table");
        }
        Map<String, String> lines = new LinkedHashMap<>();
        table.group().lines().forEach(l -> lines.put(l.split("`")[1], l));
        measured.forEach((name, p) -> lines.put(name, row(name, p)));
        Files.writeString(
                PAGE,
                text.substring(0, table.start()) + String.join("\n", lines.values()) + text.substring(table.end()));
    }

    /** A power of ten that neither ours nor the reference's runs reach on other processors. */
    private static double bound(String golden, Parity measured) {
        double spread =
                Json.read(Golden.file(golden), GoldenCase.class).float32().output();
        double least = Math.max(3 * measured.float32().output(), 2 * spread);
        return Math.pow(10, Math.ceil(Math.log10(least)));
    }

    private static String row(String name, Parity p) {
        return String.format(
                Locale.ROOT,
                "| `%s` | %,d | %s | %s | %s | %s | %s | %s | %s | %s |",
                name,
                p.parameters(),
                cell(p.float32().output(), p.most().output()),
                cell(p.float32().loss(), p.most().loss()),
                cell(p.float32().gradient(), p.most().gradient()),
                cell(p.float32().running(), p.most().running()),
                number(p.float64().output()),
                number(p.float64().loss()),
                number(p.float64().gradient()),
                number(p.float64().running()));
    }

    private static String cell(double difference, double most) {
        return Double.isNaN(difference) ? "" : number(difference) + " / " + number(most);
    }

    private static String number(double v) {
        return Double.isNaN(v) ? "" : v == 0 ? "0" : String.format(Locale.ROOT, "%.1e", v);
    }
}
