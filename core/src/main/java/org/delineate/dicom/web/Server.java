package org.delineate.dicom.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;

/**
 * Speaks HTTP with one server: requests with credentials, time limits and named errors. Only what changes nothing is
 * tried again, and a redirection is followed only where it stays with the same server.
 */
final class Server {
    private static final int MOST_TRIES = 3;
    private static final int MOST_REDIRECTIONS = 5;
    private static final int SLOWEST_BYTES = 100_000;
    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

    private final URI base;
    private final Credentials credentials;
    private final Timeouts timeouts;
    private final HttpClient client;

    Server(URI base, Credentials credentials, Timeouts timeouts) {
        this.base = base;
        this.credentials = credentials;
        this.timeouts = timeouts;
        client = HttpClient.newBuilder()
                .connectTimeout(timeouts.connect())
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Checks the address that a user gives. */
    static URI root(String url, Credentials credentials) {
        URI uri;
        try {
            uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no address of a server; an example is https://pacs:8042/dicom-web", e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null) {
            throw new IllegalArgumentException("an address begins with https:// or http:// and a host");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "an address has no password in it; use a file or " + Credentials.VARIABLE);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("an address ends with the root of DICOMweb, without \"?\" and \"#\"");
        }
        if (scheme.equals("http") && !credentials.isEmpty() && !isLocal(uri)) {
            throw new IllegalArgumentException("credentials go over https:// alone, but to this machine itself");
        }
        return uri;
    }

    /** Returns whether nothing leaves this machine. */
    static boolean isLocal(URI uri) {
        return Set.of("localhost", "127.0.0.1", "[::1]").contains(uri.getHost().toLowerCase(Locale.ROOT));
    }

    String name() {
        return base.toString();
    }

    /**
     * Gets an answer of status 200 or 204; tried again where the server cannot be reached or is busy.
     *
     * @param path what follows the root, encoded
     * @param task what errors call the request: "search for studies"
     */
    Answer get(String path, String accept, String task) {
        URI uri = URI.create(base + path);
        for (int attempt = 1, redirections = 0; ; ) {
            boolean again = attempt < MOST_TRIES;
            HttpResponse<InputStream> response;
            try {
                response = client.send(
                        request(uri, accept).timeout(timeouts.answer()).GET().build(),
                        HttpResponse.BodyHandlers.ofInputStream());
            } catch (IOException e) {
                boolean late = e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException);
                if (!again || late || e instanceof SSLException) {
                    throw failed(e, task);
                }
                pause(attempt++);
                continue;
            } catch (InterruptedException e) {
                throw interrupted();
            }
            int status = response.statusCode();
            if (status == 200 || status == 204) {
                return answer(response);
            }
            discard(response);
            if (REDIRECTIONS.contains(status) && redirections++ < MOST_REDIRECTIONS) {
                uri = redirected(uri, response, task);
            } else if (again && BUSY.contains(status)) {
                pause(attempt++);
            } else {
                throw refused(status, task);
            }
        }
    }

    /** Posts a body once; returns the answer whose status is one of those. */
    Answer post(
            String path,
            String type,
            HttpRequest.BodyPublisher body,
            String accept,
            String task,
            Set<Integer> statuses) {
        Duration timeout = timeouts.answer().plusSeconds(body.contentLength() / SLOWEST_BYTES);
        try {
            HttpResponse<InputStream> response = client.send(
                    request(URI.create(base + path), accept)
                            .timeout(timeout)
                            .header("Content-Type", type)
                            .POST(body)
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            if (statuses.contains(response.statusCode())) {
                return answer(response);
            }
            discard(response);
            throw refused(response.statusCode(), task);
        } catch (IOException e) {
            throw failed(e, task);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private HttpRequest.Builder request(URI uri, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", accept);
        return credentials.isEmpty() ? request : request.header("Authorization", credentials.header());
    }

    private Answer answer(HttpResponse<InputStream> response) {
        return new Answer(
                this,
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                new TimedStream(response.body(), timeouts));
    }

    /** What the server says in words may name a patient: it is not read. */
    private static void discard(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            // the status tells enough
        }
    }

    private URI redirected(URI from, HttpResponse<?> response, String task) {
        int status = response.statusCode();
        String location = response.headers().firstValue("Location").orElse("");
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw error(status, "it redirects the " + task + " to no address", "ask who runs it", e);
        }
        boolean same = from.getScheme().equalsIgnoreCase(String.valueOf(to.getScheme()))
                && from.getHost().equalsIgnoreCase(String.valueOf(to.getHost()))
                && from.getPort() == to.getPort();
        if (!same) {
            throw error(
                    status,
                    "it redirects the " + task + " to another server, which is not followed",
                    "if that is right, give the other address",
                    null);
        }
        return to;
    }

    /** Makes the error of a status that is no success. */
    DicomWebException refused(int status, String task) {
        String remedy = switch (status) {
            case 400 -> "the server does not understand the request; does it implement this part of DICOMweb?";
            case 401 ->
                credentials.isEmpty()
                        ? "give credentials in a file or in " + Credentials.VARIABLE
                        : "are the credentials right, and still valid?";
            case 403 -> "ask who runs the server for the right to do this";
            case 404 ->
                "is the address the root of DICOMweb, as https://pacs:8042/dicom-web, and does the study exist?";
            case 406, 415 -> "the server does not offer this format; does it implement this part of DICOMweb?";
            case 413 -> "send fewer or smaller files";
            case 429, 502, 503, 504 -> "the server is busy; try again later";
            default -> status >= 500 ? "its own log says more" : "its documentation says what this means";
        };
        return error(status, "status " + status + " to the " + task, remedy, null);
    }

    /** Makes the error of a connection that failed. */
    DicomWebException failed(IOException e, String task) {
        if (e instanceof SSLException) {
            return error(
                    0,
                    "no secure connection for the " + task,
                    "does the certificate name this host, and does Java trust who signed it (JAVA_OPTS="
                            + "-Djavax.net.ssl.trustStore=FILE)?",
                    e);
        }
        if (e instanceof HttpTimeoutException) {
            boolean ours = e.getMessage() != null && e.getMessage().contains(" s");
            return error(
                    0,
                    (ours ? e.getMessage() : "no answer in time") + " to the " + task,
                    "try again, or ask who runs it",
                    e);
        }
        if (e instanceof ConnectException) {
            return error(0, "no connection for the " + task, "is the address right, and does the server run?", e);
        }
        return error(0, "the connection broke in the " + task, "try again", e);
    }

    DicomWebException error(int status, String rule, String remedy, Throwable cause) {
        return new DicomWebException(name(), status, rule, remedy, cause);
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(200L * attempt * attempt);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted");
    }
}
