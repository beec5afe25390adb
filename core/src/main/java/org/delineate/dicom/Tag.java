package org.delineate.dicom;

import java.util.Locale;

/**
 * Names the tags that this project uses, by the keywords of DICOM PS3.6; the upper 16 bits are the group. Other tags
 * have their keyword in the {@link DataDictionary}.
 */
public final class Tag {
    public static final int FILE_META_INFORMATION_VERSION = 0x0002_0001;
    public static final int MEDIA_STORAGE_SOP_CLASS_UID = 0x0002_0002;
    public static final int MEDIA_STORAGE_SOP_INSTANCE_UID = 0x0002_0003;
    public static final int TRANSFER_SYNTAX_UID = 0x0002_0010;
    public static final int IMPLEMENTATION_CLASS_UID = 0x0002_0012;
    public static final int IMPLEMENTATION_VERSION_NAME = 0x0002_0013;
    public static final int SPECIFIC_CHARACTER_SET = 0x0008_0005;
    public static final int IMAGE_TYPE = 0x0008_0008;
    public static final int INSTANCE_CREATION_DATE = 0x0008_0012;
    public static final int INSTANCE_CREATION_TIME = 0x0008_0013;
    public static final int SOP_CLASS_UID = 0x0008_0016;
    public static final int SOP_INSTANCE_UID = 0x0008_0018;
    public static final int STUDY_DATE = 0x0008_0020;
    public static final int SERIES_DATE = 0x0008_0021;
    public static final int ACQUISITION_DATE = 0x0008_0022;
    public static final int CONTENT_DATE = 0x0008_0023;
    public static final int ACQUISITION_DATE_TIME = 0x0008_002A;
    public static final int STUDY_TIME = 0x0008_0030;
    public static final int SERIES_TIME = 0x0008_0031;
    public static final int ACQUISITION_TIME = 0x0008_0032;
    public static final int CONTENT_TIME = 0x0008_0033;
    public static final int ACCESSION_NUMBER = 0x0008_0050;
    public static final int MODALITY = 0x0008_0060;
    public static final int MODALITIES_IN_STUDY = 0x0008_0061;
    public static final int CONVERSION_TYPE = 0x0008_0064;
    public static final int PRESENTATION_INTENT_TYPE = 0x0008_0068;
    public static final int MANUFACTURER = 0x0008_0070;
    public static final int INSTITUTION_NAME = 0x0008_0080;
    public static final int REFERRING_PHYSICIAN_NAME = 0x0008_0090;
    public static final int CODE_VALUE = 0x0008_0100;
    public static final int CODING_SCHEME_DESIGNATOR = 0x0008_0102;
    public static final int CODING_SCHEME_VERSION = 0x0008_0103;
    public static final int CODE_MEANING = 0x0008_0104;
    public static final int MAPPING_RESOURCE = 0x0008_0105;
    public static final int TIMEZONE_OFFSET_FROM_UTC = 0x0008_0201;
    public static final int STATION_NAME = 0x0008_1010;
    public static final int STUDY_DESCRIPTION = 0x0008_1030;
    public static final int SERIES_DESCRIPTION = 0x0008_103E;
    public static final int PHYSICIANS_OF_RECORD = 0x0008_1048;
    public static final int OPERATORS_NAME = 0x0008_1070;
    public static final int MANUFACTURER_MODEL_NAME = 0x0008_1090;
    public static final int REFERENCED_STUDY_SEQUENCE = 0x0008_1110;
    public static final int REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE = 0x0008_1111;
    public static final int REFERENCED_SERIES_SEQUENCE = 0x0008_1115;
    public static final int REFERENCED_INSTANCE_SEQUENCE = 0x0008_114A;
    public static final int REFERENCED_SOP_CLASS_UID = 0x0008_1150;
    public static final int REFERENCED_SOP_INSTANCE_UID = 0x0008_1155;
    public static final int REFERENCED_FRAME_NUMBER = 0x0008_1160;
    public static final int WARNING_REASON = 0x0008_1196;
    public static final int FAILURE_REASON = 0x0008_1197;
    public static final int FAILED_SOP_SEQUENCE = 0x0008_1198;
    public static final int REFERENCED_SOP_SEQUENCE = 0x0008_1199;
    public static final int DERIVATION_DESCRIPTION = 0x0008_2111;
    public static final int SOURCE_IMAGE_SEQUENCE = 0x0008_2112;
    public static final int RECOMMENDED_DISPLAY_FRAME_RATE = 0x0008_2144;
    public static final int ANATOMIC_REGION_SEQUENCE = 0x0008_2218;
    public static final int ANATOMIC_REGION_MODIFIER_SEQUENCE = 0x0008_2220;
    public static final int DERIVATION_IMAGE_SEQUENCE = 0x0008_9124;
    public static final int DERIVATION_CODE_SEQUENCE = 0x0008_9215;
    public static final int PATIENT_NAME = 0x0010_0010;
    public static final int PATIENT_ID = 0x0010_0020;
    public static final int ISSUER_OF_PATIENT_ID = 0x0010_0021;
    public static final int PATIENT_BIRTH_DATE = 0x0010_0030;
    public static final int PATIENT_BIRTH_TIME = 0x0010_0032;
    public static final int PATIENT_SEX = 0x0010_0040;
    public static final int OTHER_PATIENT_IDS = 0x0010_1000;
    public static final int OTHER_PATIENT_NAMES = 0x0010_1001;
    public static final int PATIENT_AGE = 0x0010_1010;
    public static final int PATIENT_SIZE = 0x0010_1020;
    public static final int PATIENT_WEIGHT = 0x0010_1030;
    public static final int ETHNIC_GROUP = 0x0010_2160;
    public static final int PATIENT_COMMENTS = 0x0010_4000;
    public static final int PATIENT_IDENTITY_REMOVED = 0x0012_0062;
    public static final int DEIDENTIFICATION_METHOD = 0x0012_0063;
    public static final int DEIDENTIFICATION_METHOD_CODE_SEQUENCE = 0x0012_0064;
    public static final int BODY_PART_EXAMINED = 0x0018_0015;
    public static final int CINE_RATE = 0x0018_0040;
    public static final int SLICE_THICKNESS = 0x0018_0050;
    public static final int SPACING_BETWEEN_SLICES = 0x0018_0088;
    public static final int DEVICE_SERIAL_NUMBER = 0x0018_1000;
    public static final int DATE_OF_SECONDARY_CAPTURE = 0x0018_1012;
    public static final int TIME_OF_SECONDARY_CAPTURE = 0x0018_1014;
    public static final int SOFTWARE_VERSIONS = 0x0018_1020;
    public static final int PROTOCOL_NAME = 0x0018_1030;
    public static final int FRAME_TIME = 0x0018_1063;
    public static final int PAGE_NUMBER_VECTOR = 0x0018_2001;
    public static final int IMAGER_PIXEL_SPACING = 0x0018_1164;
    public static final int POSITIONER_TYPE = 0x0018_1508;
    public static final int NOMINAL_SCANNED_PIXEL_SPACING = 0x0018_2010;
    public static final int VIEW_POSITION = 0x0018_5101;
    public static final int SEQUENCE_OF_ULTRASOUND_REGIONS = 0x0018_6011;
    public static final int REGION_SPATIAL_FORMAT = 0x0018_6012;
    public static final int REGION_DATA_TYPE = 0x0018_6014;
    public static final int REGION_FLAGS = 0x0018_6016;
    public static final int REGION_LOCATION_MIN_X0 = 0x0018_6018;
    public static final int REGION_LOCATION_MIN_Y0 = 0x0018_601A;
    public static final int REGION_LOCATION_MAX_X1 = 0x0018_601C;
    public static final int REGION_LOCATION_MAX_Y1 = 0x0018_601E;
    public static final int PHYSICAL_UNITS_X_DIRECTION = 0x0018_6024;
    public static final int PHYSICAL_UNITS_Y_DIRECTION = 0x0018_6026;
    public static final int PHYSICAL_DELTA_X = 0x0018_602C;
    public static final int PHYSICAL_DELTA_Y = 0x0018_602E;
    public static final int TRANSDUCER_TYPE = 0x0018_6031;
    public static final int DETECTOR_TYPE = 0x0018_7004;
    public static final int STUDY_INSTANCE_UID = 0x0020_000D;
    public static final int SERIES_INSTANCE_UID = 0x0020_000E;
    public static final int STUDY_ID = 0x0020_0010;
    public static final int SERIES_NUMBER = 0x0020_0011;
    public static final int INSTANCE_NUMBER = 0x0020_0013;
    public static final int PATIENT_ORIENTATION = 0x0020_0020;
    public static final int IMAGE_POSITION_PATIENT = 0x0020_0032;
    public static final int IMAGE_ORIENTATION_PATIENT = 0x0020_0037;
    public static final int FRAME_OF_REFERENCE_UID = 0x0020_0052;
    public static final int LATERALITY = 0x0020_0060;
    public static final int IMAGE_LATERALITY = 0x0020_0062;
    public static final int POSITION_REFERENCE_INDICATOR = 0x0020_1040;
    public static final int NUMBER_OF_STUDY_RELATED_INSTANCES = 0x0020_1208;
    public static final int FRAME_CONTENT_SEQUENCE = 0x0020_9111;
    public static final int TEMPORAL_POSITION_INDEX = 0x0020_9128;
    public static final int PLANE_POSITION_SEQUENCE = 0x0020_9113;
    public static final int PLANE_ORIENTATION_SEQUENCE = 0x0020_9116;
    public static final int DIMENSION_INDEX_VALUES = 0x0020_9157;
    public static final int DIMENSION_ORGANIZATION_UID = 0x0020_9164;
    public static final int DIMENSION_INDEX_POINTER = 0x0020_9165;
    public static final int FUNCTIONAL_GROUP_POINTER = 0x0020_9167;
    public static final int DIMENSION_ORGANIZATION_SEQUENCE = 0x0020_9221;
    public static final int DIMENSION_INDEX_SEQUENCE = 0x0020_9222;
    public static final int DIMENSION_ORGANIZATION_TYPE = 0x0020_9311;
    public static final int DIMENSION_DESCRIPTION_LABEL = 0x0020_9421;
    public static final int SAMPLES_PER_PIXEL = 0x0028_0002;
    public static final int PHOTOMETRIC_INTERPRETATION = 0x0028_0004;
    public static final int PLANAR_CONFIGURATION = 0x0028_0006;
    public static final int NUMBER_OF_FRAMES = 0x0028_0008;
    public static final int FRAME_INCREMENT_POINTER = 0x0028_0009;
    public static final int ROWS = 0x0028_0010;
    public static final int COLUMNS = 0x0028_0011;
    public static final int PIXEL_SPACING = 0x0028_0030;
    public static final int BITS_ALLOCATED = 0x0028_0100;
    public static final int BITS_STORED = 0x0028_0101;
    public static final int HIGH_BIT = 0x0028_0102;
    public static final int PIXEL_REPRESENTATION = 0x0028_0103;
    public static final int PIXEL_PADDING_VALUE = 0x0028_0120;
    public static final int PIXEL_PADDING_RANGE_LIMIT = 0x0028_0121;
    public static final int BURNED_IN_ANNOTATION = 0x0028_0301;
    public static final int LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED = 0x0028_0303;
    public static final int PIXEL_INTENSITY_RELATIONSHIP = 0x0028_1040;
    public static final int PIXEL_INTENSITY_RELATIONSHIP_SIGN = 0x0028_1041;
    public static final int WINDOW_CENTER = 0x0028_1050;
    public static final int WINDOW_WIDTH = 0x0028_1051;
    public static final int RESCALE_INTERCEPT = 0x0028_1052;
    public static final int RESCALE_SLOPE = 0x0028_1053;
    public static final int RESCALE_TYPE = 0x0028_1054;
    public static final int VOI_LUT_FUNCTION = 0x0028_1056;
    public static final int RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR = 0x0028_1101;
    public static final int GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR = 0x0028_1102;
    public static final int BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR = 0x0028_1103;
    public static final int RED_PALETTE_COLOR_LOOKUP_TABLE_DATA = 0x0028_1201;
    public static final int GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA = 0x0028_1202;
    public static final int BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA = 0x0028_1203;
    public static final int SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA = 0x0028_1221;
    public static final int SEGMENTED_GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA = 0x0028_1222;
    public static final int SEGMENTED_BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA = 0x0028_1223;
    public static final int SPATIAL_LOCATIONS_PRESERVED = 0x0028_135A;
    public static final int ICC_PROFILE = 0x0028_2000;
    public static final int LOSSY_IMAGE_COMPRESSION = 0x0028_2110;
    public static final int LOSSY_IMAGE_COMPRESSION_RATIO = 0x0028_2112;
    public static final int LOSSY_IMAGE_COMPRESSION_METHOD = 0x0028_2114;
    public static final int MODALITY_LUT_SEQUENCE = 0x0028_3000;
    public static final int LUT_DESCRIPTOR = 0x0028_3002;
    public static final int LUT_DATA = 0x0028_3006;
    public static final int VOI_LUT_SEQUENCE = 0x0028_3010;
    public static final int PIXEL_MEASURES_SEQUENCE = 0x0028_9110;
    public static final int FRAME_VOI_LUT_SEQUENCE = 0x0028_9132;
    public static final int PIXEL_VALUE_TRANSFORMATION_SEQUENCE = 0x0028_9145;
    public static final int REQUESTED_PROCEDURE_CODE_SEQUENCE = 0x0032_1064;
    public static final int ACQUISITION_CONTEXT_SEQUENCE = 0x0040_0555;
    public static final int MEASUREMENT_UNITS_CODE_SEQUENCE = 0x0040_08EA;
    public static final int RELATIONSHIP_TYPE = 0x0040_A010;
    public static final int VERIFYING_ORGANIZATION = 0x0040_A027;
    public static final int VERIFICATION_DATE_TIME = 0x0040_A030;
    public static final int VALUE_TYPE = 0x0040_A040;
    public static final int CONCEPT_NAME_CODE_SEQUENCE = 0x0040_A043;
    public static final int CONTINUITY_OF_CONTENT = 0x0040_A050;
    public static final int VERIFYING_OBSERVER_SEQUENCE = 0x0040_A073;
    public static final int VERIFYING_OBSERVER_NAME = 0x0040_A075;
    public static final int VERIFYING_OBSERVER_IDENTIFICATION_CODE_SEQUENCE = 0x0040_A088;
    public static final int DATE_TIME = 0x0040_A120;
    public static final int DATE = 0x0040_A121;
    public static final int TIME = 0x0040_A122;
    public static final int PERSON_NAME = 0x0040_A123;
    public static final int UID = 0x0040_A124;
    public static final int TEXT_VALUE = 0x0040_A160;
    public static final int CONCEPT_CODE_SEQUENCE = 0x0040_A168;
    public static final int PURPOSE_OF_REFERENCE_CODE_SEQUENCE = 0x0040_A170;
    public static final int MEASURED_VALUE_SEQUENCE = 0x0040_A300;
    public static final int NUMERIC_VALUE = 0x0040_A30A;
    public static final int PERFORMED_PROCEDURE_CODE_SEQUENCE = 0x0040_A372;
    public static final int CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE = 0x0040_A375;
    public static final int COMPLETION_FLAG = 0x0040_A491;
    public static final int VERIFICATION_FLAG = 0x0040_A493;
    public static final int PRELIMINARY_FLAG = 0x0040_A496;
    public static final int CONTENT_TEMPLATE_SEQUENCE = 0x0040_A504;
    public static final int CONTENT_SEQUENCE = 0x0040_A730;
    public static final int TEMPLATE_IDENTIFIER = 0x0040_DB00;
    public static final int DOCUMENT_TITLE = 0x0042_0010;
    public static final int ENCAPSULATED_DOCUMENT = 0x0042_0011;
    public static final int MIME_TYPE_OF_ENCAPSULATED_DOCUMENT = 0x0042_0012;
    public static final int SOURCE_INSTANCE_SEQUENCE = 0x0042_0013;
    public static final int ENCAPSULATED_DOCUMENT_LENGTH = 0x0042_0015;
    public static final int TOTAL_PIXEL_MATRIX_COLUMNS = 0x0048_0006;
    public static final int TOTAL_PIXEL_MATRIX_ROWS = 0x0048_0007;
    public static final int VIEW_CODE_SEQUENCE = 0x0054_0220;
    public static final int SEGMENTATION_TYPE = 0x0062_0001;
    public static final int SEGMENT_SEQUENCE = 0x0062_0002;
    public static final int SEGMENTED_PROPERTY_CATEGORY_CODE_SEQUENCE = 0x0062_0003;
    public static final int SEGMENT_NUMBER = 0x0062_0004;
    public static final int SEGMENT_LABEL = 0x0062_0005;
    public static final int SEGMENTATION_ALGORITHM_IDENTIFICATION_SEQUENCE = 0x0062_0007;
    public static final int SEGMENT_ALGORITHM_TYPE = 0x0062_0008;
    public static final int SEGMENT_ALGORITHM_NAME = 0x0062_0009;
    public static final int SEGMENT_IDENTIFICATION_SEQUENCE = 0x0062_000A;
    public static final int REFERENCED_SEGMENT_NUMBER = 0x0062_000B;
    public static final int RECOMMENDED_DISPLAY_CIE_LAB_VALUE = 0x0062_000D;
    public static final int MAXIMUM_FRACTIONAL_VALUE = 0x0062_000E;
    public static final int SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE = 0x0062_000F;
    public static final int SEGMENTS_OVERLAP = 0x0062_0013;
    public static final int TRACKING_ID = 0x0062_0020;
    public static final int TRACKING_UID = 0x0062_0021;
    public static final int ALGORITHM_FAMILY_CODE_SEQUENCE = 0x0066_002F;
    public static final int ALGORITHM_VERSION = 0x0066_0031;
    public static final int ALGORITHM_PARAMETERS = 0x0066_0032;
    public static final int ALGORITHM_NAME = 0x0066_0036;
    public static final int GRAPHIC_DATA = 0x0070_0022;
    public static final int GRAPHIC_TYPE = 0x0070_0023;
    public static final int CONTENT_LABEL = 0x0070_0080;
    public static final int CONTENT_DESCRIPTION = 0x0070_0081;
    public static final int CONTENT_CREATOR_NAME = 0x0070_0084;
    public static final int PRESENTATION_LUT_SHAPE = 0x2050_0020;
    public static final int SHARED_FUNCTIONAL_GROUPS_SEQUENCE = 0x5200_9229;
    public static final int PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE = 0x5200_9230;
    public static final int EXTENDED_OFFSET_TABLE = 0x7FE0_0001;
    public static final int EXTENDED_OFFSET_TABLE_LENGTHS = 0x7FE0_0002;
    public static final int FLOAT_PIXEL_DATA = 0x7FE0_0008;
    public static final int DOUBLE_FLOAT_PIXEL_DATA = 0x7FE0_0009;
    public static final int OVERLAY_DATA = 0x6000_3000;
    public static final int PIXEL_DATA = 0x7FE0_0010;
    public static final int ITEM = 0xFFFE_E000;
    public static final int ITEM_DELIMITATION_ITEM = 0xFFFE_E00D;
    public static final int SEQUENCE_DELIMITATION_ITEM = 0xFFFE_E0DD;

