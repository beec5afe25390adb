package org.delineate.denoise;

/** Makes a plane with less noise of a plane. */
interface Filter {
    Plane apply(Plane noisy);
}
