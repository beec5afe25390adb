package org.delineate.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.delineate.file.Json;

/** Is the process of one peer: it reads a request as a line of JSON and answers with one, until there are no more. */
public final class Worker {
    private static final int SAMPLES = 64;
    private static final Path STANDARD_INPUT = Path.of("standard input");
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Runner runner;
    private Runner.Prepared prepared;

    private Worker(Runner runner) {
        this.runner = runner;
    }

    /**
     * Runs the worker.
     *
     * @param arguments the id of the peer
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream responses = System.out;
        System.setOut(System.err); // libraries may print, too
        Worker worker = new Worker(Peer.of(arguments[0]).runner());
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            responses.println(Json.line(worker.answer(Json.parse(line, Request.class, STANDARD_INPUT))));
        }
        System.exit(0); // engines leave threads behind
    }

    private Response answer(Request request) {
        try {
            return request.verb() == Request.Verb.RUN ? run() : prepare(request);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            return Response.failed(e);
        }
    }

    private Response prepare(Request request) {
        if (prepared != null) {
            prepared.close();
            prepared = null;
        }
        prepared = runner.prepare(request.task(), new TaskFiles(Path.of(request.folder())));
        return Response.ready(runner.about());
    }

    private Response run() {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        float[] values = prepared.run();
        double milliseconds = (System.nanoTime() - start) / 1e6;
        double cpuMilliseconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e6;
        return new Response(milliseconds, cpuMilliseconds, sample(values), null, null);
    }

    /** Takes values at evenly spaced places; peer.py takes the same. */
    static float[] sample(float[] values) {
        int count = Math.min(SAMPLES, values.length);
        float[] sample = new float[count];
        for (int i = 0; i < count; i++) {
            sample[i] = values[(int) ((long) i * values.length / count)];
        }
        return sample;
    }
}
