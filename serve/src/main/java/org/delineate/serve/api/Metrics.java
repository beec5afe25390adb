package org.delineate.serve.api;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.delineate.serve.work.InferenceQueue;

/** Counts requests by what they asked and how they ended, never by whose they were. */
final class Metrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests = Counter.builder()
            .name("delineate_requests_total")
            .help("Requests by operation and status.")
            .labelNames("method", "path", "status")
            .register(registry);
    private final Histogram seconds = Histogram.builder()
            .name("delineate_request_seconds")
            .help("Time until an answer, by operation.")
            .labelNames("method", "path")
            .classicUpperBounds(0.005, 0.02, 0.1, 0.5, 2, 10, 60)
            .register(registry);

    Metrics(InferenceQueue queue) {
        GaugeWithCallback.builder()
                .name("delineate_queue_waiting")
                .help("Requests that wait for a model.")
                .callback(gauge -> gauge.call(queue.waiting()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("delineate_heap_bytes")
                .help("Heap in use.")
                .callback(gauge -> gauge.call(Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory()))
                .register(registry);
    }

    /** @param path as it was registered, without identifiers */
    void add(String method, String path, int status, double took) {
        requests.labelValues(method, path, Integer.toString(status)).inc();
        seconds.labelValues(method, path).observe(took);
    }

    String text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
