package org.delineate.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.delineate.file.BadFileException;
import org.delineate.file.Printable;

/**
 * What the values of masks mean: one rule for all masks of a data set, never one for each file.
 *
 * <p>As text, on the command line, in a manifest, a run and a model: {@code background=0,lesion=1,ignore=255}. A role
 * has grey levels, colours (#ff0000) and ranges of grey levels (128..255), separated by commas;
 * {@code channel=brightness} reads the brightest of red, green and blue in place of the colour, {@code channel=alpha}
 * the opacity.
 *
 * @param channel where the values are read
 * @param background values that are no lesion
 * @param lesion values that are lesion
 * @param ignore values that count neither in training nor in scores: the uncertain border
 */
public record MaskValues(Channel channel, List<Span> background, List<Span> lesion, List<Span> ignore) {
    /** Where the values of a mask are read. */
    public enum Channel {
        COLOUR,
        BRIGHTNESS,
        ALPHA
    }

    /** The rule of the masks that this program writes: 0 and 255. */
    public static final MaskValues WRITTEN = new MaskValues(Channel.COLOUR, Span.of(0), Span.of(255), List.of());

    private static final String FORM = "write it as background=0,lesion=1,ignore=255;"
            + " values are numbers, ranges (128..255) and colours (#ff0000)";

    /** A range of values, both ends included. */
    public record Span(int from, int to) {
        public Span {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException(
                        "a range of mask values ends below its beginning: " + from + ".." + to);
            }
        }

        /** Lists one value. */
        public static List<Span> of(int value) {
            return List.of(new Span(value, value));
        }

        boolean holds(int value) {
            return from <= value && value <= to;
        }

