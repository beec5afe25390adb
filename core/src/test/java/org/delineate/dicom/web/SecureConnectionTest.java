package org.delineate.dicom.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureConnectionTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path folder;

    /** A certificate that nobody has signed, for a host. */
    private SSLContext context(String host) throws Exception {
        Path file = folder.resolve(host + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "a",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertEquals(0, keytool.waitFor(), () -> log());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("a", keys.getCertificate("a"));
        trusted.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("keytool.log"));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    @Test
    void asksOnlyAServerWhoseCertificateIsTrustedAndNamesIt() throws Exception {
        SSLContext common = SSLContext.getDefault();
        SSLContext right = context("localhost");
        SSLContext other = context("elsewhere");
        try {
            assertSecret(right, common, "no secure connection"); // nobody trusts it
            assertSecret(other, other, "no secure connection"); // trusted, but of another host
            assertSecret(right, right, "");
        } finally {
            SSLContext.setDefault(common);
        }
    }

    /** @param rule what is wrong; empty where the server is asked */
    private static void assertSecret(SSLContext of, SSLContext trusts, String rule) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(of));
        int[] asked = {0};
        server.createContext("/", exchange -> {
            asked[0]++;
            Pacs.send(exchange, 204, "text/plain", new byte[0]);
            exchange.close();
        });
        server.start();
        try {
            SSLContext.setDefault(trusts);
            DicomWeb web = new DicomWeb(
                    "https://localhost:" + server.getAddress().getPort() + "/dicom-web", Credentials.bearer("s3cret"));
            if (rule.isEmpty()) {
                assertEquals(List.of(), web.series("1.2.3"));
            } else {
                DicomWebException e = assertThrows(DicomWebException.class, () -> web.series("1.2.3"));
                assertTrue(e.getMessage().contains(rule), e.getMessage());
                assertFalse(e.getMessage().contains("s3cret"), e.getMessage());
            }
            assertEquals(rule.isEmpty() ? 1 : 0, asked[0]);
        } finally {
            server.stop(0);
        }
    }
}
