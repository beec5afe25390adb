package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.delineate.serve.store.Ids;
import org.delineate.serve.store.StoredImage;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens a database that the first version of the tables was made for. */
class UpgradeTest {
    private static final int PICTURES = Integer.getInteger("rows", 300);
    private static final byte[] MASK = {1, 2, 3};

    @TempDir
    Path home;

    @Test
    void aDatabaseOfTheFirstSchemaOpensWithAllItsRows() throws Exception {
        String postgresql = Postgresql.of(home).orElse(null);
        String url = postgresql != null
                ? postgresql
                : "jdbc:h2:file:" + home.toAbsolutePath().resolve("database/delineate") + ";DATABASE_TO_LOWER=TRUE";
        String user = postgresql != null ? null : "sa";
        Logs.quiet();
        Flyway.configure()
                .dataSource(url, user, "")
                .locations("classpath:org/delineate/serve/store/migration")
                .placeholders(Map.of("bytes", postgresql != null ? "BYTEA" : "BLOB"))
                .target("1")
                .load()
                .migrate();
        String first;
        try (Connection connection = DriverManager.getConnection(url, user, "")) {
            assertEquals(1, version(connection));
            first = fill(connection);
        }
        try (DiagnosisServer server = TestServer.start(home)) {
            Browser browser = Browser.first(server);
            assertEquals(
                    PICTURES - PICTURES / 10,
                    browser.get("/api/images")
                            .expect(200)
                            .json()
                            .at("/counts/new")
                            .asInt());
            long begun = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                assertEquals(
                        Math.min(50, PICTURES / 10),
                        browser.get("/api/images?state=signed")
                                .expect(200)
                                .json()
                                .get("images")
                                .size());
            }
            System.out.printf(
                    "UpgradeTest: the signed ones of %d pictures in %.1f ms%n",
                    PICTURES, (System.nanoTime() - begun) / 1e7);
            String path = "/api/images/" + first;
            String segmentation = browser.get(path + "/segmentations")
                    .expect(200)
                    .json()
                    .get(0)
                    .get("id")
                    .asText();
            assertArrayEquals(
                    MASK,
                    browser.get(path + "/segmentations/" + segmentation + "/mask")
                            .expect(200)
                            .bytes());
            assertEquals(
                    "of the first version",
                    browser.get(path + "/reading")
                            .expect(200)
                            .json()
                            .get("comment")
                            .asText());
            browser.upload("a.png", Files.readAllBytes(TestServer.picture())).expect(201);
        }
        try (Connection connection = DriverManager.getConnection(url, user, "")) {
            assertTrue(version(connection) > 1, "the tables were brought up to date");
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT MAX(CAST(\"version\" AS INT)) FROM" + " \"flyway_schema_history\" WHERE \"success\"")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static String fill(Connection connection) throws SQLException {
        String first = Ids.random();
        connection.setAutoCommit(false);
        try (PreparedStatement image = connection.prepareStatement(
                        "INSERT INTO image (id, name, state, sha256, uploaded_at, uploaded_by, format, width, height,"
                                + " frames, grey, bits) VALUES (?, 'a.png', ?, ?, CURRENT_TIMESTAMP, 'reader', 'PNG',"
                                + " 3, 1, 1, TRUE, 8)");
                PreparedStatement segmentation = connection.prepareStatement(
                        "INSERT INTO segmentation (id, image, frame, version, maker, maker_name, created_at,"
                                + " lesion_count, mask, lesions) VALUES (?, ?, 0, 1, 'READER', 'reader',"
                                + " CURRENT_TIMESTAMP, 0, ?, ?)");
                PreparedStatement reading = connection.prepareStatement(
                        "INSERT INTO reading (image, descriptors, comment, revision) VALUES (?, '{}', ?, 1)")) {
            for (int i = 0; i < PICTURES; i++) {
                String id = i == 0 ? first : Ids.random();
                StoredImage.State state = i % 10 == 9 ? StoredImage.State.SIGNED : StoredImage.State.NEW;
                image.setString(1, id);
                image.setString(2, state.name());
                image.setString(3, "0".repeat(64));
                image.execute();
                segmentation.setString(1, Ids.random());
                segmentation.setString(2, id);
                segmentation.setBytes(3, MASK);
                segmentation.setBytes(4, "[]".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                segmentation.execute();
                reading.setString(1, id);
                reading.setString(2, "of the first version");
                reading.execute();
            }
        }
        connection.commit();
        return first;
    }
}
