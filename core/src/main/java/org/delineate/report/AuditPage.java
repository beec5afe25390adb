package org.delineate.report;

import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Audit;
import org.delineate.dataset.audit.Symmetry;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.image.Overlay;
import org.delineate.metric.Confusion;

/**
 * What an audit found and eyes have to decide, as one {@link Page}: conflicts, masks of another size and duplicates, side
 * by side with the outlines of their masks.
 */
public final class AuditPage {
    private static final int LONGEST_PX = 300;
    private static final float QUALITY = 0.8f;

    /** Two cases, or a case twice where its mask does not fit. @param turn maps the first picture to the second */
    private record Pair(String a, String b, Symmetry turn, String what) {}

    /** A kind of finding. */
    private record Kind(String title, String note, List<Pair> pairs) {}

    /** A picture with its caption. @param source data URL */
    private record Side(String source, String name, String facts) {}

    /** A pair with its pictures. */
    private record Shown(List<Side> sides, String what) {}

    /** A kind as it stands in the page. @param rest pairs without pictures */
    private record Section(String title, String note, List<Shown> pairs, List<Table.Row> rest, String more) {
        /** Asked by the template. */
        boolean hasRest() {
            return !rest.isEmpty();
        }
    }

    private final Dataset dataset;

    private AuditPage(Dataset dataset) {
        this.dataset = dataset;
    }

