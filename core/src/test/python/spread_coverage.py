#!/usr/bin/python3
"""How often the spread that `delineate segment --json` states holds the reference mask's measures.

spread_coverage.py ANSWERS.json: reference masks lie beside the images, as in BUSI (NAME_mask.png, NAME_mask_1.png, ...).
Of each image the largest lesion found is compared with the reference lesion that it overlaps most.
"""

import json
import sys
from pathlib import Path

import numpy as np
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist
from skimage.io import imread
from skimage.measure import label, regionprops


def plane(path):
    mask = imread(path)
    return (mask if mask.ndim == 2 else mask[..., :3].max(axis=2)) > 0


def long_diameter(coords):
    corners = np.vstack([coords + [dy, dx] for dy in (0, 1) for dx in (0, 1)])
    return pdist(corners[ConvexHull(corners).vertices]).max()


def compared(picture):
    path = Path(picture["picture"])
    truth = label(np.any([plane(m) for m in path.parent.glob(path.stem + "_mask*.png")], axis=0), connectivity=2)
    found = label(plane(picture["mask"]), connectivity=2)
    largest = max(regionprops(found), key=lambda r: r.area)
    overlap = np.bincount(truth[found == largest.label], minlength=2)[1:]
    if overlap.max() == 0:
        return None
    reference = regionprops((truth == 1 + overlap.argmax()).astype(np.uint8))[0]
    lesion = picture["lesions"][0]
    assert lesion["px"]["area"] == largest.area
    return {
        measure: (value, lesion["px"][measure], lesion["spreadPx"]["low"][measure], lesion["spreadPx"]["high"][measure])
        for measure, value in (("area", reference.area), ("longDiameter", long_diameter(reference.coords)))
    }


pictures = json.loads(Path(sys.argv[1]).read_text())["pictures"]
marked = [p for p in pictures if p["lesions"]]
pairs = [c for c in map(compared, marked) if c]
print(f"{len(pictures)} images, {len(marked)} with a mask, {len(pairs)} of them on a reference lesion")
for measure in ("area", "longDiameter"):
    reference, value, low, high = np.array([c[measure] for c in pairs]).T
    inside = (low <= reference) & (reference <= high)
    print(
        f"{measure}: in the spread {inside.sum()} ({inside.mean():.1%}), below {np.sum(reference < low)}, above "
        f"{np.sum(reference > high)}; median width {np.median((high - low) / value):.3f} of the value, "
        f"median error {np.median(np.abs(value - reference) / reference):.3f}"
    )