        @Override
        public String toString() {
            return MaskPixels.text(from) + (to == from ? "" : ".." + MaskPixels.text(to));
        }
    }

    private enum Role {
        BACKGROUND,
        LESION,
        IGNORE
    }

    /** @throws IllegalArgumentException where a value has two roles, or none is lesion */
    public MaskValues {
        background = List.copyOf(background);
        lesion = List.copyOf(lesion);
        ignore = List.copyOf(ignore);
        if (lesion.isEmpty()) {
            throw new IllegalArgumentException("no mask value means lesion; " + FORM);
        }
        List<Span> all = new ArrayList<>(background);
        all.addAll(lesion);
        all.addAll(ignore);
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (all.get(i).from() <= all.get(j).to()
                        && all.get(j).from() <= all.get(i).to()) {
                    throw new IllegalArgumentException("the mask values " + all.get(j) + " and " + all.get(i)
                            + " overlap; give each value one role");
                }
            }
        }
    }

    /**
     * Reads a rule from its text. Where no background is named, it is 0.
     *
     * @throws IllegalArgumentException where the text has another form
     */
    @JsonCreator
    public static MaskValues parse(String text) {
        Map<Role, List<Span>> roles = new HashMap<>();
        Channel channel = Channel.COLOUR;
        Role role = null;
        for (String part : text.strip().toLowerCase(Locale.ROOT).split("\\s*,\\s*")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? "" : part.substring(0, equals).strip();
            String value = part.substring(equals + 1).strip();
            if (key.equals("channel")) {
                channel = oneOf(Channel.values(), value, text);
                continue;
            }
            role = key.isEmpty() ? role : oneOf(Role.values(), key, text);
            if (role == null) {
                throw malformed(text);
            }
            roles.computeIfAbsent(role, r -> new ArrayList<>()).add(span(value, text));
        }
        boolean zero = roles.values().stream().flatMap(List::stream).anyMatch(s -> s.holds(0));
        return new MaskValues(
                channel,
                roles.getOrDefault(Role.BACKGROUND, zero ? List.of() : Span.of(0)),
                roles.getOrDefault(Role.LESION, List.of()),
                roles.getOrDefault(Role.IGNORE, List.of()));
    }

    private static <E extends Enum<E>> E oneOf(E[] all, String name, String text) {
        for (E one : all) {
            if (one.name().equalsIgnoreCase(name)) {
                return one;
            }
        }
        throw malformed(text);
    }

    private static Span span(String value, String text) {
        int dots = value.indexOf("..");
        int from = value(dots < 0 ? value : value.substring(0, dots), text);
        return new Span(from, dots < 0 ? from : value(value.substring(dots + 2), text));
    }

    private static int value(String value, String text) {
        if (value.matches("#[0-9a-f]{6}")) {
            int rgb = Integer.parseInt(value.substring(1), 16);
            boolean grey = (rgb >> 16) == (rgb & 0xff) && (rgb >> 8 & 0xff) == (rgb & 0xff);
            return grey ? rgb & 0xff : MaskPixels.COLOUR | rgb;
        }
        if (value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65_535) {
            return Integer.parseInt(value);
        }
        throw malformed(text);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("mask values \"" + Printable.plain(text) + "\" cannot be read: " + FORM);
    }

    /**
     * Tells lesion from background in a mask's pixels.
     *
     * @param file that holds them, for an error
     * @throws BadFileException where a value has no role
     */
    public Mask mask(MaskPixels pixels, Path file) {
        int n = pixels.height() * pixels.width();
        boolean[] lesionAt = new boolean[n];
        boolean[] ignoreAt = ignore.isEmpty() ? null : new boolean[n];
        Map<Integer, Role> known = new HashMap<>();
        int last = -1;
        Role role = null;
        for (int i = 0; i < n; i++) {
            int value = value(pixels, i);
            if (value != last) {
                last = value;
                role = known.computeIfAbsent(value, this::role);
                if (role == null) {
                    throw new BadFileException(
                            file,
                            "the mask has the value " + MaskPixels.text(value) + ", and the data set's rule is \""
                                    + this + "\"",
                            "give the value a role with --mask-values");
                }
            }
            lesionAt[i] = role == Role.LESION;
            if (role == Role.IGNORE) {
                ignoreAt[i] = true;
            }
        }
        return Mask.of(pixels.height(), pixels.width(), lesionAt, ignoreAt);
    }

    /** Returns the rule in which lesion and background have changed their places. */
    public MaskValues inverted() {
        return new MaskValues(channel, lesion, background.isEmpty() ? Span.of(0) : background, ignore);
    }

    /** Returns whether a value has a role. */
    public boolean knows(int value) {
        return role(value) != null;
    }

    /** Returns whether a value means lesion. */
    public boolean isLesion(int value) {
        return role(value) == Role.LESION;
    }

    /** Returns whether a value counts neither in training nor in scores. */
    public boolean ignores(int value) {
        return role(value) == Role.IGNORE;
    }

    /**
     * Returns whether a value lies in a range without being its end: compression or smoothing left it between background
     * and lesion.
     */
    public boolean isIntermediate(int value) {
        return background.stream().anyMatch(s -> s.from() < value && value <= s.to())
                || lesion.stream().anyMatch(s -> s.from() <= value && value < s.to());
    }

    private int value(MaskPixels pixels, int i) {
        return switch (channel) {
            case COLOUR -> pixels.values()[i];
            case BRIGHTNESS -> MaskPixels.brightness(pixels.values()[i]);
            case ALPHA -> pixels.alpha() == null ? 255 : pixels.alpha()[i] & 0xff;
        };
    }

    private Role role(int value) {
        if (background.stream().anyMatch(s -> s.holds(value))) {
            return Role.BACKGROUND;
        }
        if (lesion.stream().anyMatch(s -> s.holds(value))) {
            return Role.LESION;
        }
        return ignore.stream().anyMatch(s -> s.holds(value)) ? Role.IGNORE : null;
    }

    @Override
    @JsonValue
    public String toString() {
        return (channel == Channel.COLOUR ? "" : "channel=" + channel.name().toLowerCase(Locale.ROOT) + ",")
                + (background.isEmpty() ? "" : "background=" + text(background) + ",")
                + "lesion=" + text(lesion)
                + (ignore.isEmpty() ? "" : ",ignore=" + text(ignore));
    }

    private static String text(List<Span> spans) {
        return spans.stream().map(Span::toString).collect(Collectors.joining(","));
    }
}
