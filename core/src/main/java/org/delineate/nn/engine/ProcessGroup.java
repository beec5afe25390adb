package org.delineate.nn.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * Connects the processes of one training through libtorch's collectives (c10d): Gloo on processors, NCCL on GPUs. They
 * add up arrays, and leave texts for each other in a store that process 0 keeps.
 *
 * <p>No other class knows c10d: upstream is about to move its binding to another package.
 */
public final class ProcessGroup implements AutoCloseable {
    /** One process, which has nothing to add up. */
    public static final ProcessGroup ALONE = new ProcessGroup(new Place(0, 1, "", 0, Duration.ZERO), null);

    private static final String FAILURE = "failure";
    private static final Duration FAILURE_KNOWN = Duration.ofSeconds(2);

    /**
     * Says which process of how many this one is, and where they meet.
     *
     * @param rank from 0
     * @param host of process 0, which keeps the store at this port
     * @param timeout longest wait for another process
     */
    public record Place(int rank, int size, String host, int port, Duration timeout) {
        public Place {
            if (size < 1 || rank < 0 || rank >= size) {
                throw new IllegalArgumentException(
                        "process " + rank + " of " + size + ": processes count from 0 to " + (size - 1));
            }
        }
    }

    private final Place place;
    private final TCPStore store;
    private Backend backend;
    private long waitedNanos;
    private boolean broken;

    private ProcessGroup(Place place, TCPStore store) {
        this.place = place;
        this.store = store;
    }

