package org.delineate.dicom.result;

/** Names the codes that results are made with (PS3.16, annexes B and D; UCUM). */
public final class Codes {
    // what is outlined: CID 7150 and 7159, SNOMED CT
    public static final Code ABNORMAL_STRUCTURE = sct("49755003", "Morphologically Abnormal Structure");
    public static final Code LESION = sct("52988006", "Lesion");
    public static final Code MASS = sct("4147007", "Mass");
    public static final Code NODULE = sct("27925004", "Nodule");

    // measurements: CID 7470 and 7471; the standard has no codes for ratios of shape
    public static final Code AREA = sct("42798000", "Area");
    public static final Code LONG_AXIS = sct("103339001", "Long axis");
    public static final Code SHORT_AXIS = sct("103340004", "Short axis");
    public static final Code PERIMETER = sct("131191004", "Perimeter");
    public static final Code WIDTH = sct("103355008", "Width");
    public static final Code CIRCULARITY = own("CIRCULARITY", "Circularity");
    public static final Code DEPTH_TO_WIDTH = own("DEPTH_TO_WIDTH", "Depth to width ratio");
    public static final Code DEPTH = sct("131197000", "Depth");

    // units
    public static final Code MILLIMETRE = ucum("mm", "mm");
    public static final Code SQUARE_MILLIMETRE = ucum("mm2", "mm2");
    public static final Code PIXELS = ucum("{pixels}", "pixels");
    public static final Code RATIO = ucum("{ratio}", "ratio");

    // what a reader describes: TID 4201 ff.; the values are in CID 6005, 6007, 6151 to 6157
    public static final Code SHAPE = sct("107644003", "Shape");
    public static final Code MARGINS = dcm("111037", "Margins");
    public static final Code ECHOTEXTURE = dcm("111350", "Breast background echotexture");
    public static final Code ORIENTATION = dcm("111354", "Orientation");
    public static final Code LESION_BOUNDARY = dcm("111357", "Lesion boundary");
    public static final Code ECHO_PATTERN = dcm("111360", "Echo pattern");
    public static final Code POSTERIOR_FEATURES = dcm("111366", "Posterior acoustic features");
    public static final Code VASCULARITY = dcm("111372", "Vascularity");
    public static final Code CALCIFICATION_DISTRIBUTION = dcm("111008", "Calcification Distribution");
    public static final Code ASSOCIATED_FINDING = sct("246090004", "Associated finding");
    public static final Code ASSESSMENT_CATEGORY = dcm("111005", "Assessment Category");
    public static final Code COMMENT = dcm("121106", "Comment");

    static final Code ARTIFICIAL_INTELLIGENCE = dcm("123110", "Artificial Intelligence");
    static final Code SEGMENTATION = dcm("113076", "Segmentation");
    static final Code SOURCE_IMAGE = dcm("121322", "Source image for image processing operation");

    // the report: PS3.16, TID 1500, 1002, 1204, 1410, 1501, 1600, 4019
    static final Code IMAGING_MEASUREMENT_REPORT = dcm("126000", "Imaging Measurement Report");
    static final Code LANGUAGE = dcm("121049", "Language of Content Item and Descendants");
    static final Code ENGLISH = new Code("en-US", "RFC5646", "English (United States)");
    static final Code OBSERVER_TYPE = dcm("121005", "Observer Type");
    static final Code PERSON = dcm("121006", "Person");
    static final Code DEVICE = dcm("121007", "Device");
    static final Code PERSON_NAME = dcm("121008", "Person Observer Name");
    static final Code PERSON_ORGANIZATION = dcm("121009", "Person Observer's Organization Name");
    static final Code DEVICE_UID = dcm("121012", "Device Observer UID");
    static final Code DEVICE_NAME = dcm("121013", "Device Observer Name");
    static final Code DEVICE_MANUFACTURER = dcm("121014", "Device Observer Manufacturer");
    static final Code DEVICE_MODEL = dcm("121015", "Device Observer Model Name");
    static final Code PROCEDURE_REPORTED = dcm("121058", "Procedure reported");
    static final Code IMAGING_PROCEDURE = sct("363679005", "Imaging procedure");
    static final Code IMAGE_LIBRARY = dcm("111028", "Image Library");
    static final Code IMAGE_LIBRARY_GROUP = dcm("126200", "Image Library Group");
    static final Code IMAGING_MEASUREMENTS = dcm("126010", "Imaging Measurements");
    static final Code QUALITATIVE_EVALUATIONS = new Code("C0034375", "UMLS", "Qualitative Evaluations");
    static final Code MEASUREMENT_GROUP = dcm("125007", "Measurement Group");
    static final Code TRACKING_IDENTIFIER = dcm("112039", "Tracking Identifier");
    static final Code TRACKING_UID = dcm("112040", "Tracking Unique Identifier");
    static final Code FINDING = dcm("121071", "Finding");
    static final Code IMAGE_REGION = dcm("111030", "Image Region");
    static final Code ALGORITHM_NAME = dcm("111001", "Algorithm Name");
    static final Code ALGORITHM_PARAMETERS = dcm("111002", "Algorithm Parameters");
    static final Code ALGORITHM_VERSION = dcm("111003", "Algorithm Version");

    private Codes() {}

    /** Makes a code of the standard itself. */
    public static Code dcm(String value, String meaning) {
        return new Code(value, "DCM", meaning);
    }

    /** Makes a code of SNOMED CT. */
    public static Code sct(String value, String meaning) {
        return new Code(value, "SCT", meaning);
    }

    /** Makes a code of this program, for what the standard has none. */
    static Code own(String value, String meaning) {
        return new Code(value, "99DELINEATE", meaning);
    }

    /** Makes a unit. */
    public static Code ucum(String value, String meaning) {
        return new Code(value, "UCUM", meaning);
    }
}
