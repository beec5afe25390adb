package org.delineate.dicom;

/**
 * Says where the pixel data of a file lies; the pixels themselves stay in the file (PS3.5, 8 and A.4).
 *
 * @param tag pixel data, float pixel data or double float pixel data
 * @param isWords whether the VR is OW, whose words the byte order turns round
 * @param position first byte of the value; of the first fragment's header where it is encapsulated
 * @param length bytes of the value; all fragments with their headers where it is encapsulated
 * @param offsets basic offset table: where frames start, from the first fragment's header on; empty where there is none
 * @param fragments where each fragment starts, without its header; null where the data is not encapsulated
 * @param lengths how long each fragment is
 */
record PixelData(
        int tag, boolean isWords, long position, long length, long[] offsets, long[] fragments, long[] lengths) {
    static PixelData plain(int tag, boolean isWords, long position, long length) {
        return new PixelData(tag, isWords, position, length, new long[0], null, null);
    }

    boolean isEncapsulated() {
        return fragments != null;
    }
}
