package org.delineate.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/** Gets pixels from a decoder of the JDK, and mends what it leaves undone. */
interface Decoding {
    /** Takes the pixels as they come. */
    Decoding PLAIN = reader -> reader.read(0);

    BufferedImage read(ImageReader reader) throws IOException;

    /** Returns the types that {@link #read} can give; the first one is given. */
    default Iterator<ImageTypeSpecifier> types(ImageReader reader) throws IOException {
        return reader.getImageTypes(0);
    }
}
