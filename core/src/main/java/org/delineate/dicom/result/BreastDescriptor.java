package org.delineate.dicom.result;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Is a word of the BI-RADS lexicon of ultrasound with its code: CID 6005, 6007, 6013, 6015, 6152, 6154, 6155 and 6157
 * of PS3.16. What these lack is coded by this program's own scheme.
 *
 * <p>A reader chooses them; a program gives none.
 */
public enum BreastDescriptor {
    OVAL(BreastFeature.SHAPE, Codes.sct("84360004", "Oval")),
    ROUND(BreastFeature.SHAPE, Codes.sct("42700002", "Round shape")),
    IRREGULAR(BreastFeature.SHAPE, Codes.sct("49608001", "Irregular")),
    PARALLEL(BreastFeature.ORIENTATION, Codes.dcm("111355", "Parallel")),
    NOT_PARALLEL(BreastFeature.ORIENTATION, Codes.dcm("111356", "Not parallel")),
    CIRCUMSCRIBED(BreastFeature.MARGIN, Codes.sct("129738007", "Circumscribed lesion")),
    INDISTINCT(BreastFeature.MARGIN, Codes.sct("129741003", "Indistinct lesion")),
    ANGULAR(BreastFeature.MARGIN, Codes.dcm("111343", "Angular margins")),
    MICROLOBULATED(BreastFeature.MARGIN, Codes.sct("129739004", "Microlobulated lesion")),
    SPICULATED(BreastFeature.MARGIN, Codes.sct("129742005", "Spiculated lesion")),
    ANECHOIC(BreastFeature.ECHO, Codes.dcm("111361", "Anechoic")),
    HYPERECHOIC(BreastFeature.ECHO, Codes.dcm("111362", "Hyperechoic")),
    COMPLEX(BreastFeature.ECHO, Codes.dcm("111363", "Complex")),
    HYPOECHOIC(BreastFeature.ECHO, Codes.dcm("111364", "Hypoechoic")),
    ISOECHOIC(BreastFeature.ECHO, Codes.dcm("111365", "Isoechoic")),
    HETEROGENEOUS(BreastFeature.ECHO, Codes.own("HETEROGENEOUS", "Heterogeneous echo pattern")),
    NO_POSTERIOR(BreastFeature.POSTERIOR, Codes.dcm("111367", "No posterior acoustic features")),
    ENHANCEMENT(BreastFeature.POSTERIOR, Codes.dcm("111368", "Posterior enhancement")),
    SHADOWING(BreastFeature.POSTERIOR, Codes.dcm("111369", "Posterior shadowing")),
    COMBINED(BreastFeature.POSTERIOR, Codes.dcm("111370", "Combined posterior enhancement and shadowing")),
    IN_MASS(BreastFeature.CALCIFICATIONS, Codes.dcm("111346", "Calcifications within a mass")),
    OUTSIDE_MASS(BreastFeature.CALCIFICATIONS, Codes.dcm("111347", "Calcifications outside of a mass")),
    INTRADUCTAL(BreastFeature.CALCIFICATIONS, Codes.own("INTRADUCTAL", "Intraductal calcifications")),
    VASCULARITY_ABSENT(BreastFeature.VASCULARITY, Codes.dcm("111373", "Vascularity not present")),
    VASCULARITY_NOT_ASSESSED(BreastFeature.VASCULARITY, Codes.dcm("111374", "Vascularity not assessed")),
    VASCULARITY_INSIDE(BreastFeature.VASCULARITY, Codes.dcm("111375", "Vascularity present in lesion")),
    VASCULARITY_BESIDE(
            BreastFeature.VASCULARITY, Codes.dcm("111376", "Vascularity present immediately adjacent to lesion")),
    VASCULARITY_AROUND(
            BreastFeature.VASCULARITY, Codes.dcm("111377", "Diffusely increased vascularity in surrounding tissue")),
    ARCHITECTURAL_DISTORTION(BreastFeature.ASSOCIATED, Codes.sct("129792006", "Architectural distortion of breast")),
    DUCT_CHANGES(BreastFeature.ASSOCIATED, Codes.own("DUCT_CHANGES", "Duct changes")),
    SKIN_THICKENING(BreastFeature.ASSOCIATED, Codes.sct("129797000", "Skin thickening of breast")),
    SKIN_RETRACTION(BreastFeature.ASSOCIATED, Codes.sct("129796009", "Skin retraction of breast")),
    EDEMA(BreastFeature.ASSOCIATED, Codes.sct("79654002", "Edema"));

    private final BreastFeature feature;
    private final Code code;

    BreastDescriptor(BreastFeature feature, Code code) {
        this.feature = feature;
        this.code = code;
    }

    /** Returns its name in files and interfaces: "not-parallel". */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public BreastFeature feature() {
        return feature;
    }

    public Code code() {
        return code;
    }

    /** Returns what a report says of it. */
    public Description description() {
        return new Description(feature.concept(), code);
    }

    /**
     * Finds the words that a reader has chosen.
     *
     * @param keys by the key of their feature
     * @throws IllegalArgumentException naming the word or feature that is none, or the feature of which only one may hold
     */
    public static Set<BreastDescriptor> of(Map<String, ? extends Collection<String>> keys) {
        Set<BreastDescriptor> found = EnumSet.noneOf(BreastDescriptor.class);
        keys.forEach((name, words) -> {
            BreastFeature feature = Arrays.stream(BreastFeature.values())
                    .filter(f -> f.key().equals(name))
                    .findFirst()
                    .orElseThrow(() -> unknown(
                            "feature",
                            name,
                            Arrays.stream(BreastFeature.values())
                                    .map(BreastFeature::key)
                                    .toList()));
            List<BreastDescriptor> known = feature.descriptors();
            for (String word : words) {
                found.add(known.stream()
                        .filter(d -> d.key().equals(word))
                        .findFirst()
                        .orElseThrow(() -> unknown(
                                name,
                                word,
                                known.stream().map(BreastDescriptor::key).toList())));
            }
        });
        requireConsistent(found);
        return found;
    }

    private static IllegalArgumentException unknown(String what, String word, List<String> known) {
        return new IllegalArgumentException("unknown " + what + " " + org.delineate.file.Printable.quoted(word)
                + "; known: " + String.join(", ", known));
    }

    /** @throws IllegalArgumentException where two words exclude each other */
    static void requireConsistent(Collection<BreastDescriptor> words) {
        Map<BreastFeature, List<BreastDescriptor>> chosen = words.stream()
                .sorted()
                .collect(Collectors.groupingBy(
                        BreastDescriptor::feature, () -> new EnumMap<>(BreastFeature.class), Collectors.toList()));
        chosen.forEach((feature, all) -> {
            boolean circumscribed = all.contains(CIRCUMSCRIBED); // what is not has no indistinct or other part
            if (all.size() > 1 && (!feature.takesSeveral() || circumscribed)) {
                throw new IllegalArgumentException("only one " + feature.key() + " can hold, got "
                        + all.stream().map(BreastDescriptor::key).collect(Collectors.joining(", ")));
            }
        });
    }
}
