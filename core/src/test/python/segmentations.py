"""Prints the SHA-256 of all masks of DICOM segmentations, as pydicom decodes them.

For each file: its name, its masks, and the hash of one byte a pixel, 1 inside, of each frame's mask; in a label map of
the masks of all described segments, in the order of their description, frame by frame.
    python3 segmentations.py FILE...
"""
import hashlib
import os
import sys

import pydicom

for path in sys.argv[1:]:
    data = pydicom.dcmread(path)
    frames = data.pixel_array.reshape(-1, data.Rows, data.Columns)
    full = int(data.get("MaximumFractionalValue", 1))
    digest = hashlib.sha256()
    count = 0
    for frame in frames:
        if data.SegmentationType == "LABELMAP":
            masks = [frame == int(segment.SegmentNumber) for segment in data.SegmentSequence]
        else:
            masks = [frame == full]
        for mask in masks:
            digest.update(mask.astype("uint8").tobytes())
            count += 1
    print(os.path.basename(path), count, digest.hexdigest(), sep="\t")
