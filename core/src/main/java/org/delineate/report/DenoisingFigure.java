package org.delineate.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.denoise.Denoiser;
import org.delineate.denoise.NoiseKind;
import org.delineate.denoise.SyntheticNoise;
import org.delineate.file.AtomicFile;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.png.Png;

/** Draws the middle of a picture with noise, after each filter, and as it was, pixel by pixel; a row for each noise. */
public final class DenoisingFigure {
    private static final int SIDE = 180;
    private static final int GAP = 6;
    private static final int LINE = 20;

    private DenoisingFigure() {}

    private record Panel(String title, Image image) {}

    /** Writes the figure as PNG. @param grey a clean picture of one channel */
    public static void write(Path png, Image grey, List<SyntheticNoise> noises, long seed) {
        List<List<Panel>> rows = noises.stream().map(n -> row(grey, n, seed)).toList();
        int columns = rows.stream().mapToInt(List::size).max().orElseThrow();
        BufferedImage canvas = new BufferedImage(
                columns * (SIDE + GAP) + GAP, rows.size() * (SIDE + GAP + LINE) + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
        graphics.setColor(Color.BLACK);
        graphics.setFont(Fonts.plain(12));
        for (int y = 0; y < rows.size(); y++) {
            for (int x = 0; x < rows.get(y).size(); x++) {
                Panel panel = rows.get(y).get(x);
                int left = GAP + x * (SIDE + GAP);
                int top = y * (SIDE + GAP + LINE) + LINE;
                graphics.drawString(panel.title, left, top - GAP);
                graphics.drawImage(ImageFile.toBufferedImage(middle(panel.image)), left, top, null);
            }
        }
        graphics.dispose();
        AtomicFile.write(png, Png.encode(canvas));
    }

    private static List<Panel> row(Image grey, SyntheticNoise noise, long seed) {
        Image noisy = noise.add(grey, seed);
        List<Panel> row = new ArrayList<>();
        row.add(new Panel(noise.kind() == NoiseKind.SPECKLE ? "Speckle added" : "Low dose", noisy));
        for (Denoiser denoiser : Denoiser.values()) {
            if (!denoiser.learned() || denoiser.purpose() == noise.kind()) {
                row.add(new Panel(denoiser.learned() ? "Attention network" : denoiser.title(), denoiser.apply(noisy)));
            }
        }
        row.add(new Panel("As it was", grey));
        return row;
    }

    private static Image middle(Image image) {
        return image.window((image.height() - SIDE) / 2, (image.width() - SIDE) / 2, SIDE, SIDE);
    }
}
