package org.delineate.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the processes of a training on this machine. What the first says is passed on; of the others only why they
 * failed. When one fails the others notice and end; those that do not are killed. All end when this process does.
 */
public final class LocalProcesses {
    private static final String ERROR = "delineate: ";
    private static final String GLOO = "[Gloo] "; // libtorch writes to standard output who is connected
    private static final long PATIENCE_SECONDS = 20;
    private static final int KILLED = 128; // exit values above it are signals

    private final int firstRank;
    private final List<Process> processes = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final Map<Integer, String> errors = new TreeMap<>(); // by the number of the process here
    private final PrintWriter out;
    private final PrintWriter err;
    private volatile boolean ending;

    private LocalProcesses(int firstRank, PrintWriter out, PrintWriter err) {
        this.firstRank = firstRank;
        this.out = out;
        this.err = err;
    }

    /** Is called by a child: ends it at once when its parent has ended. */
    public static void endWithParent() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    Thread.onSpinWait(); // nobody writes
                }
            } catch (IOException e) {
                // the pipe is broken: as good as closed
            }
            Runtime.getRuntime().halt(137); // as kill -9: what is on disk is whole at any moment
        });
        watch.setDaemon(true);
        watch.start();
    }

    /**
     * Runs processes until all have ended.
     *
     * @param commands command line of each
     * @param firstRank rank of the first, for messages
     * @param gpus whether each is to see one GPU, the first the first one, and so on
     * @return the exit code of the first, 1 where it was killed
     */
    public static int run(List<List<String>> commands, int firstRank, boolean gpus, PrintWriter out, PrintWriter err) {
        LocalProcesses all = new LocalProcesses(firstRank, out, err);
        Thread hook = new Thread(all::end);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            for (List<String> command : commands) {
                all.start(command, gpus);
            }
            return all.await();
        } finally {
            all.processes.forEach(Process::destroyForcibly);
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException exiting) { // the hook is what ends it
                all.ending = true;
            }
        }
    }

    private void start(List<String> command, boolean gpus) {
        int number = processes.size();
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putIfAbsent("TORCH_CPP_LOG_LEVEL", "FATAL"); // it warns of what is told here in words
        if (gpus) {
            String[] seen = builder.environment()
                    .getOrDefault("CUDA_VISIBLE_DEVICES", "")
                    .split(",");
            String own = number < seen.length && !seen[number].isBlank() ? seen[number].strip() : "" + number;
            builder.environment().put("CUDA_VISIBLE_DEVICES", own);
        }
        try {
            Process process = builder.start();
            processes.add(process);
            if (number == 0) {
                read(() -> copy(process.errorReader(StandardCharsets.UTF_8)));
                read(() ->
                        lines(process, false).filter(l -> !l.startsWith(GLOO)).forEach(out::println));
            } else {
                Stream.of(true, false)
                        .forEach(error -> read(() -> lines(process, error)
                                .filter(l -> l.startsWith(ERROR))
                                .forEach(l -> told(number, l.substring(ERROR.length())))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a process: " + e.getMessage(), e);
        }
    }

    private synchronized void told(int number, String error) {
        errors.put(number, error);
    }

    private void read(Runnable reader) {
        Thread thread = new Thread(reader, "reader");
        thread.setDaemon(true);
        thread.start();
        readers.add(thread);
    }

    private static Stream<String> lines(Process process, boolean error) {
        return new BufferedReader(new InputStreamReader(
                        error ? process.getErrorStream() : process.getInputStream(), StandardCharsets.UTF_8))
                .lines();
    }

    /** Passes on every character as it comes: a progress bar is no line. */
    private void copy(Reader from) {
        char[] buffer = new char[1 << 10];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                err.write(buffer, 0, n);
                err.flush();
            }
        } catch (IOException e) {
            return; // the process has ended
        }
    }

    private int await() {
        try {
            int failed = firstFailure();
            if (failed >= 0) {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
                for (Process process : processes) {
                    if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        process.destroyForcibly();
                    }
                }
            }
            for (Thread reader : readers) {
                reader.join(TimeUnit.SECONDS.toMillis(1));
            }
            out.flush();
            int code = processes.get(0).waitFor();
            if (code != 0 && (failed > 0 || code > KILLED) && !ending) {
                err.println(ERROR + reason(failed));
                err.flush();
            }
            return code > KILLED ? 1 : code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Waits until all have ended well, or one has not. @return its number, or -1 */
    private int firstFailure() throws InterruptedException {
        while (true) {
            boolean running = false;
            for (int i = 0; i < processes.size(); i++) {
                Process process = processes.get(i);
                running |= process.isAlive();
                if (!process.isAlive() && process.exitValue() != 0) {
                    return i;
                }
            }
            if (!running) {
                return -1;
            }
            Thread.sleep(50);
        }
    }

    private synchronized String reason(int number) {
        int code = processes.get(number).exitValue();
        String what = errors.getOrDefault(
                number, code > KILLED ? "was killed (signal " + (code - KILLED) + ")" : "ended with code " + code);
        return "process " + (firstRank + number) + (errors.containsKey(number) ? ": " : " ") + what;
    }

    /** Passes on that this process is to end, and waits for the checkpoint. */
    private void end() {
        ending = true;
        processes.forEach(p -> p.toHandle().destroy());
        for (Process process : processes) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
