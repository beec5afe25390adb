package org.delineate.serve.work;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.delineate.dicom.GreyWindow;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Picture;
import org.delineate.measure.Scale;
import org.delineate.png.Png;
import org.delineate.serve.store.PictureFolder;
import org.delineate.serve.store.StoredImage;

/** Reads frames of the kept pictures, as a model sees them; the last few stay in memory. */
public final class Frames {
    private static final int KEPT = 16;
    /** Pixels; larger pictures are read again, so that the kept ones take no more than 200 MB. */
    private static final long LARGEST_KEPT = 4_000_000;

    private final PictureFolder folder;
    private final Map<String, Image> last = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Image> eldest) {
            return size() > KEPT;
        }
    };

    public Frames(PictureFolder folder) {
        this.folder = folder;
    }

    /**
     * Reads a frame.
     *
     * @param frame 0 for the first
     * @throws IllegalArgumentException where the picture has no such frame
     * @throws org.delineate.file.BadFileException where its file is damaged
     */
    public Image read(String id, int frame) {
        String key = id + " " + frame;
        synchronized (last) {
            Image found = last.get(key);
            if (found != null) {
                return found;
            }
        }
        Image image = picture(id, frame).read();
        if ((long) image.height() * image.width() <= LARGEST_KEPT) {
            synchronized (last) {
                last.put(key, image);
            }
        }
        return image;
    }

    private Picture picture(String id, int frame) {
        List<Picture> pictures = Picture.in(folder.file(id));
        if (frame < 0 || frame >= pictures.size()) {
            throw new IllegalArgumentException(
                    "the picture has frames 0 to " + (pictures.size() - 1) + ", not " + frame);
        }
        return pictures.get(frame);
    }

    /** Reads a frame through a window that a reader has chosen. */
    public Image read(String id, int frame, GreyWindow window) {
        return picture(id, frame).read(window);
    }

    /** Returns the window of a frame's values where they are more than a screen shows; else nothing. */
    public Optional<GreyWindow> window(StoredImage image, int frame) {
        return image.form().bits() > 8 && image.form().grey()
                ? picture(image.id(), frame).window()
                : Optional.empty();
    }

    /** Says where in a frame the size of a pixel is known. */
    public Scale scale(String id, int frame) {
        Picture picture = picture(id, frame);
        return picture.isDicom() ? Scale.of(picture.dicom().dataSet(), frame) : Scale.UNKNOWN;
    }

    /** Drops the frames of a picture that was deleted. */
    public void forget(String id) {
        synchronized (last) {
            last.keySet().removeIf(key -> key.startsWith(id));
        }
    }

    /** Returns the file of a picture. */
    public Path file(String id) {
        return folder.file(id);
    }

    /**
     * Draws a frame as a PNG of 8 bits.
     *
     * @param longestPx longest side, to which it is made smaller; 0 for the original size
     */
    public static byte[] png(Image image, int longestPx) {
        BufferedImage picture = ImageFile.toBufferedImage(image);
        int longest = Math.max(picture.getWidth(), picture.getHeight());
        return Png.encode(
                longestPx == 0 || longest <= longestPx ? picture : small(picture, (double) longestPx / longest));
    }

    private static BufferedImage small(BufferedImage picture, double scale) {
        int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }
}
