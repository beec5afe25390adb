package org.delineate.serve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import org.delineate.infer.EngineChooser;
import org.delineate.serve.work.Archives;

/**
 * Says how the page is served.
 *
 * @param home folder of the database, the pictures and further models
 * @param database address of a PostgreSQL database; null for one in the home
 * @param address where it listens
 * @param keepDays days for which pictures are kept; 0 for ever
 * @param archives that studies are fetched from and results sent to
 * @param launcher command line that starts this program, for what runs in processes of its own
 * @param engine chooses what computes a model
 */
public record ServeOptions(
        Path home,
        String database,
        Address address,
        int keepDays,
        Archives archives,
        List<String> launcher,
        EngineChooser engine) {

    /**
     * Says where it listens.
     *
     * @param host name or address of this machine; beyond it only with TLS
     * @param port 0 for a free one
     * @param tls null for plain HTTP
     */
    public record Address(String host, int port, Tls tls) {
        /** @throws IllegalArgumentException where others could listen in, or it is no address */
        public Address {
            try {
                if (!InetAddress.getByName(host).isLoopbackAddress() && tls == null) {
                    throw new IllegalArgumentException("beyond this machine (" + host
                            + ") the page is served with TLS only: give --tls with a key store, or leave --listen out");
                }
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("no address of this machine: " + host, e);
            }
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("a port is 0 to 65535, got " + port);
            }
        }

        boolean isSecure() {
            return tls != null;
        }
    }

    /**
     * Holds the server's certificate.
     *
     * @param keyStore PKCS #12 file
     */
    public record Tls(Path keyStore, String password) {}

    /** @throws IllegalArgumentException where the days are none */
    public ServeOptions {
        if (keepDays < 0) {
            throw new IllegalArgumentException("pictures are kept for 1 day or more, or 0 for ever, got " + keepDays);
        }
    }
}
