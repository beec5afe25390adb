package org.delineate.image;

import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A decoded file, its pixels as stored.
 *
 * @param orientation how viewers turn them
 * @param remarks what the user should know about the file although all pixels are intact
 */
record Decoded(BufferedImage pixels, Orientation orientation, List<String> remarks) {}
