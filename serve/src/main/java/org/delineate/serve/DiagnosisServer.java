package org.delineate.serve;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.delineate.file.Limits;
import org.delineate.serve.access.Passwords;
import org.delineate.serve.api.Api;
import org.delineate.serve.api.Operation;
import org.delineate.serve.learning.LearningJobs;
import org.delineate.serve.store.Account;
import org.delineate.serve.store.Accounts;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Database;
import org.delineate.serve.store.Images;
import org.delineate.serve.store.PictureFolder;
import org.delineate.serve.store.Sessions;
import org.delineate.serve.work.Frames;
import org.delineate.serve.work.InferenceQueue;
import org.delineate.serve.work.ModelShelf;
import org.delineate.serve.work.Workbench;
import org.jdbi.v3.core.Handle;

/** Serves the page and its interface until it is closed. */
public final class DiagnosisServer implements AutoCloseable {
    private static final Limits.ServerLimits LIMITS = Limits.DEFAULT.server();
    private static final String FIRST = "admin";

    private final Workbench bench;
    private final LearningJobs jobs;
    private final Api api;
    private final Javalin javalin;
    private final Housekeeping housekeeping;
    private final String oneTimePassword;
    private final boolean isSecure;

    private DiagnosisServer(
            Workbench bench,
            LearningJobs jobs,
            Api api,
            Javalin javalin,
            ServeOptions options,
            String oneTimePassword) {
        this.bench = bench;
        this.jobs = jobs;
        this.api = api;
        this.javalin = javalin;
        this.oneTimePassword = oneTimePassword;
        isSecure = options.address().isSecure();
        housekeeping = new Housekeeping(bench, options.keepDays());
    }

    /**
     * Opens database and folders, makes the first account where there is none, and listens.
     *
     * @throws RuntimeException where one of them cannot be had; nothing is left open then
     */
    public static DiagnosisServer start(ServeOptions options) {
        Logs.quiet();
        Path home = options.home().toAbsolutePath().normalize();
        PictureFolder pictures = new PictureFolder(home);
        Database database = options.database() == null ? Database.embedded(home) : Database.at(options.database());
        Workbench bench = new Workbench(
                home,
                database,
                pictures,
                new Frames(pictures),
                new ModelShelf(home.resolve("models"), options.engine()),
                new InferenceQueue(LIMITS.queue(), LIMITS.ofAccount(), LIMITS.requestSeconds()));
        LearningJobs jobs = null;
        try {
            database.run(Sessions::removeOld);
            pictures.clean(database.read(Images::ids));
            jobs = new LearningJobs(bench, options.launcher());
            Api api = new Api(bench, options.archives(), jobs, options.address().isSecure());
            Javalin javalin = Javalin.create(config -> configure(config, options, api, pictures));
            listen(javalin, options.address());
            // last: a password that a start made which then failed would be shown to nobody
            String password = database.change(handle -> Accounts.all(handle).isEmpty() ? firstAccount(handle) : null);
            return new DiagnosisServer(bench, jobs, api, javalin, options, password);
        } catch (RuntimeException | Error e) { // the latter where a library cannot be loaded any more on the way out
            if (jobs != null) {
                jobs.close();
            }
            bench.close();
            throw e;
        }
    }

    private static void listen(Javalin javalin, ServeOptions.Address address) {
        try {
            javalin.start(address.host(), address.port());
        } catch (JavalinBindException e) {
            throw new IllegalArgumentException(
                    "port " + address.port() + " is in use; end what uses it, or choose another port", e);
        }
    }

    private static String firstAccount(Handle handle) {
        String password = Passwords.random();
        Account account = Accounts.add(handle, FIRST, Account.Role.ADMINISTRATOR, Passwords.hash(password));
        AuditLog.add(handle, FIRST, "account", account.id(), "added at the first start");
        return password;
    }

    private static void configure(JavalinConfig config, ServeOptions options, Api api, PictureFolder pictures) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.jsonMapper(Api.json());
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = LIMITS.jsonBytes();
        config.jetty.multipartConfig.cacheDirectory(pictures.incoming().toString());
        config.jetty.multipartConfig.maxFileSize(LIMITS.uploadBytes(), SizeUnit.BYTES);
        config.jetty.multipartConfig.maxTotalRequestSize(LIMITS.requestBytes(), SizeUnit.BYTES);
        config.jetty.multipartConfig.maxInMemoryFileSize(LIMITS.jsonBytes(), SizeUnit.BYTES);
        Listening.configure(config.jetty, options.address(), LIMITS.requestSeconds(), LIMITS.jsonBytes());
        config.staticFiles.add(files -> {
            files.hostedPath = "/page";
            files.directory = "/page";
            files.location = Location.CLASSPATH;
            files.roles = Set.of(Operation.Access.ANYONE);
        });
        api.register(config.routes);
    }

    /** Returns the password of the first account where this start made it; it is shown once. */
    public Optional<String> oneTimePassword() {
        return Optional.ofNullable(oneTimePassword);
    }

    /** Returns the name of the first account. */
    public static String firstName() {
        return FIRST;
    }

    /** Returns the port it listens at. */
    public int port() {
        return javalin.port();
    }

    /** Returns where a browser on this machine finds the page. */
    public String address() {
        return (isSecure ? "https" : "http") + "://127.0.0.1:" + port() + "/";
    }

    /** Fills an empty worklist with the demo's pictures, from the folder {@code demo/busi-small} beside the program. */
    public void addDemoPictures(Path folder) {
        DemoPictures.add(bench, folder, FIRST);
    }

    /** Returns what keeps order, for tests. */
    Housekeeping housekeeping() {
        return housekeeping;
    }

    /** Returns its interface, for tests that try each operation. */
    Api api() {
        return api;
    }

    /** Returns what it works with, for the demo's pictures and for tests. */
    Workbench bench() {
        return bench;
    }

    @Override
    public void close() {
        housekeeping.close();
        javalin.stop();
        jobs.close();
        bench.close();
    }
}