    /**
     * Opens the store as process 0, and else waits until it answers; {@link #connect} follows when all agree on what is
     * to be done.
     *
     * @throws IllegalArgumentException where the host is unknown, is not this one for process 0, or its port is taken
     * @throws UncheckedIOException where process 0 does not answer in time
     */
    public static ProcessGroup join(Place place) {
        torch.initLogging(); // heeds TORCH_CPP_LOG_LEVEL, which else only Python does
        try (PointerScope scope = new PointerScope()) {
            InetAddress address = InetAddress.getByName(place.host());
            boolean serves = place.rank() == 0;
            if (serves && NetworkInterface.getByInetAddress(address) == null) {
                throw new IllegalArgumentException("process 0 runs on the host that --rendezvous names, but "
                        + place.host() + " (" + address.getHostAddress() + ") is no address of this one: start it"
                        + " there, or name this host");
            }
            TCPStoreOptions options = new TCPStoreOptions()
                    .port((short) place.port())
                    .isServer(serves)
                    .waitWorkers(false)
                    .timeout(milliseconds(place.timeout()));
            return new ProcessGroup(place, NativeMemory.kept(new TCPStore(address.getHostAddress(), options)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("unknown host " + place.host() + " in --rendezvous", e);
        } catch (SocketException e) {
            throw new UncheckedIOException("cannot read the addresses of this host: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) { // the engine has no other kind
            throw unreachable(place, e);
        }
    }

    private static RuntimeException unreachable(Place place, RuntimeException e) {
        String where = place.host() + ":" + place.port();
        if (place.rank() == 0) {
            return new IllegalArgumentException(
                    "cannot listen at " + where + " (" + reason(e) + "): choose another port for --rendezvous", e);
        }
        return new UncheckedIOException(
                "process 0 did not answer at " + where + " within "
                        + place.timeout().toSeconds()
                        + " s: start it there with the same --rendezvous, or give more --timeout",
                new IOException(reason(e)));
    }

    /** Connects every process with every other, when all of them have joined. */
    public void connect() {
        try (PointerScope scope = new PointerScope()) {
            backend = NativeMemory.kept(Device.current() == Device.CUDA ? nccl() : gloo());
        } catch (RuntimeException e) {
            throw lost(e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect with process 0: " + e.getMessage(), e);
        }
    }

    private Backend gloo() throws IOException {
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(milliseconds(place.timeout()));
        options.devices().put(ProcessGroupGloo.createDeviceForHostname(ownAddress()));
        return new ProcessGroupGloo(store, place.rank(), place.size(), options);
    }

    private Backend nccl() {
        ProcessGroupNCCL group = new ProcessGroupNCCL(store, place.rank(), place.size());
        group.setTimeout(milliseconds(place.timeout()));
        return group;
    }

    /** The address of this host from which process 0 is reached: the name of a host may stand for its loopback. */
    private String ownAddress() throws IOException {
        InetAddress there = InetAddress.getByName(place.host());
        if (place.rank() == 0) {
            return there.getHostAddress();
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(there, place.port())); // sends nothing
            return socket.getLocalAddress().getHostAddress();
        }
    }

    private static Milliseconds milliseconds(Duration duration) {
        return new Milliseconds(duration.toMillis());
    }

    public int rank() {
        return place.rank();
    }

    public int size() {
        return place.size();
    }

    public Duration timeout() {
        return place.timeout();
    }

    /** Whether there is no other process. */
    public boolean isAlone() {
        return place.size() == 1;
    }

    /** Leaves a text in the store. */
    public void put(String key, String text) {
        try {
            store.set(key, text);
        } catch (RuntimeException e) {
            throw lost(e);
        }
    }

    /** Reads a text from the store; null where nobody has left it yet. */
    public String find(String key) {
        try (PointerScope scope = new PointerScope()) {
            return store.check(new StringVector(key)) ? store.get_to_str(key) : null;
        } catch (RuntimeException e) {
            throw lost(e);
        }
    }

    /** Counts how often this was called with this key, by all processes together. */
    public long count(String key) {
        try {
            return store.add(key, 1);
        } catch (RuntimeException e) {
            throw lost(e);
        }
    }

    /** Tells the others, who lose the connection, why this process ends. */
    public void fail(String reason) {
        if (!isAlone() && !broken) {
            try {
                store.set(FAILURE, "process " + rank() + ": " + reason);
            } catch (RuntimeException e) {
                return; // process 0 has ended, and its store with it
            }
        }
    }

    /**
     * Adds up arrays over the processes, each in place, all under way at once. Every process then holds the same bits.
     *
     * @throws UncheckedIOException where a process has ended, or does not answer in time
     */
    public void sum(Tensor... tensors) {
        if (isAlone()) {
            return;
        }
        long begin = System.nanoTime();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Work[] works = Arrays.stream(tensors)
                    .map(t -> backend.allreduce(new TensorVector(t)))
                    .toArray(Work[]::new);
            for (Work work : works) {
                work._wait();
            }
        } catch (RuntimeException e) {
            throw lost(e);
        } finally {
            waitedNanos += System.nanoTime() - begin;
        }
    }

    /** Adds up numbers over the processes, in place. */
    public void sum(double[] numbers) {
        if (!isAlone() && numbers.length > 0) {
            try (PointerScope scope = new PointerScope()) {
                Tensor all = Device.place(Tensor.create(numbers));
                sum(all);
                read(all, numbers);
            }
        }
    }

    /** Copies an array of 64-bit floats back. */
    public static void read(Tensor from, double[] into) {
        from.cpu().data_ptr_double().capacity(into.length).get(into);
    }

    /** Gives every process the values that process 0 has. */
    public void broadcast(Tensor t) {
        if (isAlone()) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor plain = t.contiguous();
            backend.broadcast(new TensorVector(plain))._wait();
            if (rank() > 0) {
                t.copy_(plain);
            }
        } catch (RuntimeException e) {
            throw lost(e);
        }
    }

    /** The time so far in which this process added up arrays, or waited for others to do so. */
    public Duration waited() {
        return Duration.ofNanos(waitedNanos);
    }

    /** Says what became of the others; why one of them ended, where it has told. */
    private RuntimeException lost(RuntimeException e) {
        broken = true;
        String reason = reason(e);
        boolean silent = reason.contains("imed out"); // Gloo, TCPStore: "Timed out", "timed out"
        String failure = silent ? null : failure();
        String text = silent
                ? "another process of this training did not answer for "
                        + place.timeout().toSeconds()
                        + " s (--timeout): it is stuck or much slower, or its host is gone"
                : failure != null
                        ? "another process of this training has ended: " + failure
                        : "another process of this training has ended or was killed, or its host is gone (" + reason
                                + ")";
        return new UncheckedIOException(text, new IOException(reason));
    }

    /** Why another process has ended, where it has told; null where not. */
    private String failure() {
        long end = System.nanoTime() + FAILURE_KNOWN.toNanos();
        try (PointerScope scope = new PointerScope()) {
            while (System.nanoTime() < end) {
                if (store.check(new StringVector(FAILURE))) {
                    return store.get_to_str(FAILURE);
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            return null; // it was process 0, which kept the store
        }
        return null;
    }

    /** The first line of an engine's message, without the place in its source. */
    private static String reason(RuntimeException e) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return first.replaceFirst("^\\[[^\\]]*\\] ", "");
    }

    /** Frees it; the others notice that this process is gone. */
    @Override
    public void close() {
        if (backend != null) {
            backend.releaseReference();
            backend = null;
        }
        if (store != null) {
            store.releaseReference();
        }
    }
}
