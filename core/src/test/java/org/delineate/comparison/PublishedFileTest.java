package org.delineate.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.comparison.Comparison.Question;
import org.delineate.file.BadFileException;
import org.delineate.report.Metric;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedFileTest {
    private static final String HEADER = "network,metric,value,source,protocol\n";

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String refusal(Path file) {
        return assertThrows(BadFileException.class, () -> PublishedFile.read(file.toString()))
                .getMessage();
    }

    @Test
    void everySetOfTheProgramCanBeRead() {
        assertEquals(
                List.of("busi-benchmark", "scrnet", "aru-net", "sc-unext", "rca-iunet", "bsanet"),
                PublishedFile.names());
        for (String set : PublishedFile.names()) {
            for (Published p : PublishedFile.read(set)) {
                assertTrue(!p.dataset().isEmpty() && !p.protocol().isEmpty(), p.toString());
            }
        }
    }

    @Test
    void holdsTheBenchmarkOfBusi() {
        Published unext = PublishedFile.read("busi-benchmark").stream()
                .filter(p -> p.network().equals("unext") && p.metric() == Metric.DICE)
                .findFirst()
                .orElseThrow();
        assertEquals(0.7416, unext.value());
        assertEquals(0.0284, unext.deviation());
        assertEquals(Aggregation.BATCHES, unext.aggregation());
    }

    /** A name in lower case that is written like an id of ours is one: a typing error would find no result. */
    @Test
    void namesOurNetworksByTheirIds() {
        PublishedFile.names().stream()
                .flatMap(set -> PublishedFile.read(set).stream())
                .map(Published::network)
                .filter(n -> n.matches("[a-z0-9+-]+"))
                .distinct()
                .forEach(n -> assertEquals(n, Zoo.of(n).id()));
    }

    @Test
    void readsTablesAndJsonAlike() throws IOException {
        Path csv = write("p.csv", HEADER + "UNeXt,dice,0.7,\"Paper, 2022\",one split\n");
        Path json = write(
                "p.json",
                "[{\"network\": \"UNeXt\", \"metric\": \"dice\", \"value\": 0.7, \"source\": \"Paper, 2022\","
                        + " \"protocol\": \"one split\"}]");
        Published expected = new Published(
                "UNeXt", "", Metric.DICE, 0.7, Double.NaN, Aggregation.UNKNOWN, "Paper, 2022", "one split");
        assertEquals(List.of(expected), PublishedFile.read(csv.toString()));
        assertEquals(List.of(expected), PublishedFile.read(json.toString()));
    }

    @Test
    void namesTheRowAndTheRuleOfABadValue() throws IOException {
        String row = "unet,dice,0.5,s,p\n";
        assertTrue(refusal(write("a.csv", HEADER + row + "unet,dice,76.97,s,p\n"))
                .contains("row 3: dice of unet is 76.97; scores other than distances lie in 0..1: write 0.7697"));
        assertTrue(refusal(write("b.csv", HEADER + "unet,dise,0.5,s,p\n")).contains("unknown metric \"dise\""));
        assertTrue(refusal(write("c.csv", HEADER + "unet,dice,x,s,p\n")).contains("value is \"x\", no number"));
        assertTrue(refusal(write("d.csv", HEADER + "unet,dice,0.5,,p\n")).contains("needs a network and a source"));
        assertTrue(refusal(write("e.csv", "network,value\n")).contains("lack [metric, source, protocol]"));
        assertTrue(refusal(write("f.json", "[{\"network\": \"u\", \"metric\": \"dice\"}]"))
                .contains("row 1"));
        assertTrue(refusal(folder.resolve("busi-benchmrk")).contains("busi-benchmark"));
    }

    @Test
    void comparesInTheAggregationOfThePublication() {
        List<Result> results = List.of(Cohorts.random("unext", 20, 0.9, 1), Cohorts.random("mine", 20, 0.8, 2));
        Comparison c =
                Comparison.of(results, new Question(List.of(Metric.DICE), false, PublishedFile.read("busi-benchmark")));
        assertEquals(11, c.published().size());
        assertEquals(11, c.question().publishedOfOtherMetrics());
        PublishedComparison unext =
                c.published().stream().filter(p -> p.result() == 0).findFirst().orElseThrow();
        assertEquals("unext", unext.published().network());
        assertEquals(c.aggregates().get(0).batches().dice(), unext.ours());
        assertTrue(unext.differs().startsWith("mean and standard deviation of three random"), unext.differs());
        assertEquals(10, c.published().stream().filter(p -> p.result() < 0).count());
    }

    @Test
    void saysWhatDiffersInDataAndAggregation() {
        List<Result> results = List.of(Cohorts.random("a", 20, 0.9, 1), Cohorts.random("scrnet", 20, 0.8, 2));
        List<PublishedComparison> published = Comparison.of(
                        results, new Question(List.of(Metric.DICE), false, PublishedFile.read("scrnet")))
                .published()
                .stream()
                .filter(p -> p.result() == 1)
                .toList();
        assertEquals(3, published.size(), "three data sets");
        assertEquals(
                "aggregation not stated, ours mean over images; one random split 453/65/129 of the 647 lesion images;"
                        + " 256x256",
                published.get(0).differs());
        assertTrue(
                published.get(2).differs().startsWith("data TN3K, ours BUSI; "),
                published.get(2).differs());
    }
}
