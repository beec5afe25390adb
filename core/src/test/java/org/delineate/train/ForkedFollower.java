package org.delineate.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dataset.Dataset;
import org.delineate.file.Hash;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.ProcessGroup;

/** A process of a training that follows the test's own, in a JVM of its own. */
final class ForkedFollower implements AutoCloseable {
    private final Process process;

    /** @param environment variables that it has besides */
    ForkedFollower(ProcessGroup.Place place, Path data, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), ForkedFollower.class.getName()));
        command.addAll(List.of("" + place.rank(), "" + place.size(), "" + place.port(), data.toString()));
        command.add("" + place.timeout().toSeconds());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TORCH_CPP_LOG_LEVEL", "FATAL");
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody listens at. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProcessGroup.Place place(int rank, int size, int port, int seconds) {
        return new ProcessGroup.Place(rank, size, "127.0.0.1", port, Duration.ofSeconds(seconds));
    }

    /** Waits for the end. @return what it said */
    String rest() {
        try {
            String said = new String(process.getInputStream().readAllBytes());
            process.waitFor();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String hash(List<SafeTensors.Entry> entries) {
        try {
            Path file = Files.createTempFile("follower", ".safetensors");
            SafeTensors.write(file, Map.of(), entries);
            String hash = Hash.of(file);
            Files.delete(file);
            return hash;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] words) {
        int rank = Integer.parseInt(words[0]);
        int size = Integer.parseInt(words[1]);
        Engine.threads(1); // loads the engine
        try (ProcessGroup group =
                ProcessGroup.join(place(rank, size, Integer.parseInt(words[2]), Integer.parseInt(words[4])))) {
            Rendezvous.Announcement what = Rendezvous.hear(group);
            DataParallel parallel = new DataParallel(group, what.bf16Gradients(), what.synchronisedNorms());
            Dataset dataset = Dataset.open(Path.of(words[3]));
            TrainConfig config = Rendezvous.answer(group, () -> {
                what.requireSame(what.config(), dataset, parallel);
                return what.config();
            });
            try (Follower follower = new Follower(config, dataset, what.split(), parallel)) {
                System.out.println("end " + follower.run());
                System.out.println("weights " + hash(follower.files().get("weights")));
                System.out.println("optimizer " + hash(follower.files().get("optimizer")));
            }
        } catch (RuntimeException e) {
            System.out.println("failed: " + e.getMessage());
        }
        System.exit(0);
    }
}
