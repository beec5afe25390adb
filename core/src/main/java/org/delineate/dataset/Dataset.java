package org.delineate.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.delineate.file.BadFileException;
import org.delineate.file.FileNames;
import org.delineate.file.Hash;
import org.delineate.file.Printable;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.image.MaskValues;

/**
 * The pictures and masks of a folder, paired by name.
 *
 * @param name the folder's name
 * @param layout the layout that was detected
 * @param root the folder
 * @param cases in the order of their names
 * @param unread what lies in the folder and belongs to no case
 * @param lists splits that are published with the data: name of the split, part, names of its cases
 * @param remarks what the user should know about the folder, one sentence each
 * @param masks reads the masks of all cases by one rule
 */
public record Dataset(
        String name,
        String layout,
        Path root,
        List<Case> cases,
        Unread unread,
        SortedMap<String, SortedMap<String, List<String>>> lists,
        List<String> remarks,
        MaskReader masks) {

    /**
     * What lies in the folder and belongs to no case.
     *
     * @param images pictures without a mask, or unknown to the layout
     * @param masks masks without a picture
     * @param others files that are no pictures by their suffixes and that the layout does not know
     */
    public record Unread(List<Path> images, List<Path> masks, OtherFiles others) {
        public Unread {
            images = List.copyOf(images);
            masks = List.copyOf(masks);
        }
    }

    /** @throws BadFileException where there is no case, or two have one name */
    public Dataset {
        if (cases.isEmpty()) {
            throw new BadFileException(root, "no picture with a mask", "is this the right folder?");
        }
        cases = cases.stream().sorted(Comparator.comparing(Case::name)).toList();
        lists = Collections.unmodifiableSortedMap(new TreeMap<>(lists));
        remarks = List.copyOf(remarks);
        Set<String> names = new HashSet<>();
        for (Case c : cases) {
            if (!names.add(c.name())) {
                throw new BadFileException(
                        c.image(), "a second case is named " + Printable.plain(c.name()), "rename one of the files");
            }
        }
    }

    /**
     * Detects the layout of the folder and pairs its pictures with its masks; reads no pixels.
     *
     * <p>Where a folder holds nothing but one folder, that one is read. A CSV file is read as a manifest.
     *
     * @throws BadFileException where no layout matches, or a pair is ambiguous
     */
    public static Dataset open(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        if (Files.exists(path)
                && !Files.isDirectory(path)
                && Folder.suffix(path).equals("csv")) {
            Folder folder = Folder.of(path.getParent());
            return of(folder, new KnownLayouts.Match(ManifestTable.LAYOUT, folder, ManifestTable.read(path)));
        }
        if (!Files.isDirectory(path)) {
            throw new BadFileException(
                    directory,
                    Files.exists(path) ? "neither a folder nor a table (CSV)" : "no such folder",
                    "give the folder that holds the data set");
        }
        Folder top = Folder.of(path);
        return of(top, KnownLayouts.detect(top, directory));
    }

    private static Dataset of(Folder top, KnownLayouts.Match match) {
        FoundCases found = match.found();
        PublishedSplits published = PublishedSplits.of(match.folder(), found);
        List<String> remarks = new ArrayList<>(found.remarks());
        remarks.addAll(published.remarks());
        List<Case> cases = published.assign(found.cases());
        Unread unread = match.layout() == ManifestTable.LAYOUT
                ? new Unread(List.of(), found.unmatchedMasks(), OtherFiles.NONE)
                : unread(FolderTree.of(top), found, published, remarks);
        List<Path> masks = cases.stream().flatMap(c -> c.masks().stream()).toList();
        return new Dataset(
                top.name(),
                match.layout().id(),
                top.path(),
                cases,
                unread,
                published.lists(),
                remarks,
                new MaskReader(top.path(), masks, found.maskValues(), new PictureReader(top.path(), cases, null)));
    }

    /** @param remarks takes what the tree has to say as well */
    private static Unread unread(FolderTree tree, FoundCases found, PublishedSplits published, List<String> remarks) {
        Set<Path> known = new HashSet<>(found.unmatchedMasks());
        known.addAll(found.besides());
        known.addAll(published.files());
        found.cases().forEach(c -> {
            known.add(c.image());
            known.addAll(c.masks());
        });
        remarks.addAll(tree.remarks());
        return new Unread(
                tree.pictures().stream().filter(p -> !known.contains(p)).toList(),
                found.unmatchedMasks(),
                new OtherFiles(
                        tree.others().stream().filter(p -> !known.contains(p)).toList()));
    }

    /**
     * Reads the picture of a case at its original size.
     *
     * @throws BadFileException where it cannot be read
     */
    public Image image(Case c) {
        return pictures().read(c.image());
    }

    /**
     * Reads the masks of a case and unites them, at the size of its picture.
     *
     * @throws BadFileException where a mask has another size
     */
    public Mask mask(Case c) {
        return mask(c, image(c));
    }

    /**
     * Reads and unites the masks of a case whose picture is read already.
     *
     * @return all background where the case has no mask
     */
    public Mask mask(Case c, Image image) {
        Mask union = Mask.of(image.height(), image.width(), new boolean[image.height() * image.width()]);
        for (Path file : c.masks()) {
            Mask mask = masks.read(file);
            if (mask.height() != image.height() || mask.width() != image.width()) {
                throw new BadFileException(
                        file,
                        "the mask has " + mask.width() + " x " + mask.height() + " pixels, its picture " + c.image()
                                + " has " + image.width() + " x " + image.height()
                                + pictures().tagText(c),
                        "both must have one size; fetch the pair again from its source");
            }
            union = union.or(mask);
        }
        return union;
    }

    /**
     * Finds the case of this name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public Case find(String caseName) {
        String name = FileNames.composed(caseName);
        return cases.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "data set " + this.name + " has no case \"" + caseName + "\"; it has " + cases.size()
                                + ", the first is \"" + cases.get(0).name() + "\""));
    }

    /**
     * Leaves out the cases of these names.
     *
     * @throws IllegalArgumentException where none is left
     */
    public Dataset without(Collection<String> names) {
        List<Case> left = cases.stream().filter(c -> !names.contains(c.name())).toList();
        if (left.isEmpty()) {
            throw new IllegalArgumentException(
                    "no case of " + name + " is left when " + names.size() + " are left out");
        }
        return new Dataset(name, layout, root, left, unread, lists, remarks, masks);
    }

    /** Returns the same data set with masks that are read by this rule; null leaves it to the masks. */
    public Dataset withMaskValues(MaskValues rule) {
        return rule == null ? this : new Dataset(name, layout, root, cases, unread, lists, remarks, masks.with(rule));
    }

    /** Says how pictures are turned. */
    public PictureReader pictures() {
        return masks.pictures();
    }

    /** Returns the same data set with orientation tags applied or ignored; null leaves it to the sizes of the masks. */
    public Dataset withOrientationTags(OrientationTags rule) {
        return rule == null
                ? this
                : new Dataset(
                        name,
                        layout,
                        root,
                        cases,
                        unread,
                        lists,
                        remarks,
                        masks.with(new PictureReader(root, cases, rule)));
    }

    /**
     * SHA-256 over names and file contents, the same on every machine whatever the folder is called; reads every file.
     */
    public String hash() {
        return hash(Hash::of);
    }

    /** Returns {@link #hash()}. @param fileHash returns the SHA-256 of a file */
    public String hash(Function<Path, String> fileHash) {
        List<String> lines = new ArrayList<>();
        for (Case c : cases) {
            String masks = c.masks().stream().map(fileHash).sorted().collect(Collectors.joining(","));
            lines.add(c.name() + "\t" + fileHash.apply(c.image()) + "\t" + masks + "\n");
        }
        return Hash.of(String.join("", lines));
    }
}
