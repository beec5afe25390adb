package org.delineate.dicom.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.delineate.dicom.DataDictionary;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;

/**
 * Asks for studies by one attribute, whose value must be equal (PS3.18, 10.6).
 *
 * @param tag attribute that the server searches
 */
public record StudyQuery(int tag, String value) {
    private static final int LONGEST = 64;

    /** Checks the value: "*" and "?" would find others too. */
    public StudyQuery {
        if (value.isBlank() || value.length() > LONGEST) {
            throw new IllegalArgumentException("a value to search for has 1 to " + LONGEST + " characters");
        }
        if (!value.matches("[^*?\\\\\\p{Cntrl}]+")) {
            throw new IllegalArgumentException("a value to search for has no \"*\", \"?\" and \"\\\"");
        }
        if (tag == Tag.STUDY_INSTANCE_UID && !Uid.isValid(value)) {
            throw new IllegalArgumentException("a study's UID has numbers divided by points");
        }
    }

    public static StudyQuery patient(String id) {
        return new StudyQuery(Tag.PATIENT_ID, id.strip());
    }

    public static StudyQuery accession(String number) {
        return new StudyQuery(Tag.ACCESSION_NUMBER, number.strip());
    }

    public static StudyQuery study(String uid) {
        return new StudyQuery(Tag.STUDY_INSTANCE_UID, uid.strip());
    }

    /** Returns the attribute and its value as a part of an address. */
    String parameter() {
        return DataDictionary.keyword(tag)
                + '='
                + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns whether the value has characters that an address holds in another form. */
    boolean isEncoded() {
        return !parameter().endsWith('=' + value);
    }

    /** Returns a part of an address that finds more: any characters in place of those that have another form there. */
    String looseParameter() {
        return DataDictionary.keyword(tag) + '=' + value.replaceAll("[^A-Za-z0-9._-]+", "*");
    }

    /** Returns whether a study that a server has found is one that was asked for. */
    boolean matches(DataSet study) {
        return study.text(tag).map(String::strip).filter(value::equals).isPresent();
    }

    /** Names the attribute alone: the value may identify a patient. */
    @Override
    public String toString() {
        return DataDictionary.keyword(tag);
    }
}
