package org.delineate.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.infer.EngineChooser;
import org.delineate.infer.EngineTimes;
import org.delineate.serve.store.Backup;
import org.delineate.serve.store.Database;
import org.delineate.serve.work.Archives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes the audit log behind the program's back, and restores what a running server has backed up. */
class AuditAndBackupTest {
    @TempDir
    Path folder;

    @Test
    void aChangedLogShows() throws Exception {
        Path home = folder.resolve("home");
        try (DiagnosisServer server = TestServer.start(home)) {
            Browser browser = Browser.first(server);
            browser.upload("a.png", Files.readAllBytes(TestServer.picture())).expect(201);
            assertTrue(
                    browser.get("/api/audit/verification").json().get("whole").asBoolean());
            JsonNode newest =
                    browser.get("/api/audit?limit=1").json().get("entries").get(0);
            assertEquals("upload", newest.get("action").asText());
        }
        AuditCheck whole = AuditCheck.of(home, null);
        assertTrue(whole.isWhole() && whole.entries() >= 5, whole.toString());
        for (String crime : new String[] {
            "UPDATE audit SET account = 'somebody else' WHERE number = 3",
            "DELETE FROM audit WHERE number = 4",
            "DELETE FROM audit WHERE number = (SELECT MAX(number) FROM audit)"
        }) {
            assertFalse(after(home, crime).isWhole(), crime);
        }
    }

    private AuditCheck after(Path home, String crime) throws Exception {
        Path copy = folder.resolve("copy" + Math.abs(crime.hashCode()));
        Files.createDirectories(copy.resolve("database"));
        Files.copy(home.resolve("database/delineate.mv.db"), copy.resolve("database/delineate.mv.db"));
        try (Database database = Database.embedded(copy)) {
            database.run(handle -> handle.execute(crime));
        }
        return AuditCheck.of(copy, null);
    }

    @Test
    void aBackupOfARunningServerIsTheServer() throws Exception {
        Path zip = folder.resolve("backup.zip");
        byte[] picture = Files.readAllBytes(TestServer.picture());
        String image;
        try (DiagnosisServer server = TestServer.start(folder.resolve("home"))) {
            Browser browser = Browser.first(server);
            image = browser.upload("a.png", picture)
                    .expect(201)
                    .json()
                    .get("images")
                    .get(0)
                    .get("id")
                    .asText();
            Files.write(zip, browser.post("/api/backup", "").expect(200).bytes());
            browser.delete("/api/images/" + image).expect(204);
        }
        Path home = folder.resolve("restored");
        Backup.restore(zip, home);
        assertThrows(IllegalArgumentException.class, () -> Backup.restore(zip, home), "a home is not overwritten");
        try (DiagnosisServer server = TestServer.start(home)) {
            Browser browser = new Browser(server.address());
            browser.signIn(DiagnosisServer.firstName(), Browser.PASSWORD).expect(200);
            assertArrayEquals(
                    picture,
                    browser.get("/api/images/" + image + "/original")
                            .expect(200)
                            .bytes());
            server.housekeeping().removeBefore(Instant.now());
            browser.get("/api/images/" + image).expect(404);
        }
        byte[] damaged = Files.readAllBytes(zip);
        damaged[damaged.length / 2] ^= 1;
        Files.write(zip, damaged);
        Path other = folder.resolve("other");
        assertThrows(RuntimeException.class, () -> Backup.restore(zip, other));
        assertFalse(Files.exists(other));
        assertThrows(BadFileException.class, () -> Backup.restore(emptyZip(), other));
    }

    private Path emptyZip() throws Exception {
        Path file = folder.resolve("empty.zip");
        Files.write(file, new byte[] {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        return file;
    }

    @Test
    void aStartThatFailsMakesNoAccountThatNobodyKnows() throws Exception {
        Path home = folder.resolve("home");
        try (DiagnosisServer server = TestServer.start(folder.resolve("other"))) {
            ServeOptions options = new ServeOptions(
                    home,
                    null,
                    new ServeOptions.Address("127.0.0.1", server.port(), null),
                    0,
                    new Archives(Map.of()),
                    List.of(),
                    new EngineChooser("auto", "auto", 1, new EngineTimes()));
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> DiagnosisServer.start(options));
            assertTrue(e.getMessage().startsWith("port " + server.port() + " is in use"), e.getMessage());
        }
        try (DiagnosisServer server = TestServer.start(home)) {
            assertTrue(server.oneTimePassword().isPresent());
        }
    }
}
