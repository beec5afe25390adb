package org.delineate.serve.reading;

import java.text.MessageFormat;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import org.delineate.dicom.result.AssessmentCategory;
import org.delineate.dicom.result.BreastDescriptor;
import org.delineate.dicom.result.BreastFeature;
import org.delineate.infer.Doubt;

/** Says things in the reader's language: English, or German; another one is two files beside these. */
public final class Wording {
    private static final Control ENGLISH_ELSE = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

    private final Locale language;
    private final ResourceBundle lexicon;
    private final ResourceBundle report;

    private Wording(Locale language) {
        this.language = language;
        lexicon = bundle("lexicon");
        report = bundle("report");
    }

    /** Speaks a language, English where its files are missing. */
    public static Wording in(Locale language) {
        return new Wording(language);
    }

    private ResourceBundle bundle(String name) {
        return ResourceBundle.getBundle(
                Wording.class.getPackageName() + "." + name, language, Wording.class.getClassLoader(), ENGLISH_ELSE);
    }

    /** Returns the language that is spoken. */
    public Locale language() {
        return report.getLocale().getLanguage().isEmpty() ? Locale.ENGLISH : report.getLocale();
    }

    public String feature(BreastFeature feature) {
        return lexicon.getString(feature.key());
    }

    public String descriptor(BreastDescriptor descriptor) {
        return lexicon.getString(descriptor.feature().key() + "." + descriptor.key());
    }

    public String category(AssessmentCategory category) {
        return lexicon.getString("category." + category.key());
    }

    /** Is a word that a reader can choose. @param code its name in files and interfaces */
    public record Term(String code, String label) {}

    /** Returns the words of each feature by its key, and those of "category", in the order in which they are shown. */
    public Map<String, List<Term>> lexicon() {
        Map<String, List<Term>> all = new LinkedHashMap<>();
        for (BreastFeature feature : BreastFeature.values()) {
            all.put(
                    feature.key(),
                    feature.descriptors().stream()
                            .map(d -> new Term(d.key(), descriptor(d)))
                            .toList());
        }
        all.put(
                "category",
                Arrays.stream(AssessmentCategory.values())
                        .map(c -> new Term(c.key(), c.key() + "  " + category(c)))
                        .toList());
        return all;
    }

    /** Returns the one sentence for the reader. */
    public String doubt(Doubt doubt) {
        return lexicon.getString("doubt." + doubt.name());
    }

    /** Returns a text of the report, with values put into it as they are. */
    String report(String key, Object... values) {
        return values.length == 0
                ? report.getString(key)
                : new MessageFormat(report.getString(key), language()).format(values);
    }

    /** Writes a number as the language does. */
    String number(double value, int decimals) {
        NumberFormat format = NumberFormat.getNumberInstance(language());
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        return format.format(value);
    }
}
