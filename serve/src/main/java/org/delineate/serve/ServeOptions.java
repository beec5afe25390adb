package org.delineate.serve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.function.Function;
import org.delineate.infer.Backend;
import org.delineate.model.Model;
import org.delineate.serve.work.Archives;

/**
 * Says how the page is served.
 *
 * @param home folder of the database, the pictures and further models
 * @param database address of a PostgreSQL database; null for one in the home
 * @param listen address to listen at; beyond this machine only with TLS
 * @param port 0 for a free one
 * @param tls null for plain HTTP
 * @param keepDays days for which pictures are kept; 0 for ever
 * @param archives that studies are fetched from and results sent to
 * @param engine that computes a model
 */
public record ServeOptions(
        Path home,
        String database,
        String listen,
        int port,
        Tls tls,
        int keepDays,
        Archives archives,
        Function<Model, Backend> engine) {

    /**
     * Holds the server's certificate.
     *
     * @param keyStore PKCS #12 file
     */
    public record Tls(Path keyStore, String password) {}

    /** @throws IllegalArgumentException where others could listen in */
    public ServeOptions {
        try {
            if (!InetAddress.getByName(listen).isLoopbackAddress() && tls == null) {
                throw new IllegalArgumentException("beyond this machine (" + listen
                        + ") the page is served with TLS only: give --tls with a key store, or leave --listen out");
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address of this machine: " + listen, e);
        }
        if (keepDays < 0) {
            throw new IllegalArgumentException("pictures are kept for 1 day or more, or 0 for ever, got " + keepDays);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, got " + port);
        }
    }
}
