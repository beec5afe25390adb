package org.delineate.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.delineate.cli.EvaluateCommand;
import org.delineate.cli.console.CommandLines;
import org.delineate.file.Json;
import org.delineate.image.MaskFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An evaluation whose pictures are spread over tasks is that of one process. */
class SparkEvaluationTest {
    private static final Path DATA = Path.of("../demo/busi-small");

    @TempDir
    private Path folder;

    private void evaluate(EvaluateCommand command, Path out, Path list) {
        StringWriter said = new StringWriter();
        CommandLine line =
                CommandLines.of(command).setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        int code = line.execute(
                "--data",
                DATA.toString(),
                "--list",
                list.toString(),
                "--out",
                out.toString(),
                "--precision",
                "float32",
                "--tta",
                "none",
                "--threads",
                "2",
                "--audit-cache",
                folder.resolve("audits").toString());
        assertEquals(0, code, said::toString);
    }

    @Test
    void writesTheReportOfOneProcess() throws IOException {
        List<String> names;
        try (Stream<Path> all = Files.walk(DATA)) {
            names = all.map(f -> f.getFileName().toString())
                    .filter(n -> n.matches("(benign|malignant|normal) \\(\\d+\\)\\.png"))
                    .map(n -> n.replace(".png", ""))
                    .sorted()
                    .toList();
        }
        Path list = Files.write(
                folder.resolve("list.txt"),
                Stream.concat(names.stream().limit(5), names.stream().skip(names.size() - 3L))
                        .toList());
        Path alone = folder.resolve("alone");
        Path spread = folder.resolve("spread");
        evaluate(new EvaluateCommand(), alone, list);
        evaluate(EvaluateCommand.onSpark(), spread, list);
        assertEquals(
                Files.readString(alone.resolve("per-image.csv")), Files.readString(spread.resolve("per-image.csv")));
        ObjectNode one = (ObjectNode) Json.tree(alone.resolve("scores.json"));
        ObjectNode many = (ObjectNode) Json.tree(spread.resolve("scores.json"));
        one.remove("protocol"); // names the command and the day
        many.remove("protocol");
        assertEquals(one, many);
        try (Stream<Path> masks = Files.list(alone.resolve("masks"))) {
            for (Path mask : masks.toList()) {
                assertEquals(
                        MaskFile.read(mask),
                        MaskFile.read(spread.resolve("masks").resolve(mask.getFileName())));
            }
        }
        String page = Files.readString(spread.resolve("report.html"));
        assertEquals(Files.readString(alone.resolve("report.html")).split("<img").length, page.split("<img").length);
        requireTable(spread, 8);
    }

    private static void requireTable(Path out, int cases) {
        SparkSession spark = Rows.session();
        try {
            List<Row> rows =
                    spark.read().parquet(out.resolve("scores").toString()).collectAsList();
            assertTrue(rows.size() > 0 && rows.size() <= cases, rows.size() + " rows");
            rows.forEach(row -> assertTrue(row.<Double>getAs("uncertainty") >= 0));
        } finally {
            spark.stop();
        }
    }
}
