package org.delineate.cli.option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.OrientationTags;
import org.delineate.dataset.OtherFiles;
import org.delineate.file.Plural;
import org.delineate.file.Printable;
import org.delineate.image.MaskValues;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the masks of a data set are read, and whether a doubt about the data ends the command. */
@Section("Data set")
public final class MaskOptions {
    private static final int EXAMPLES = 3;

    @Option(
            names = "--mask-values",
            converter = Rule.class,
            paramLabel = "RULE",
            description = "What the values of the masks mean, like background=0,lesion=1,ignore=255; also ranges "
                    + "(128..255) and"
                    + " colours (#ff0000) (default: what all masks together tell).")
    private MaskValues values;

    @Option(names = "--strict", description = "End with an error where there is a caution about the data.")
    private boolean strict;

    @Option(
            names = "--orientation",
            paramLabel = "applied|ignored",
            description = "Whether orientation tags of pictures and masks (Exif) are applied, as viewers do, or ignored"
                    + " (default: applied, unless the sizes of masks tell otherwise).")
    private OrientationTags orientation;

    /** Opens a data set, and tells what its masks mean and what is doubtful about them. */
    public Dataset open(Path path, Output output) {
        return open(Dataset.open(path), output);
    }

    /** Tells what the masks of a data set mean, by the rule that is given or by its own, and what is doubtful. */
    public Dataset open(Dataset found, Output output) {
        Dataset dataset = found.withMaskValues(values).withOrientationTags(orientation);
        output.note("masks    " + dataset.masks().text());
        if (!dataset.pictures().text().isEmpty()) {
            output.note("pictures " + dataset.pictures().text());
        }
        List<String> cautions = new ArrayList<>(dataset.masks().cautions());
        cautions.addAll(dataset.pictures().cautions());
        leftOut(
                cautions,
                "pictures without a mask are left out",
                dataset.unread().images());
        leftOut(
                cautions,
                dataset.layout().equals("manifest")
                        ? "masks beside a listed one of their image that no row lists are left out (\";\" separates"
                                + " several masks of an image)"
                        : "masks without a picture are left out",
                dataset.unread().masks());
        OtherFiles others = dataset.unread().others();
        leftOut(cautions, "pictures or arrays in formats that are not read are left out", others.pictures());
        cautions.forEach(c -> caution(c, output));
        if (!others.besidesPictures().isEmpty()) {
            output.note("beside   " + Plural.of(others.besidesPictures().files().size(), "other file") + ", not read: "
                    + others.besidesPictures().text());
        }
        dataset.remarks().forEach(r -> output.note("remark   " + r));
        return dataset;
    }

    /** Says what is doubtful about the data, or ends the command where it is to be strict. */
    public void caution(String text, Output output) {
        if (strict) {
            throw new IllegalArgumentException(text + "; leave --strict out to go on");
        }
        output.caution(text);
    }

    /** Reads what the option says. */
    static final class Rule implements ITypeConverter<MaskValues> {
        @Override
        public MaskValues convert(String text) {
            try {
                return MaskValues.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private static void leftOut(List<String> cautions, String what, List<Path> files) {
        if (!files.isEmpty()) {
            cautions.add(what + ": " + files.size() + " (" + OtherFiles.names(files) + ")");
        }
    }

    private static void leftOut(List<String> cautions, String what, OtherFiles files) {
        if (!files.isEmpty()) {
            cautions.add(what + ": " + files.files().size() + " (" + files.text() + ")");
        }
    }

    /** Writes the first three of some names. */
    public static String firstNames(List<String> names) {
        return names.stream().limit(EXAMPLES).map(Printable::plain).collect(Collectors.joining(", "))
                + (names.size() > EXAMPLES ? ", ..." : "");
    }
}
