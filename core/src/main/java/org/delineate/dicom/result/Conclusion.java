package org.delineate.dicom.result;

import java.util.ArrayList;
import java.util.List;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.result.ContentItem.Relationship;

/**
 * Is what a reader concludes from the pictures as a whole (PS3.16, TID 1500, Qualitative Evaluations).
 *
 * @param category of BI-RADS; null where none was chosen
 * @param descriptions words that belong to no measured lesion
 * @param comment free text in one or several lines; empty where there is none
 */
public record Conclusion(AssessmentCategory category, List<Description> descriptions, String comment) {
    /** Says nothing. */
    public static final Conclusion NONE = new Conclusion(null, List.of(), "");

    /** @throws IllegalArgumentException where the comment holds control characters */
    public Conclusion {
        descriptions = List.copyOf(descriptions);
        if (comment.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw new IllegalArgumentException(
                    "a comment has no control characters but line breaks and tabulators, got "
                            + org.delineate.file.Printable.quoted(comment));
        }
    }

    List<DataSet> items() {
        List<DataSet> items = new ArrayList<>();
        if (category != null) {
            items.add(ContentItem.code(Relationship.CONTAINS, Codes.ASSESSMENT_CATEGORY, category.code()));
        }
        descriptions.forEach(d -> items.add(ContentItem.code(Relationship.CONTAINS, d.concept(), d.value())));
        if (!comment.isBlank()) {
            items.add(ContentItem.text(Relationship.CONTAINS, Codes.COMMENT, comment.strip()));
        }
        return items;
    }
}
