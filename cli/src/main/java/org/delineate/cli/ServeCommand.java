package org.delineate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.BackendOptions;
import org.delineate.file.TextFile;
import org.delineate.serve.DiagnosisServer;
import org.delineate.serve.ServeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the clinician's page. */
@Command(
        name = "serve",
        sortOptions = false,
        description = "Serve the page on which a clinician reads, corrects, describes and signs pictures.")
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "delineate-home",
            description = "Folder of the database, the pictures and further models (default: ${DEFAULT-VALUE}).")
    private Path home;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "PostgreSQL database, jdbc:postgresql://HOST/NAME?user=NAME, with the password in PGPASSWORD;"
                    + " by default a file in the home.")
    private String database;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen at; beyond this machine only with --tls (default: ${DEFAULT-VALUE}).")
    private String listen;

    @Option(
            names = "--tls",
            paramLabel = "FILE",
            description =
                    "Key store with the server's certificate, PKCS #12; its password is the first line of FILE.password.")
    private Path tls;

    @Mixin
    private BackendOptions engine;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws InterruptedException {
        engine.apply();
        ServeOptions options = UsageErrors.checked(
                command, () -> new ServeOptions(home, database, listen, port, certificate(), engine::backend));
        try (DiagnosisServer server = DiagnosisServer.start(options)) {
            server.oneTimePassword()
                    .ifPresent(password -> output.result(
                            "first account: " + DiagnosisServer.firstName() + "\none-time password: " + password + "\n",
                            null));
            output.note("the page is at " + server.address() + "; Ctrl-C ends it");
            CountDownLatch end = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
            end.await();
        }
        return ExitCode.OK;
    }

    private ServeOptions.Tls certificate() {
        if (tls == null) {
            return null;
        }
        Path password = Path.of(tls + ".password");
        if (!Files.exists(tls) || !Files.exists(password)) {
            throw new IllegalArgumentException("--tls: " + tls + " and " + password + " must both be there");
        }
        return new ServeOptions.Tls(tls, TextFile.read(password, 1024).strip());
    }
}
