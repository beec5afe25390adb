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

/** The process of one peer: a line of JSON in, a line of JSON out, until there are no more. */
public final class Worker {
    private static final int SAMPLES = 64;
    private static final Path STANDARD_INPUT = Path.of("standard input");
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Runner contender;
    private Runner.Prepared ready;

    private Worker(Runner contender) {
        this.contender = contender;
    }

    /** @param arguments the id of the peer */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // what libraries say is no answer
        Worker worker = new Worker(Peer.of(arguments[0]).contender());
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(Json.line(worker.answer(Json.parse(line, Request.class, STANDARD_INPUT))));
        }
        System.exit(0); // engines leave threads behind
    }

    private Response answer(Request request) {
        try {
            return request.verb() == Request.Verb.RUN ? run() : prepare(request);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            return Response.impossible(e);
        }
    }

    private Response prepare(Request request) {
        if (ready != null) {
            ready.close();
            ready = null;
        }
        ready = contender.prepare(request.task(), new TaskFiles(Path.of(request.folder())));
        return Response.ready(contender.about());
    }

    private Response run() {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        float[] values = ready.run();
        double milliseconds = (System.nanoTime() - start) / 1e6;
        double cpuMilliseconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e6;
        return new Response(milliseconds, cpuMilliseconds, sample(values), null, null);
    }

    /** At evenly spaced places; a peer in another language takes the same. */
    static float[] sample(float[] values) {
        int count = Math.min(SAMPLES, values.length);
        float[] sample = new float[count];
        for (int i = 0; i < count; i++) {
            sample[i] = values[(int) ((long) i * values.length / count)];
        }
        return sample;
    }
}