    /**
     * Writes the page.
     *
     * @return how many pairs there are of each kind, and how many are without pictures, in a line
     */
    public static String write(Path html, Dataset dataset, Audit audit) {
        List<Kind> kinds = kinds(audit);
        List<Section> sections = new AuditPage(dataset).sections(kinds);
        int pairs = kinds.stream().mapToInt(k -> k.pairs.size()).sum();
        int bare = sections.stream().mapToInt(s -> s.rest.size()).sum();
        Page.write(
                html,
                "audit.html",
                Json.object(
                        "dataset", audit.overview().dataset(),
                        "layout", audit.overview().layout(),
                        "cases", audit.overview().cases(),
                        "hash", audit.overview().hash(),
                        "threshold", Metric.text(audit.duplicates().nearThreshold(), 3),
                        "unreadable", unreadable(audit),
                        "hasUnreadable", !audit.files().unreadable().isEmpty(),
                        "nothing", pairs == 0 ? "No duplicates, conflicts or masks of another size were found." : "",
                        "sections",
                                sections.stream()
                                        .filter(s -> !s.pairs.isEmpty() || !s.rest.isEmpty())
                                        .toList()));
        return kinds.stream()
                        .map(k -> k.pairs.size() + " " + k.title.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + (bare == 0 ? "" : "; " + bare + " pairs are listed without pictures");
    }

    private static List<Table.Row> unreadable(Audit audit) {
        return audit.files().unreadable().entrySet().stream()
                .limit(Limits.DEFAULT.pages().tableRows())
                .map(e -> Table.Row.of(e.getKey(), e.getValue()))
                .toList();
    }

    private static List<Kind> kinds(Audit audit) {
        Audit.DuplicateFindings duplicates = audit.duplicates();
        List<Pair> near = duplicates.near().stream()
                .map(n -> new Pair(
                        n.a(),
                        n.b(),
                        n.turn(),
                        String.format(Locale.ROOT, "similarity %.3f", n.similarity()) + turned(n.turn())))
                .toList();
        List<Pair> exact = new ArrayList<>();
        duplicates
                .exact()
                .forEach(same -> same.subList(1, same.size())
                        .forEach(other -> exact.add(new Pair(same.get(0), other, Symmetry.SAME, "equal pixels"))));
        Map<Set<String>, Pair> known = new HashMap<>();
        near.forEach(p -> known.put(Set.of(p.a, p.b), p));
        List<Pair> conflicts = duplicates.conflicts().stream()
                .map(c -> {
                    Pair pair = known.get(Set.of(c.a(), c.b()));
                    return pair == null
                            ? new Pair(c.a(), c.b(), Symmetry.SAME, "equal pixels; " + c.what())
                            : new Pair(c.a(), c.b(), pair.turn, pair.what + "; " + c.what());
                })
                .toList();
        Set<Set<String>> told = conflicts.stream().map(p -> Set.of(p.a, p.b)).collect(Collectors.toSet());
        List<Pair> sizes = audit.files().sizeMismatches().entrySet().stream()
                .map(e -> new Pair(e.getKey(), e.getKey(), Symmetry.SAME, e.getValue()))
                .toList();
        return List.of(
                new Kind("Conflicts", "Nearly the same picture with other classes or clearly other masks.", conflicts),
                new Kind("Masks of another size", "A picture, and its mask, which does not fit it.", sizes),
                new Kind("Other exact duplicates", "The same pixels under several names.", without(exact, told)),
                new Kind(
                        "Other near duplicates",
                        "Copies that were scaled, turned or annotated, and neighbouring frames.",
                        without(near, told)));
    }

    private static List<Pair> without(List<Pair> pairs, Set<Set<String>> told) {
        return pairs.stream().filter(p -> !told.contains(Set.of(p.a, p.b))).toList();
    }

    private static String turned(Symmetry turn) {
        return turn == Symmetry.SAME
                ? ""
                : ", the second is " + turn.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private List<Section> sections(List<Kind> kinds) {
        int left = Limits.DEFAULT.pages().pairs();
        List<Section> sections = new ArrayList<>();
        for (Kind kind : kinds) {
            int pictures = Math.min(left, kind.pairs.size());
            left -= pictures;
            List<Shown> shown = kind.pairs.subList(0, pictures).parallelStream()
                    .map(this::shown)
                    .toList();
            List<Pair> others = kind.pairs.subList(pictures, kind.pairs.size());
            int most = Limits.DEFAULT.pages().tableRows();
            sections.add(new Section(
                    kind.title + ": " + kind.pairs.size(),
                    kind.note,
                    shown,
                    others.stream()
                            .limit(most)
                            .map(p -> Table.Row.of(p.a, p.b, p.what))
                            .toList(),
                    others.size() > most ? "and " + (others.size() - most) + " more, which --json lists" : ""));
        }
        return sections;
    }

    private Shown shown(Pair pair) {
        try {
            return pair.a.equals(pair.b) ? misfit(pair) : twoCases(pair);
        } catch (BadFileException | UncheckedIOException e) {
            return new Shown(List.of(), pair.a + " and " + pair.b + ": " + pair.what + "; " + e.getMessage());
        }
    }

    private Shown twoCases(Pair pair) {
        Case a = dataset.find(pair.a);
        Case b = dataset.find(pair.b);
        Image imageA = dataset.image(a);
        Image imageB = dataset.image(b);
        Mask maskA = dataset.mask(a, imageA);
        Mask maskB = dataset.mask(b, imageB);
        Mask onA = pair.turn.onto(maskB, imageA.height(), imageA.width());
        Mask onB = pair.turn.inverse().onto(maskA, imageB.height(), imageB.width());
        double dice = Confusion.of(onA, maskA).dice();
        return new Shown(
                List.of(
                        side(a, Overlay.draw(imageA, maskA, onA, LONGEST_PX), imageA),
                        side(b, Overlay.draw(imageB, maskB, onB, LONGEST_PX), imageB)),
                pair.what
                        + (Double.isNaN(dice)
                                ? "; no lesion in either mask"
                                : String.format(Locale.ROOT, "; Dice of the masks %.3f", dice)));
    }

    private Shown misfit(Pair pair) {
        Case c = dataset.find(pair.a);
        Image image = dataset.image(c);
        List<Side> sides = new ArrayList<>();
        sides.add(side(c, Overlay.draw(image, null, empty(image), LONGEST_PX), image));
        for (Path file : c.masks()) {
            Mask mask = dataset.masks().read(file);
            if (sides.size() == 1 && (mask.height() != image.height() || mask.width() != image.width())) {
                byte[] grey = new byte[mask.height() * mask.width()];
                for (int i = 0; i < grey.length; i++) {
                    grey[i] = (byte) (mask.at(i) ? 255 : 0);
                }
                Image white = Image.ofBytes(mask.height(), mask.width(), 1, grey);
                String source = DataUrl.jpeg(Overlay.draw(white, null, empty(white), LONGEST_PX), QUALITY);
                sides.add(new Side(source, file.getFileName().toString(), size(white)));
            }
        }
        return new Shown(sides, pair.what);
    }

    private static Mask empty(Image image) {
        return Mask.of(image.height(), image.width(), new boolean[image.height() * image.width()]);
    }

    private static Side side(Case c, BufferedImage picture, Image image) {
        return new Side(
                DataUrl.jpeg(picture, QUALITY),
                c.name(),
                size(image) + (c.label().isEmpty() ? "" : " · " + c.label()));
    }

    private static String size(Image image) {
        return image.width() + " × " + image.height() + " px";
    }
}
