package org.delineate.dicom.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Pictures;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;

/** Is an HTTP server on this machine that answers as a test says, byte for byte. */
final class Pacs implements AutoCloseable {
    static final String STUDY = "1.2.3";
    static final String BOUNDARY = "a-boundary";

    /** Answers one request. */
    interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    final List<String> requests = new CopyOnWriteArrayList<>();

    private Pacs(HttpServer server) {
        this.server = server;
    }

    static Pacs answering(Reply reply) throws IOException {
        Pacs pacs = new Pacs(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        pacs.server.setExecutor(pacs.threads);
        pacs.server.createContext("/", exchange -> {
            try (exchange) {
                pacs.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                reply.to(exchange);
            }
        });
        pacs.server.start();
        return pacs;
    }

    /** Answers searches for objects with these, and retrievals with a body of that type. */
    static Pacs holding(List<String> uids, String type, byte[] body) throws IOException {
        return answering(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/instances")) {
                boolean first = exchange.getRequestURI().getQuery().contains("offset=0");
                send(exchange, 200, "application/dicom+json", first ? rows(Tag.SOP_INSTANCE_UID, uids) : bytes("[]"));
            } else {
                send(exchange, 200, type, body);
            }
        });
    }

    static byte[] rows(int tag, List<String> uids) {
        StringBuilder json = new StringBuilder("[");
        for (String uid : uids) {
            json.append(json.length() > 1 ? "," : "")
                    .append(String.format("{\"%08X\":{\"vr\":\"UI\",\"Value\":[\"%s\"]}}", tag, uid));
        }
        return bytes(json.append(']').toString());
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/dicom-web";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String multipart() {
        return "multipart/related; type=\"application/dicom\"; boundary=\"" + BOUNDARY + "\"";
    }

    /** Joins parts as a server sends them. */
    static byte[] parts(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(bytes("\r\n--" + BOUNDARY + "\r\nContent-Type: application/dicom\r\nContent-Length: "
                    + part.length + "\r\n\r\n"));
            out.writeBytes(part);
        }
        out.writeBytes(bytes("\r\n--" + BOUNDARY + "--\r\n"));
        return out.toByteArray();
    }

    /** Makes a small file with pixels that contain line ends and hyphens, as a boundary does. */
    static byte[] file(String studyUid, String instanceUid) {
        return DicomWriter.encode(Pictures.grey(4, 6)
                .text(Tag.SOP_CLASS_UID, Uid.SECONDARY_CAPTURE)
                .text(Tag.SOP_INSTANCE_UID, instanceUid)
                .text(Tag.STUDY_INSTANCE_UID, studyUid)
                .text(Tag.SERIES_INSTANCE_UID, "1.2.3.1")
                .text(Tag.PATIENT_NAME, "Secret^Name")
                .text(Tag.PATIENT_ID, "SECRET-1")
                .text(Tag.MODALITY, "OT")
                .bytes(Tag.PIXEL_DATA, Vr.OB, bytes("\r\n--a-bound\r\r\n--a-\n-12"))
                .build());
    }
}
