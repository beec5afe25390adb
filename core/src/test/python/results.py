"""Reads DICOM files with pydicom and prints what it finds: a check that other readers take them.

A line a file: its name, its kind, and of pixels the shape and SHA-256, of a report the values of its content items, of a
document the hash of its bytes.
    python3 results.py FILE...
"""
import hashlib
import os
import sys

import pydicom


def values(item):
    for child in item.get("ContentSequence", []):
        for keyword in ("TextValue", "UID", "PersonName", "GraphicType"):
            if keyword in child:
                yield str(child[keyword].value).replace("\n", " ")
        if "MeasuredValueSequence" in child:
            value = child.MeasuredValueSequence[0]
            yield f"{float(value.NumericValue):g} {value.MeasurementUnitsCodeSequence[0].CodeValue}"
        yield from values(child)


for path in sys.argv[1:]:
    data = pydicom.dcmread(path)
    kind = data.file_meta.MediaStorageSOPClassUID.name
    if "PixelData" in data:
        pixels = data.pixel_array
        found = f"{pixels.shape} {hashlib.sha256(pixels.tobytes()).hexdigest()}"
    elif "ContentSequence" in data:
        found = " | ".join(values(data))
    else:
        document = data.EncapsulatedDocument[: data.EncapsulatedDocumentLength]
        found = hashlib.sha256(document).hexdigest()
    print(os.path.basename(path), kind, str(data.PatientName), found, sep="\t")
