"""Decodes DICOM files with pydicom and GDCM: samples as stored, and as a viewer shows them.

python3 dicom.py FOLDER OUT writes for each FOLDER/NAME.dcm that pydicom decodes OUT/NAME.stored (little endian) and
OUT/NAME.shown: the first frame, float64, 0..255 where 8 bits are stored and in colour, else 0..65535.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
import pydicom
from pydicom.multival import MultiValue
from pydicom.pixel_data_handlers.util import apply_color_lut, apply_modality_lut, apply_voi_lut, convert_color_space


def first(value):
    return float(value[0] if isinstance(value, MultiValue) else value)


def windowed(modality, white, ds):
    centre, width = first(ds.WindowCenter), first(ds.WindowWidth)
    function = ds.get("VOILUTFunction", "LINEAR")
    if function == "SIGMOID":
        return white / (1 + np.exp(-4 * (modality - centre) / width))
    if function == "LINEAR_EXACT":
        return np.clip((modality - centre) / width + 0.5, 0, 1) * white
    if width == 1:
        return (modality > centre - 0.5) * white
    return np.clip((modality - (centre - 0.5)) / (width - 1) + 0.5, 0, 1) * white


def grey(frame, ds):
    white = 255 if ds.BitsStored <= 8 else 65535
    modality = apply_modality_lut(frame, ds).astype(np.float64)
    if "VOILUTSequence" in ds:
        bits = ds.VOILUTSequence[0].LUTDescriptor[2]
        shown = apply_voi_lut(modality.astype(int), ds) / (2**bits - 1) * white
    elif "WindowCenter" in ds and "WindowWidth" in ds:
        shown = windowed(modality, white, ds)
    elif ds.BitsStored > 8:
        shown = (modality - modality.min()) / ((modality.max() - modality.min()) or 1) * white
    else:
        shown = modality / (2**ds.BitsStored - 1) * white
    return white - shown if ds.PhotometricInterpretation == "MONOCHROME1" else shown


def colour(frame, ds):
    if ds.PhotometricInterpretation == "PALETTE COLOR":
        shown = apply_color_lut(frame, ds)
        return shown / (65535 if shown.dtype == np.uint16 else 255) * 255
    shown = frame if frame.dtype == np.uint8 else frame / (2.0**ds.BitsStored - 1) * 255
    return convert_color_space(shown, "YBR_FULL", "RGB") if ds.PhotometricInterpretation.startswith("YBR") else shown


def main(folder, out):
    for file in sorted(folder.glob("*.dcm")):
        try:
            ds = pydicom.dcmread(file, force=True)
            stored = ds.pixel_array
        except Exception as problem:
            print(file.name, type(problem).__name__, str(problem)[:100])
            continue
        stored.astype(stored.dtype.newbyteorder("<")).tofile(out / (file.stem + ".stored"))
        frame = stored[0] if int(ds.get("NumberOfFrames", 1) or 1) > 1 else stored
        shown = grey(frame, ds) if ds.PhotometricInterpretation.startswith("MONO") else colour(frame, ds)
        np.rint(shown).astype("<f8").tofile(out / (file.stem + ".shown"))


warnings.simplefilter("ignore")
main(Path(sys.argv[1]), Path(sys.argv[2]))
