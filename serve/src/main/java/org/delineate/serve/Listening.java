package org.delineate.serve;

import io.javalin.config.JettyConfig;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Says how Jetty listens: enough threads that slow clients do not keep others waiting, and an end for them. */
final class Listening {
    /** A thread waits with each slow upload of an account; a few hundred sleeping ones cost little. */
    private static final int THREADS = 512;

    private static final int IDLE_SECONDS = 30;
    private static final int LEAST_BYTES_PER_SECOND = 512;
    private static final int HEADER_BYTES = 16 << 10;

    private Listening() {}

    static void configure(JettyConfig jetty, ServeOptions.Address address, int requestSeconds, int jsonBytes) {
        QueuedThreadPool threads = new QueuedThreadPool(
                THREADS, 8, (int) Duration.ofSeconds(requestSeconds).toMillis());
        threads.setName("http");
        jetty.threadPool = threads;
        jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(HEADER_BYTES);
            http.setIdleTimeout(Duration.ofSeconds(IDLE_SECONDS).toMillis());
        });
        jetty.modifyServer(
                server -> server.setHandler(new LeastRate(whole(jsonBytes), LEAST_BYTES_PER_SECOND, IDLE_SECONDS)));
        jetty.addConnector((server, http) -> {
            ServerConnector connector = address.tls() == null
                    ? new ServerConnector(server, new HttpConnectionFactory(http))
                    : secure(server, http, address.tls());
            connector.setHost(address.host());
            connector.setPort(address.port());
            connector.setIdleTimeout(Duration.ofSeconds(IDLE_SECONDS).toMillis());
            return connector;
        });
    }

    /**
     * Waits for a small body without a thread: anybody may begin to sign in, and then say nothing more. An upload is
     * written down by a thread as it comes, since only who has a session gets so far.
     */
    private static EagerContentHandler whole(int bytes) {
        EagerContentHandler whole =
                new EagerContentHandler(new EagerContentHandler.RetainedContentLoaderFactory(bytes, 0, false));
        whole.exclude(Listening::isUpload);
        return whole;
    }

    private static boolean isUpload(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type != null && type.startsWith("multipart/");
    }

    private static ServerConnector secure(
            org.eclipse.jetty.server.Server server, HttpConfiguration http, ServeOptions.Tls tls) {
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStorePath(tls.keyStore().toUri().toString());
        ssl.setKeyStoreType("PKCS12");
        ssl.setKeyStorePassword(tls.password());
        ssl.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        HttpConfiguration secured = new HttpConfiguration(http);
        secured.addCustomizer(
                new SecureRequestCustomizer(false)); // certificates of hospitals name hosts, not addresses
        return new ServerConnector(
                server, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(secured));
    }
}
