package org.delineate.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** The one typeface of charts and legends; a machine without fonts gets a clear error here. */
public final class Fonts {
    private Fonts() {}

    /** @throws IllegalStateException where the machine has no font at all, as bare servers and containers */
    public static Font plain(int sizePx) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, sizePx);
        try {
            font.getLineMetrics("x", new FontRenderContext(null, true, true));
            return font;
        } catch (RuntimeException | Error e) { // what exactly differs between versions of Java
            throw new IllegalStateException(
                    "this machine has no fonts, and charts and legends need one;"
                            + " install one, for instance: apt-get install fontconfig fonts-dejavu-core",
                    e);
        }
    }
}
