"""Writes filters.json: a small picture, and what independent implementations make of it.

Median, PSNR and SSIM are scikit-image 0.19.3 (with scipy 1.10.1). Its non-local means sum over 4x4 of the 5x5 pixels of a
patch in the fast mode and weigh them in the other, so that it can only be near; what is to be equal is written here with
numpy from the formula, as are the two diffusions, which it lacks.
"""
import json
import numpy as np
from scipy.ndimage import uniform_filter
from skimage.filters import median
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from skimage.restoration import denoise_nl_means

rng = np.random.default_rng(7)
h, w = 44, 40
y, x = np.mgrid[:h, :w]
clean = np.where((y - 20) ** 2 + (x - 18) ** 2 < 120, 60, 150 + 40 * np.sin(x / 5)).round().astype(np.uint8)
noisy = np.clip(clean + rng.normal(0, 18, clean.shape), 0, 255).round().astype(np.uint8)
unit = noisy / 255


def perona_malik(u, steps, edge):
    u = u.copy()
    for _ in range(steps):
        p = np.pad(u, 1, mode="edge")
        d = [p[:-2, 1:-1] - u, p[2:, 1:-1] - u, p[1:-1, :-2] - u, p[1:-1, 2:] - u]
        u = u + 0.2 * sum(g * np.exp(-((g / edge) ** 2)) for g in d)
    return u


def srad(u, steps):
    u = u + 1 / 255
    logs = np.abs(np.diff(np.log(u), axis=1))
    logs = np.sort(logs[logs > 1e-12])
    q0 = 1.4826 * logs[len(logs) // 2] / np.sqrt(2)
    for i in range(steps):
        q2 = (q0 * np.exp(-4 * 0.2 / 6 * i)) ** 2
        p = np.pad(u, 1, mode="edge")
        n, s, e, v = p[:-2, 1:-1] - u, p[2:, 1:-1] - u, p[1:-1, 2:] - u, p[1:-1, :-2] - u
        g2 = (n**2 + s**2 + e**2 + v**2) / u**2
        lap = (n + s + e + v) / u
        q = (g2 / 2 - lap**2 / 16) / (1 + lap / 4) ** 2
        c = np.clip(1 / (1 + (q - q2) / (q2 * (1 + q2))), 0, 1)
        cp = np.pad(c, ((0, 1), (0, 1)), mode="edge")
        u = u + 0.2 * (c * n + cp[1:, :-1] * s + cp[:-1, 1:] * e + c * v)
    return u - 1 / 255


def non_local_means(u, deviation, h, patch, reach):
    p = np.pad(u, reach, mode="symmetric")
    sums, weights = np.zeros_like(u), np.zeros_like(u)
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            other = p[reach + dy : reach + dy + u.shape[0], reach + dx : reach + dx + u.shape[1]]
            d = uniform_filter((u - other) ** 2, 2 * patch + 1, mode="constant")
            d = np.maximum(d - 2 * deviation**2, 0) / h**2
            weight = np.where(d < 5, np.exp(-d), 0)
            sums += weight * other
            weights += weight
    return sums / weights


def square(r):
    return np.ones((2 * r + 1, 2 * r + 1), np.uint8)


nlm = denoise_nl_means(unit, patch_size=5, patch_distance=4, h=0.06, sigma=0.05, fast_mode=True)
ssim = dict(data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
rounded = lambda a: np.round(a, 6).ravel().tolist()
json.dump(
    {
        "height": h,
        "width": w,
        "clean": clean.ravel().tolist(),
        "noisy": noisy.ravel().tolist(),
        "median1": median(noisy, square(1), mode="reflect").ravel().tolist(),
        "median2": median(noisy, square(2), mode="reflect").ravel().tolist(),
        "nonLocalMeans": rounded(non_local_means(unit, 0.05, 0.06, 2, 4)),
        "nonLocalMeansFast": rounded(nlm),
        "anisotropicDiffusion": rounded(perona_malik(unit, 8, 0.15)),
        "speckleDiffusion": rounded(srad(unit, 6)),
        "psnr": peak_signal_noise_ratio(clean, noisy, data_range=255),
        "ssim": structural_similarity(clean, noisy, **ssim),
    },
    open("filters.json", "w"),
    separators=(",", ":"),
)
