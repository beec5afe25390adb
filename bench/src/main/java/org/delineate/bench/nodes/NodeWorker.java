package org.delineate.bench.nodes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.bench.RoundStatistics;
import org.delineate.file.Json;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.random.SplitMix64;
import org.delineate.sample.Batch;
import org.delineate.train.DataParallel;
import org.delineate.train.Learner;
import org.delineate.train.Recipe;
import org.delineate.train.TrainConfig;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/** Is one process of a measurement; process 0 prints the point. */
public final class NodeWorker {
    private static final int WARM = 2;
    private static final int CHANNELS = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final Setup setup;
    private final ProcessGroup group;
    private final int steps;

    private NodeWorker(Setup setup, ProcessGroup group, int steps) {
        this.setup = setup;
        this.group = group;
        this.steps = steps;
    }

    /** Takes the setup as JSON, the rank, the host and the port of process 0, the steps to take, and the network device. */
    public static void main(String[] words) {
        Setup setup = Json.parse(words[0], Setup.class, Path.of("setup"));
        Engine.threads(setup.threads());
        ProcessGroup.Place place = new ProcessGroup.Place(
                Integer.parseInt(words[1]), setup.processes(), words[2], Integer.parseInt(words[3]), TIMEOUT);
        try (ProcessGroup group = setup.processes() == 1 ? ProcessGroup.ALONE : ProcessGroup.join(place)) {
            if (!group.isAlone()) {
                group.connect();
            }
            Point point = new NodeWorker(setup, group, Integer.parseInt(words[4])).measure(words[5]);
            if (place.rank() == 0) {
                System.out.println(Json.line(point));
            }
        }
        System.exit(0);
    }

    private Point measure(String device) {
        TrainConfig config = config();
        Batch batch = noise();
        double compute = stepSeconds(config, batch, DataParallel.ALONE);
        long parameters;
        try (Network network = network()) {
            parameters = network.parameterCount();
        }
        double exchange = exchangeSeconds(parameters);
        DataParallel parallel = new DataParallel(group, setup.bf16(), false);
        long before = sent(device);
        double step = group.isAlone() ? compute : stepSeconds(config, batch, parallel);
        double sent = (sent(device) - before) / (double) (WARM + steps);
        double[] times = {compute, exchange, step};
        group.sum(times);
        int n = group.size();
        return new Point(
                setup,
                parameters,
                parameters * (setup.bf16() ? 2 : 4),
                setup.hasLink() ? sent : sent / n, // of all processes on one host
                new Point.Times(times[0] / n, times[1] / n, times[2] / n));
    }

    private Network network() {
        return Zoo.of(setup.network()).create(new Network.Spec(CHANNELS, 1, setup.side(), setup.side(), 0));
    }

    private TrainConfig config() {
        ObjectNode config = (ObjectNode) Json.treeOf(Recipe.of(setup.network()));
        config.put("ema", 0).put("size", setup.side()).put("threads", setup.threads());
        return Json.convert(config, TrainConfig.class);
    }

    /** The median of the seconds that a step takes. */
    private double stepSeconds(TrainConfig config, Batch batch, DataParallel parallel) {
        try (Network network = network()) {
            network.initialise(1);
            network.train(true);
            try (Learner learner = new Learner(network, config, parallel)) {
                double[] seconds = new double[steps];
                for (int i = -WARM; i < steps; i++) {
                    if (i <= 0) {
                        group.sum(new double[1]); // all begin at once
                    }
                    long begin = System.nanoTime();
                    learner.step(batch, 1e-4, i + WARM);
                    if (i >= 0) {
                        seconds[i] = (System.nanoTime() - begin) / 1e9;
                    }
                }
                return RoundStatistics.median(seconds);
            }
        }
    }

    /** The median of the seconds that the sum of an array of this many gradients takes. */
    private double exchangeSeconds(long count) {
        if (group.isAlone()) {
            return 0;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor ones = torch.ones(count);
            Tensor array = setup.bf16() ? ones.to(ScalarType.BFloat16) : ones;
            double[] seconds = new double[steps];
            for (int i = -1; i < steps; i++) {
                group.sum(new double[1]);
                long begin = System.nanoTime();
                group.sum(array);
                if (i >= 0) {
                    seconds[i] = (System.nanoTime() - begin) / 1e9;
                }
            }
            return RoundStatistics.median(seconds);
        }
    }

    private Batch noise() {
        int area = setup.side() * setup.side();
        SplitMix64 random = SplitMix64.seeded(1);
        float[] x = new float[setup.batch() * CHANNELS * area];
        float[] y = new float[setup.batch() * area];
        for (int i = 0; i < x.length; i++) {
            x[i] = (random.bits() >>> 40) / (float) (1 << 24);
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = i % area < area / 8 ? 1 : 0;
        }
        return new Batch(
                setup.batch(),
                CHANNELS,
                setup.side(),
                setup.side(),
                x,
                y,
                null,
                Collections.nCopies(setup.batch(), "noise"));
    }

    /** The bytes that a device of this network namespace has sent so far. */
    private static long sent(String device) {
        try {
            return Files.readAllLines(Path.of("/proc/net/dev")).stream()
                    .map(String::strip)
                    .filter(line -> line.startsWith(device + ":"))
                    .map(line -> line.substring(device.length() + 1).strip().split("\\s+"))
                    .mapToLong(columns -> Long.parseLong(columns[8]))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
