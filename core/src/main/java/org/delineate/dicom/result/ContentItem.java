package org.delineate.dicom.result;

import java.util.List;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.Tag;

/** Makes the items that the tree of a structured report consists of (PS3.3, C.17.3). */
final class ContentItem {
    private ContentItem() {}

    private static DataSetBuilder item(Relationship relationship, String type, Code concept) {
        DataSetBuilder item = DataSet.builder()
                .text(Tag.RELATIONSHIP_TYPE, relationship.text())
                .text(Tag.VALUE_TYPE, type);
        return concept == null ? item : concept.to(item, Tag.CONCEPT_NAME_CODE_SEQUENCE);
    }

    /** Turns a data set into a container of these items, after a template of PS3.16. */
    static DataSetBuilder container(DataSetBuilder set, Code concept, String template, List<DataSet> items) {
        concept.to(set.text(Tag.VALUE_TYPE, "CONTAINER"), Tag.CONCEPT_NAME_CODE_SEQUENCE)
                .text(Tag.CONTINUITY_OF_CONTENT, "SEPARATE");
        if (!template.isEmpty()) {
            set.sequence(
                    Tag.CONTENT_TEMPLATE_SEQUENCE,
                    DataSet.builder()
                            .text(Tag.MAPPING_RESOURCE, "DCMR")
                            .text(Tag.TEMPLATE_IDENTIFIER, template)
                            .build());
        }
        return items.isEmpty() ? set : set.sequence(Tag.CONTENT_SEQUENCE, items);
    }

    static DataSet container(Code concept, String template, List<DataSet> items) {
        DataSetBuilder set = DataSet.builder().text(Tag.RELATIONSHIP_TYPE, Relationship.CONTAINS.text());
        return container(set, concept, template, items).build();
    }

    static DataSet code(Relationship relationship, Code concept, Code value) {
        return value.to(item(relationship, "CODE", concept), Tag.CONCEPT_CODE_SEQUENCE)
                .build();
    }

    static DataSet text(Relationship relationship, Code concept, String value) {
        return item(relationship, "TEXT", concept).text(Tag.TEXT_VALUE, value).build();
    }

    static DataSet uid(Relationship relationship, Code concept, String value) {
        return item(relationship, "UIDREF", concept).text(Tag.UID, value).build();
    }

    static DataSet person(Relationship relationship, Code concept, String value) {
        return item(relationship, "PNAME", concept).text(Tag.PERSON_NAME, value).build();
    }

    /** Makes a measured number; its line, if it has one, is what it was inferred from (TID 300, 320). */
    static DataSet number(Measurement measurement, SourceImage source, int frame) {
        DataSetBuilder value = DataSet.builder().number(Tag.NUMERIC_VALUE, measurement.value());
        measurement.unit().to(value, Tag.MEASUREMENT_UNITS_CODE_SEQUENCE);
        DataSetBuilder item = item(Relationship.CONTAINS, "NUM", measurement.concept())
                .sequence(Tag.MEASURED_VALUE_SEQUENCE, value.build());
        if (measurement.line() != null) {
            item.sequence(
                    Tag.CONTENT_SEQUENCE,
                    polyline(Relationship.INFERRED_FROM, null, measurement.line(), source, frame));
        }
        return item.build();
    }

    static DataSet polyline(Relationship relationship, Code concept, Polyline line, SourceImage source, int frame) {
        return item(relationship, "SCOORD", concept)
                .text(Tag.GRAPHIC_TYPE, "POLYLINE")
                .number(Tag.GRAPHIC_DATA, line.graphicData())
                .sequence(
                        Tag.CONTENT_SEQUENCE,
                        image(
                                Relationship.SELECTED_FROM,
                                source.reference(frame).build()))
                .build();
    }

    static DataSet image(Relationship relationship, DataSet reference) {
        return item(relationship, "IMAGE", null)
                .sequence(Tag.REFERENCED_SOP_SEQUENCE, reference)
                .build();
    }

    /** Says what an item is to the one that holds it. */
    enum Relationship {
        CONTAINS,
        HAS_OBS_CONTEXT,
        HAS_CONCEPT_MOD,
        HAS_ACQ_CONTEXT,
        INFERRED_FROM,
        SELECTED_FROM;

        String text() {
            return name().replace('_', ' ');
        }
    }
}
