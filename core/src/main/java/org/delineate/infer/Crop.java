package org.delineate.infer;

import org.delineate.sample.Sample;

/** One piece of a picture on its way through the network of a member. */
record Crop(EnsembleMember member, Crops of, int number) {
    Sample sample() {
        return of.sample(number);
    }
}
