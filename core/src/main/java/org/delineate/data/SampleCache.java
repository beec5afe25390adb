package org.delineate.data;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Resized samples kept in memory within a budget: what comes first stays. */
final class SampleCache {
    private final AtomicReferenceArray<Sample> kept;
    private final long budgetBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();

    SampleCache(int cases, long budgetBytes) {
        this.kept = new AtomicReferenceArray<>(cases);
        this.budgetBytes = budgetBytes;
    }

    /** @return the sample that was kept, or null */
    Sample find(int index) {
        Sample sample = kept.get(index);
        (sample == null ? misses : hits).incrementAndGet();
        return sample;
    }

    /** Keeps the sample if the budget allows. */
    void offer(int index, Sample sample) {
        long size = 4L * sample.x().length + (sample.y() == null ? 0 : sample.y().length);
        if (bytes.addAndGet(size) > budgetBytes || !kept.compareAndSet(index, null, sample)) {
            bytes.addAndGet(-size);
        }
    }

    Loader.CacheUse use() {
        return new Loader.CacheUse(hits.get(), misses.get(), bytes.get());
    }
}
