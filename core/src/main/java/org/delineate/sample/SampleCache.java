package org.delineate.sample;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Keeps resized samples in memory within a budget; the first that are offered stay. A grey picture takes one plane. */
final class SampleCache {
    private final AtomicReferenceArray<Kept> kept;
    private final long budgetBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();

    /** Holds a sample and the number of its channels; where all are equal, it has one only. */
    private record Kept(Sample sample, int channels) {}

    SampleCache(int cases, long budgetBytes) {
        this.kept = new AtomicReferenceArray<>(cases);
        this.budgetBytes = budgetBytes;
    }

    /** @return a sample equal to the one offered, or null */
    Sample find(int index) {
        Kept found = kept.get(index);
        (found == null ? misses : hits).incrementAndGet();
        return found == null ? null : withChannels(found.sample, found.channels);
    }

    /** Keeps the sample if the budget allows and the place is free. */
    synchronized void offer(int index, Sample sample) {
        Kept offered = new Kept(ChannelPlanes.isGrey(sample) ? withChannels(sample, 1) : sample, sample.channels());
        long size = 4L * offered.sample.x().length + (sample.y() == null ? 0 : sample.y().length);
        if (bytes.get() + size <= budgetBytes && kept.compareAndSet(index, null, offered)) {
            bytes.addAndGet(size);
        }
    }

    private static Sample withChannels(Sample s, int channels) {
        if (s.channels() == channels) {
            return s;
        }
        int area = s.height() * s.width();
        float[] x = Arrays.copyOf(s.x(), channels * area);
        ChannelPlanes.repeat(x, area, 1, channels);
        return new Sample(s.name(), channels, s.height(), s.width(), x, s.y(), s.geometry());
    }

    Loader.CacheUse use() {
        return new Loader.CacheUse(hits.get(), misses.get(), bytes.get());
    }
}
