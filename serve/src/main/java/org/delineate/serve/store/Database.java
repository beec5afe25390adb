package org.delineate.serve.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Opens the database and brings its tables up to date: a file in the home folder, or a PostgreSQL server.
 *
 * <p>What a transaction has committed is on its way to the disk: a killed process loses none of it.
 */
public final class Database implements AutoCloseable {
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final int CONNECTIONS = 8;

    private final HikariDataSource connections;
    private final Jdbi jdbi;
    private final boolean isEmbedded;

    private Database(HikariDataSource connections, boolean isEmbedded) {
        this.connections = connections;
        this.isEmbedded = isEmbedded;
        jdbi = Jdbi.create(connections);
    }

    /** Opens the database of a home folder; it is made where there is none. */
    public static Database embedded(Path home) {
        Path file = home.toAbsolutePath().resolve("database").resolve("delineate");
        // every commit is written at once, not half a second later; who opened it closes it, not the end of the JVM
        String url = "jdbc:h2:file:" + file + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
        return open(url, "sa", "", "BLOB", true);
    }

    /**
     * Opens a database by its address.
     *
     * @param url {@code jdbc:postgresql://host/name?user=…}; the password may stand in the environment as PGPASSWORD
     * @throws IllegalArgumentException where it is the address of another kind of database
     */
    public static Database at(String url) {
        if (!url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "a database's address begins with " + POSTGRESQL + "//, got " + url.split("[?@]")[0]);
        }
        return open(url, null, System.getenv("PGPASSWORD"), "BYTEA", false);
    }

    private static Database open(String url, String user, String password, String bytes, boolean isEmbedded) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        HikariDataSource connections = connect(config, isEmbedded);
        Flyway.configure()
                .dataSource(connections)
                .locations("classpath:org/delineate/serve/store/migration")
                .placeholders(Map.of("bytes", bytes))
                .load()
                .migrate();
        return new Database(connections, isEmbedded);
    }

    private static HikariDataSource connect(HikariConfig config, boolean isEmbedded) {
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            String reason = String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
            boolean inUse = isEmbedded && reason.contains("already in use");
            String message = inUse
                    ? "another server uses this home; end it, or choose another home"
                    : "the database cannot be opened: " + reason;
            throw new UncheckedIOException(message, new IOException(e));
        }
    }

    /** Is it a file of this process, which this program backs up itself? */
    public boolean isEmbedded() {
        return isEmbedded;
    }

    /** Reads in one transaction. */
    public <T> T read(HandleCallback<T, RuntimeException> work) {
        return jdbi.inTransaction(work);
    }

    /** Changes all or nothing: what the work throws undoes it. */
    public <T> T change(HandleCallback<T, RuntimeException> work) {
        return jdbi.inTransaction(work);
    }

    /** Changes all or nothing. */
    public void run(HandleConsumer<RuntimeException> work) {
        jdbi.useTransaction(work);
    }

    /** Maps rows to a record by the names of its components. */
    static <T> ConstructorMapper<T> rows(Class<T> type) {
        return (ConstructorMapper<T>) ConstructorMapper.of(type);
    }

    /** Copies an embedded database, while it is used, into a zip file. */
    public void copyTo(Path zip) {
        run((Handle handle) -> handle.execute("BACKUP TO ?", zip.toString()));
    }

    @Override
    public void close() {
        connections.close();
    }
}
