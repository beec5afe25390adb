package org.delineate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.CredentialsOption;
import org.delineate.cli.option.Numbers;
import org.delineate.cli.option.TimedEngineOptions;
import org.delineate.dicom.web.DicomWeb;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.file.TextFile;
import org.delineate.serve.AuditCheck;
import org.delineate.serve.DiagnosisServer;
import org.delineate.serve.ServeOptions;
import org.delineate.serve.learning.FineTuning;
import org.delineate.serve.store.Backup;
import org.delineate.serve.work.Archives;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the clinician's page. */
@Command(
        name = "serve",
        sortOptions = false,
        description = {"Serves the page on which a clinician reads, corrects, describes and signs pictures."},
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate serve --demo",
            "  delineate serve --port 8443 --listen 0.0.0.0 --tls server.p12 \\",
            "    --home /srv/delineate"
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--port",
            converter = Numbers.Count.class,
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

    @Option(
            names = "--archive",
            paramLabel = "NAME=URL",
            description = "DICOMweb server that studies are fetched from and signed readings sent to; may be repeated.")
    private Map<String, String> archives = Map.of();

    @Mixin
    private CredentialsOption credentials;

    @Option(
            names = "--keep-days",
            converter = Numbers.Count.class,
            paramLabel = "N",
            defaultValue = "0",
            description = "Delete pictures with all that belongs to them N days after their upload; 0 keeps them"
                    + " (default: ${DEFAULT-VALUE}).")
    private int keepDays;

    @Option(names = "--verify-audit", description = "Check the chain of the audit log instead of serving.")
    private boolean verifyAudit;

    @Option(
            names = "--restore",
            paramLabel = "FILE",
            description = "Unpack a backup into a home that does not exist yet, instead of serving.")
    private Path restore;

    @Option(names = "--limits", description = "Show what the server takes, instead of serving.")
    private boolean limits;

    @Option(
            names = "--demo",
            description =
                    "Start with a few pictures in the worklist: of BUSI, and a DICOM picture and a cine loop of an"
                            + " invented patient.")
    private boolean demo;

    @Mixin
    private TimedEngineOptions engine;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws InterruptedException {
        if (limits) {
            output.result(Json.pretty(Limits.DEFAULT.server()), Limits.DEFAULT.server());
            return Exit.DONE.code();
        }
        if (restore != null) {
            Backup.restore(restore, home);
            output.note("restored to " + home);
            return Exit.DONE.code();
        }
        return verifyAudit ? verify() : serve();
    }

    private int verify() {
        AuditCheck check = AuditCheck.of(home, database);
        output.result(
                check.isWhole()
                        ? "the audit log is whole: " + check.entries() + " entries"
                        : "the audit log is broken: " + check.fault(),
                check);
        return Exit.of(check.isWhole());
    }

    private int serve() throws InterruptedException {
        engine.apply();
        ServeOptions options = UsageErrors.checked(
                command,
                () -> new ServeOptions(
                        home,
                        database,
                        new ServeOptions.Address(listen, port, certificate()),
                        keepDays,
                        archives(),
                        FineTuning.ownLauncher(),
                        engine.chooser(output)));
        CountDownLatch end = new CountDownLatch(1);
        try (GracefulShutdown stop = new GracefulShutdown(end::countDown, "requests in hand are answered", output)) {
            serve(options, end);
        }
        return Exit.DONE.code();
    }

    /** Told within the time that the exit is held for: afterwards the JVM may be gone before the words are. */
    private void serve(ServeOptions options, CountDownLatch end) throws InterruptedException {
        try (DiagnosisServer server = DiagnosisServer.start(options)) {
            if (demo) {
                server.addDemoPictures(DemoCommand.images());
            }
            tell(server);
            end.await();
        } catch (RuntimeException | LinkageError e) {
            if (end.getCount() > 0) {
                throw e;
            }
            output.note("ended before it had started"); // what opens while the JVM ends may fail in any way
        }
    }

    private Archives archives() {
        Map<String, DicomWeb> named = new TreeMap<>();
        archives.forEach((name, url) -> named.put(name, credentials.open(url, output)));
        return new Archives(named);
    }

    private void tell(DiagnosisServer server) {
        Lines text = new Lines();
        server.oneTimePassword().ifPresent(password -> {
            text.add("first account      %s", DiagnosisServer.firstName());
            text.add("one-time password  %s", password);
        });
        text.add("page               %s", server.address());
        text.add("home               %s", home.toAbsolutePath().normalize());
        output.result(
                text.toString(),
                Json.object(
                        "address",
                        server.address(),
                        "firstAccount",
                        server.oneTimePassword().isPresent() ? DiagnosisServer.firstName() : null,
                        "oneTimePassword",
                        server.oneTimePassword().orElse(null)));
        output.note("Ctrl-C ends it");
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
