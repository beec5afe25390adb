#!/usr/bin/python3
"""Makes the golden file of the measures: golden.py BUSI-FOLDER, in this folder.

Writes 20 masks as PNG (10 of BUSI, 10 drawn) and measures.json: what scikit-image's regionprops says of their lesions,
and, where it has no such measure or no spacing, what numpy and scipy say by other ways than the Java code takes.
"""

import json
import sys
from pathlib import Path

import numpy as np
import skimage
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist, squareform
from skimage.io import imread, imsave
from skimage.measure import label, perimeter_crofton, regionprops

HERE = Path(__file__).parent
SPACING = (0.07, 0.11)  # mm, of a column and of a row
BUSI = ["benign (1)", "benign (4)", "benign (25)", "benign (100)", "benign (163)", "malignant (1)", "malignant (7)",
        "malignant (53)", "malignant (112)", "malignant (200)"]


def drawn():
    rows, columns = np.mgrid[0:80, 0:100]
    disc = np.hypot(columns - 45, rows - 40) <= 30
    along = (columns - 50) * np.cos(0.5) + (rows - 40) * np.sin(0.5)
    across = (rows - 40) * np.cos(0.5) - (columns - 50) * np.sin(0.5)
    empty = np.zeros((80, 100), bool)
    masks = {name: empty.copy() for name in ["l-shape", "pixel", "line", "corners", "borders", "dots"]}
    masks["disc"] = disc
    masks["ellipse"] = (along / 42) ** 2 + (across / 15) ** 2 <= 1
    masks["ring"] = disc & (np.hypot(columns - 50, rows - 42) > 17) | (np.hypot(columns - 50, rows - 42) < 5)
    masks["frame"] = np.ones((80, 100), bool)
    masks["l-shape"][10:70, 20:35] = masks["l-shape"][55:70, 20:90] = True
    masks["pixel"][33, 44] = True
    masks["line"][20, 10:60] = True
    masks["corners"][10:20, 10:30] = masks["corners"][20:50, 30:40] = True
    masks["borders"][0:30, 0:11] = masks["borders"][60:80, 70:100] = masks["borders"][40, 99] = True
    masks["dots"][::14, ::25] = masks["dots"][40:60, 30:60] = True
    return masks


def callipers(corners):
    """The longest distance and the longest line across it in the convex hull; of several longest, the widest."""
    hull = corners[ConvexHull(corners).vertices]
    distances = squareform(pdist(hull))
    longest = distances.max()
    across = []
    for i, j in np.argwhere(distances >= longest * (1 - 1e-12)):
        u = (hull[j] - hull[i]) / longest
        moved = hull - hull[i]
        t, v = moved @ u, moved @ np.array([-u[1], u[0]])
        upper, lower = v >= -1e-9, v <= 1e-9
        width = np.zeros(len(t))
        for side, sign in ((upper, 1), (lower, -1)):
            order = np.argsort(t[side], kind="stable")
            width += sign * np.interp(t, t[side][order], v[side][order])
        across.append(width.max())
    return longest, max(across)


def crofton(image, wide, high):
    """Crossings of lines in four directions, by the angles that are nearest to each."""
    padded = np.pad(image, 1).astype(int)
    crossings = [
        (np.abs(np.diff(padded, axis=1)).sum(), 0.0, high),
        (np.abs(np.diff(padded, axis=0)).sum(), np.pi / 2, wide),
        (np.abs(padded[1:, 1:] - padded[:-1, :-1]).sum(), np.arctan2(high, wide), wide * high / np.hypot(wide, high)),
        (np.abs(padded[1:, :-1] - padded[:-1, 1:]).sum(), np.pi - np.arctan2(high, wide),
         wide * high / np.hypot(wide, high)),
    ]
    angles = np.array([c[1] for c in crossings])
    total = 0.0
    order = np.argsort(angles)
    edges = np.append(angles[order], np.pi)
    middles = (edges[1:] + edges[:-1]) / 2
    shares = np.diff(np.concatenate([[middles[-1] - np.pi], middles]))
    for share, k in zip(shares, order):
        total += share * crossings[k][2] * crossings[k][0] / 2
    return total


def measured(unit, region, wide, high):
    coords = region.coords
    corners = np.unique(np.vstack([coords + [dy, dx] for dy in (0, 1) for dx in (0, 1)]), axis=0)
    long_diameter, perpendicular = callipers(corners[:, ::-1] * [wide, high])
    perimeter = perimeter_crofton(region.image, 4) if unit == "PX" else crofton(region.image, wide, high)
    area = float(region.area) * wide * high
    top, left, bottom, right = region.bbox
    return {
        "unit": unit,
        "area": area,
        "longDiameter": float(long_diameter),
        "perpendicularDiameter": float(perpendicular),
        "perimeter": float(perimeter),
        "equivalentDiameter": float(region.equivalent_diameter_area if unit == "PX" else 2 * np.sqrt(area / np.pi)),
        "circularity": float(4 * np.pi * area / perimeter**2),
        "depthToWidth": (bottom - top) * high / ((right - left) * wide),
    }


def lesion(region):
    top, left, bottom, right = region.bbox
    return {
        "box": {"x": left, "y": top, "width": right - left, "height": bottom - top},
        "centreX": float(region.centroid[1]),
        "centreY": float(region.centroid[0]),
        "px": measured("PX", region, 1, 1),
        "mm": measured("MM", region, *SPACING),
        "feretDiameterMax": float(region.feret_diameter_max),
    }


def busi(folder):
    for name in BUSI:
        masks = sorted((folder / name.split()[0]).glob(name + "_mask*.png"))
        joined = [imread(m) for m in masks]
        joined = [m if m.ndim == 2 else m[..., :3].max(axis=2) for m in joined]
        yield "busi-" + name.replace(" (", "-").rstrip(")"), np.any([m > 0 for m in joined], axis=0)


def main():
    cases = []
    for name, mask in [*busi(Path(sys.argv[1])), *drawn().items()]:
        imsave(HERE / (name + ".png"), (mask * 255).astype(np.uint8), check_contrast=False)
        regions = regionprops(label(mask, connectivity=2))
        regions.sort(key=lambda r: (-r.area, r.bbox[0], r.coords[0][1]))
        cases.append({"mask": name, "lesions": [lesion(r) for r in regions]})
    text = {"by": f"scikit-image {skimage.__version__}, numpy {np.__version__}", "spacing": SPACING, "cases": cases}
    (HERE / "measures.json").write_text(json.dumps(text, indent=1) + "\n")


main()
