package org.delineate.serve;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Is a PostgreSQL server of this machine's package, for the tests of one process, with a database for each home;
 * {@code -Ddelineate.postgresql=true} turns it on.
 */
final class Postgresql {
    private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();
    private static int port;

    private Postgresql() {}

    /** Returns the address of a home's database, which is empty at first; none where the tests run on H2. */
    static Optional<String> of(Path home) {
        return Boolean.getBoolean("delineate.postgresql")
                ? Optional.of(DATABASES.computeIfAbsent(home.toAbsolutePath(), h -> create()))
                : Optional.empty();
    }

    private static synchronized String create() {
        try {
            if (port == 0) {
                start();
            }
            String name = "home" + DATABASES.size();
            try (Connection connection = DriverManager.getConnection(address("postgres"));
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            }
            return address(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String address(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=delineate";
    }

    private static void start() throws IOException, InterruptedException {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL is not installed: apt-get install postgresql");
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Path folder = Files.createTempDirectory("postgresql");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        String data = folder.resolve("data").toString();
        Path bin = programs.get();
        run(bin.resolve("initdb").toString(), "-D", data, "-U", "delineate", "-A", "trust", "-E", "UTF8");
        String options = "-p " + free + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder;
        String control = bin.resolve("pg_ctl").toString();
        run(control, "-D", data, "-o", options, "-l", folder.resolve("log").toString(), "-w", "start");
        port = free;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                run(control, "-D", data, "-m", "immediate", "-w", "stop");
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path file : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                        Files.delete(file);
                    }
                }
            } catch (IOException | InterruptedException e) {
                System.err.println("PostgreSQL was left in " + folder + ": " + e);
            }
        }));
    }

    /** Finds Debian's folder of the newest version. */
    private static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(v -> v.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        }
    }

    /** The server refuses to run as root; Debian's package has a user for it. */
    private static void run(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        all.addAll(List.of(command));
        Path out = Files.createTempFile("postgresql", ".log");
        int exit = new ProcessBuilder(all)
                .directory(new java.io.File("/"))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();
        String said = Files.readString(out);
        Files.delete(out);
        if (exit != 0) {
            throw new IOException(all + " failed: " + said);
        }
    }
}
