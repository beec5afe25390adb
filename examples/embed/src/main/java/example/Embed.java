package example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.delineate.file.Limits;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.MaskFile;
import org.delineate.infer.Prediction;
import org.delineate.infer.Segmenter;
import org.delineate.measure.Lesion;
import org.delineate.measure.Scale;
import org.delineate.measure.UncertainLesion;
import org.delineate.model.Model;
import org.delineate.model.ShippedModel;

/** Delineates the lesions of one picture with the model that comes with the program: {@code Embed PICTURE MASK.png}. */
public final class Embed {
    private Embed() {}

    public static void main(String[] args) throws IOException {
        byte[] upload = Files.readAllBytes(Path.of(args[0])); // or a path, or a BufferedImage: ImageFile.read, ImageFile.of
        try (Model model = ShippedModel.DEFAULT.load();
                Segmenter segmenter = Segmenter.of(model, model.precision("auto"))) {
            Image picture = ImageFile.parse(upload, Path.of(args[0]), Limits.DEFAULT);
            Prediction answer = segmenter.segment(picture);
            MaskFile.write(Path.of(args[1]), answer.mask());
            for (UncertainLesion found : answer.lesions(Scale.UNKNOWN)) { // Scale.of(new Spacing(0.1, 0.1)): mm too
                System.out.println(found.words());
                System.out.println(sentence(found.lesion(), answer.probability(), picture.width()));
            }
        }
    }

    private static String sentence(Lesion lesion, float[] probability, int width) {
        int centre = (int) lesion.centreY() * width + (int) lesion.centreX();
        return String.format(
                "%.0f px, %.1f x %.1f px at (%.0f, %.0f), probability there %.2f, an outline of %d points",
                lesion.px().area(),
                lesion.px().longDiameter(),
                lesion.px().perpendicularDiameter(),
                lesion.centreX(),
                lesion.centreY(),
                probability[centre],
                lesion.outline().x().length);
    }
}
