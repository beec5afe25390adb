package org.delineate.dicom.result;

import java.util.List;

/**
 * Says what a frame of a segmentation that was read is about.
 *
 * @param segments numbers of the segments that it can show: one, or in a label map all of them
 * @param sourceUid identifier of the picture it was drawn on; empty where the file does not say
 * @param sourceFrame number of that picture's frame, from 1; 1 where the file names none
 */
public record SegmentedFrame(List<Integer> segments, String sourceUid, int sourceFrame) {}
