import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Audit;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.image.Resize;

/**
 * Makes demo/busi-small from BUSI: 30 benign and 20 malignant cases without duplicates, each evenly spread over its
 * class, grey, longest side 256.
 *
 * <pre>java -cp cli/target/delineate.jar demo/Shrink.java BUSI demo/busi-small</pre>
 */
public class Shrink {
    private static final int LONGEST = 256;

    public static void main(String[] arguments) {
        Dataset busi = Dataset.open(Path.of(arguments[0]));
        Path out = Path.of(arguments[1]);
        Set<String> grouped = new HashSet<>();
        Audit.of(busi, (done, total) -> {}).duplicates().groups().forEach(grouped::addAll);
        for (Case c : chosen(busi, grouped, "benign", 30)) {
            shrink(busi, c, out);
        }
        for (Case c : chosen(busi, grouped, "malignant", 20)) {
            shrink(busi, c, out);
        }
    }

    private static List<Case> chosen(Dataset busi, Set<String> grouped, String label, int count) {
        List<Case> free = busi.cases().stream()
                .filter(c -> c.label().equals(label) && !grouped.contains(c.name()))
                .toList();
        List<Case> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(free.get(i * free.size() / count));
        }
        return chosen;
    }

    private static void shrink(Dataset busi, Case c, Path out) {
        Image image = busi.image(c);
        double scale = (double) LONGEST / Math.max(image.height(), image.width());
        int h = (int) Math.round(image.height() * scale);
        int w = (int) Math.round(image.width() * scale);
        float[] small = Resize.bilinear(image.luminance(), image.height(), image.width(), h, w);
        byte[] grey = new byte[h * w];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) Math.round(255 * small[i]);
        }
        Mask mask = Resize.nearest(busi.mask(c, image), h, w);
        Path folder = out.resolve(c.label());
        ImageFile.write(folder.resolve(c.name() + ".png"), Image.ofBytes(h, w, 1, grey));
        MaskFile.write(folder.resolve(c.name() + "_mask.png"), mask);
    }
}