    private Tag() {}

    /** Returns the tag as the standard writes it: "(0010,0020)". */
    public static String text(int tag) {
        return String.format(Locale.ROOT, "(%04x,%04x)", group(tag), tag & 0xffff);
    }

    /** Returns the tag and, where the dictionary has it, its keyword: "(0010,0020) PatientID". */
    public static String named(int tag) {
        String keyword = DataDictionary.keyword(tag);
        return keyword.isEmpty() ? text(tag) : text(tag) + " " + keyword;
    }

    /** Returns the group, 0 to 65535. */
    public static int group(int tag) {
        return tag >>> 16;
    }

    /** Returns whether the tag has an odd group, whose meaning a manufacturer defines (PS3.5, 7.8). */
    public static boolean isPrivate(int tag) {
        return (group(tag) & 1) == 1;
    }

    /** Returns whether the element reserves a block of private tags, (gggg,0010) to (gggg,00ff). */
    public static boolean isPrivateCreator(int tag) {
        int element = tag & 0xffff;
        return isPrivate(tag) && element >= 0x10 && element <= 0xff;
    }

    /** Returns whether the element is the length of its group, which is retired and never written (PS3.5, 7.2). */
    public static boolean isGroupLength(int tag) {
        return (tag & 0xffff) == 0;
    }
}
