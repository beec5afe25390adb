package org.delineate.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.train.DataParallel;
import org.delineate.train.Rendezvous;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Divides a training among processes, on one machine or several. */
public final class ProcessOptions {
    private static final Pattern MEMBER = Pattern.compile("(\\d{1,6})/(\\d{1,6})@(.+):(\\d{1,5})");
    private static final Pattern PLACE = Pattern.compile("\\[?([^\\]]+?)\\]?:(\\d{1,5})");
    private static final int MOST_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--processes",
            paramLabel = "N",
            defaultValue = "1",
            description = "Processes on this machine, each with a share of every batch (default: ${DEFAULT-VALUE}).")
    private int processes;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "1",
            description = {
                "Machines that train together (default: ${DEFAULT-VALUE}): the same command on each,",
                "with a --rank of its own; only that of rank 0 writes RUN."
            })
    private int nodes;

    @Option(names = "--rank", paramLabel = "R", description = "Number of this machine, 0 to nodes - 1.")
    private Integer rank;

    @Option(
            names = "--rendezvous",
            paramLabel = "HOST:PORT",
            description = "Where the machines meet: an address and a free port of rank 0, in a trusted network.")
    private String rendezvous;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "300",
            description = "Longest wait for another process, in seconds (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = "--gradients",
            paramLabel = "float32|bf16",
            defaultValue = "float32",
            description = "Number format in which gradients travel; bf16 halves the bytes (default: ${DEFAULT-VALUE}).")
    private String gradients;

    @Option(
            names = "--sync-batch-norm",
            description = "Batch norms take their statistics over the whole batch, not over each process's share.")
    private boolean syncBatchNorm;

    /** Is given by this program to the processes that it starts. */
    @Option(names = "--member", hidden = true, paramLabel = "RANK/SIZE@HOST:PORT")
    private String member;

    /** Checks what was given, without asking the network. */
    public void require() {
        require(processes >= 1, "--processes is at least 1, got " + processes);
        require(nodes >= 1, "--nodes is at least 1, got " + nodes);
        require(timeout >= 1, "--timeout is at least 1 second, got " + timeout);
        require(
                gradients.equals("float32") || gradients.equals("bf16"),
                "--gradients is float32 or bf16, not \"" + gradients + "\"");
        require(
                nodes > 1 || rank == null && rendezvous == null,
                "--rank and --rendezvous are for several machines: give --nodes");
        require(
                nodes == 1 || rank != null,
                "--nodes " + nodes + " needs --rank: the number of this machine, 0 to " + (nodes - 1));
        require(
                rank == null || rank >= 0 && rank < nodes,
                "--rank is 0 to " + (nodes - 1) + " with --nodes " + nodes + ", got " + rank);
        require(
                nodes == 1 || rendezvous != null,
                "--nodes " + nodes
                        + " needs --rendezvous HOST:PORT: an address and a free port of the machine of rank 0");
        if (rendezvous != null) {
            Matcher m = PLACE.matcher(rendezvous);
            require(
                    m.matches() && port(m.group(2)) >= 1 && port(m.group(2)) <= MOST_PORT,
                    "--rendezvous is HOST:PORT with a port of 1 to " + MOST_PORT + ", not \"" + rendezvous + "\"");
        }
    }

    private void require(boolean holds, String text) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), text);
        }
    }

    private static int port(String text) {
        return Integer.parseInt(text);
    }

    /** Whether this process only starts those that train. */
    public boolean startsOthers() {
        return member == null && size() > 1;
    }

    /** Whether this process was started by such a one. */
    public boolean isStarted() {
        return member != null;
    }

    /** All processes, on all machines. */
    public int size() {
        return Math.multiplyExact(nodes, processes);
    }

    /** Processes on this machine. */
    public int here() {
        return processes;
    }

    /** Rank of the first process on this machine. */
    public int firstRank() {
        return (rank == null ? 0 : rank) * processes;
    }

    /** Where the processes meet: as given, or at a free port of this machine. */
    public String meeting() {
        if (rendezvous != null) {
            return rendezvous;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on this machine: " + e.getMessage(), e);
        }
    }

    /** The option that tells a process which one it is. */
    public String member(int number, String meeting) {
        return "--member=" + (firstRank() + number) + "/" + size() + "@" + meeting;
    }

    /** Joins the others, where there are any. */
    public DataParallel join() {
        if (member == null) {
            return DataParallel.ALONE;
        }
        Matcher m = MEMBER.matcher(member);
        require(m.matches(), "--member is RANK/SIZE@HOST:PORT, not \"" + member + "\"");
        String host = m.group(3).replaceAll("[\\[\\]]", "");
        ProcessGroup.Place place = new ProcessGroup.Place(
                port(m.group(1)), port(m.group(2)), host, port(m.group(4)), Duration.ofSeconds(timeout));
        ProcessGroup group = place.rank() == 0 ? Rendezvous.open(place) : ProcessGroup.join(place);
        return new DataParallel(group, gradients.equals("bf16"), syncBatchNorm);
    }
}
