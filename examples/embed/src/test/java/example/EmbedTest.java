package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.infer.Segmenter;
import org.delineate.model.Model;
import org.delineate.model.ShippedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedTest {
    private static final Path PICTURE = Path.of("../../demo/busi-small/benign/benign (100).png");

    @Test
    void findsALesionAndMeasuresIt(@TempDir Path folder) throws Exception {
        Path mask = folder.resolve("mask.png");
        PrintStream before = System.out;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
        try {
            Embed.main(new String[] {PICTURE.toString(), mask.toString()});
        } finally {
            System.setOut(before);
        }
        Mask found = MaskFile.read(mask);
        Image picture = ImageFile.read(PICTURE);
        assertEquals(picture.height(), found.height());
        assertEquals(picture.width(), found.width());
        assertTrue(found.areaPx() > 0);
        assertTrue(text.toString(StandardCharsets.UTF_8).contains(" px, "), text::toString);
    }

    /** One segmenter serves all threads, and whatever way a picture comes the answer is the same. */
    @Test
    void servesSeveralThreads() throws Exception {
        try (Model model = ShippedModel.DEFAULT.load();
                Segmenter segmenter = Segmenter.of(model, model.precision("auto"))) {
            Mask alone = segmenter.segment(ImageFile.read(PICTURE)).mask();
            Image inMemory = ImageFile.of(ImageIO.read(PICTURE.toFile()));
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                Callable<Mask> one = () -> segmenter.segment(inMemory).mask();
                List<Future<Mask>> answers =
                        threads.invokeAll(Stream.generate(() -> one).limit(16).toList());
                for (Future<Mask> answer : answers) {
                    assertEquals(alone, answer.get());
                }
            } finally {
                threads.shutdown();
            }
        }
    }
}
