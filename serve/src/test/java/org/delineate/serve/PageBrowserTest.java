package org.delineate.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Reads pictures on the page as a clinician does, in Chromium, and looks at every view on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageBrowserTest {
    private static final String PASSWORD = "four words make it long";

    private DiagnosisServer server;
    private Browser administrator;
    private Path ultrasound;
    private Chromium chromium;
    private Page page;
    private String reader;
    private final List<String> hindrances = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        Optional<String> missing = Chromium.missing();
        assumeTrue(missing.isEmpty(), missing.orElse(""));
        server = TestServer.start(home);
        administrator = Browser.first(server);
        DemoPictures.add(server.bench(), TestServer.PICTURES, DiagnosisServer.firstName());
        ultrasound = home.resolve("ultrasound.dcm");
        Files.write(ultrasound, original("still.dcm"));
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        chromium = Chromium.start();
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
            server.close();
        }
    }

    @BeforeEach
    void forget() {
        hindrances.clear();
        chromium.problems().clear();
    }

    @AfterEach
    void nothingWentWrong() {
        page.context().close();
        assertEquals(List.of(), hindrances);
        assertEquals(List.of(), chromium.problems());
    }

    @Test
    void aReaderGoesFromSigningInToASignedReport() throws Exception {
        signInFirst("dr.novak", "en-GB", 1280, 800);
        upload(TestServer.picture());
        segmentAndCorrect();
        describe();
        sign();
        byte[] pdf = download("Report PDF");
        assertEquals("%PDF", new String(pdf, 0, 4, StandardCharsets.US_ASCII));
        assertThat(button("Segmentation DICOM SEG")).isDisabled();

        page.getByLabel("Back to the worklist").click();
        upload(ultrasound);
        page.keyboard().press("s");
        assertThat(page.locator(".lesion .unit").first()).hasText("mm");
        look("segmented-ultrasound");
        describe();
        sign();
        for (String name : List.of("Segmentation DICOM SEG", "Measurements DICOM SR", "Report DICOM PDF")) {
            byte[] file = download(name);
            assertEquals("DICM", new String(file, 128, 4, StandardCharsets.US_ASCII), name);
        }
        otherViews();
    }

    @Test
    void worksByKeyboardAloneAndKeepsStrokesWhenTheSessionEnds() throws Exception {
        signInFirst("dr.lind", "en-GB", 1280, 800);
        upload(TestServer.picture());
        page.keyboard().press("s");
        assertThat(page.locator(".version")).hasCount(1);
        page.keyboard().press("b");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("Space");
        page.keyboard().press("Shift+ArrowRight");
        page.keyboard().press("Shift+ArrowRight");
        page.keyboard().press("Space");
        Locator save = button(Pattern.compile("Save correction"));
        assertThat(save).isEnabled();
        page.keyboard().press("Control+z");
        assertThat(save).isDisabled();
        page.keyboard().press("Control+y");
        page.context().clearCookies();
        page.keyboard().press("Enter");
        Locator again = page.getByRole(AriaRole.DIALOG);
        assertThat(again).containsText("Nothing that you drew is lost");
        look("session-ended");
        again.getByLabel("Password").fill(PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.locator(".version")).hasCount(2);
        assertThat(save).isDisabled();
    }

    @Test
    @EnabledIfSystemProperty(named = "delineate.long", matches = "true")
    void playsALoopAndShowsTwoPicturesOfAPatient() throws Exception {
        signInFirst("dr.okafor", "en-GB", 1280, 800);
        page.getByLabel("Search name or patient").fill("loop");
        assertThat(page.locator(".row")).hasCount(1);
        page.locator(".row").click();
        Locator frame = page.locator(".cine .frame");
        assertThat(frame).hasText("1 / 24");
        page.keyboard().press("k");
        assertThat(frame).not().hasText("1 / 24");
        page.keyboard().press("k");
        page.getByLabel("Frame", new Page.GetByLabelOptions().setExact(true)).fill("7");
        assertThat(frame).hasText("8 / 24");
        page.keyboard().press(",");
        assertThat(frame).hasText("7 / 24");
        page.keyboard().press("s");
        assertThat(page.locator(".version")).hasCount(1);
        assertThat(button("Go to frame 7")).isVisible();
        BoundingBox canvas = page.locator("picture-view canvas").boundingBox();
        page.keyboard().press("f");
        page.mouse().move(canvas.x + canvas.width / 3, canvas.y + canvas.height / 8);
        page.mouse().down();
        page.mouse().move(canvas.x + canvas.width * 0.6, canvas.y + canvas.height * 0.4);
        page.mouse().up();
        assertThat(page.locator(".version").first()).containsText("shown where");
        calliper();
        page.keyboard().press("d");
        assertThat(page.locator(".badge.warn")).containsText("Denoised");
        look("denoised");
        page.keyboard().press("d");
        assertThat(page.locator(".badge.warn")).hasCount(0);
        page.keyboard().press("c");
        assertThat(page.locator("second-picture canvas")).isVisible();
        assertThat(page.getByLabel("Picture beside").locator("optgroup").first())
                .hasAttribute("label", "Same patient");
        look("side-by-side");
        page.keyboard().press("?");
        look("keys");
    }

    @Test
    @EnabledIfSystemProperty(named = "delineate.long", matches = "true")
    void speaksGermanOnATablet() throws Exception {
        signInFirst("dr.meier", "de-DE", 820, 1180);
        assertThat(page.locator("h1")).hasText("Arbeitsliste");
        page.locator("input[type=file]").setInputFiles(TestServer.picture());
        button(Pattern.compile("Segmentieren")).click();
        assertThat(page.locator(".lesion").first()).containsText("Längsdurchmesser");
        look("tablet");
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Befund"))
                .click();
        assertThat(page.locator("findings-panel")).containsText("Echoarm");
        look("tablet-findings");
    }

    /** A file of the demo, as it would be uploaded. */
    private byte[] original(String name) throws Exception {
        JsonNode found =
                administrator.get("/api/images?search=" + name).expect(200).json();
        String id = found.get("images").get(0).get("id").asText();
        return administrator.get("/api/images/" + id + "/original").expect(200).bytes();
    }

    private void look(String name) {
        hindrances.addAll(Chromium.look(page, name));
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator button(Pattern name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** Signs in with a new account's one-time password, and replaces it. */
    private void signInFirst(String name, String language, int width, int height) throws Exception {
        reader = name;
        String once = administrator
                .post("/api/accounts", Map.of("name", name, "role", "clinician"))
                .expect(201)
                .json()
                .get("oneTimePassword")
                .asText();
        page = chromium.open(language, width, height);
        page.navigate(server.address());
        page.locator("input[name=name]").fill(name);
        page.locator("input[name=password]").fill(once);
        page.keyboard().press("Enter");
        Locator chosen = page.locator("input[autocomplete=new-password]");
        chosen.first().fill(PASSWORD);
        chosen.last().fill(PASSWORD);
        look("new-password");
        page.keyboard().press("Enter");
        assertThat(page.locator("work-list h1")).isVisible();
    }

    /** Uploads one picture, which opens it. */
    private void upload(Path picture) {
        page.locator("input[type=file]").setInputFiles(picture);
        assertThat(page.locator(".room-bar h1")).hasText(picture.getFileName().toString());
        assertThat(page.locator("picture-view canvas")).isVisible();
    }

    private void segmentAndCorrect() {
        look("new-picture");
        page.keyboard().press("s");
        assertThat(page.locator(".lesion").first()).isVisible();
        assertThat(page.locator(".lesion").first()).containsText("Low to high");
        look("segmented");
        page.keyboard().press("u");
        look("probability");
        page.keyboard().press("u");

        page.keyboard().press("b");
        BoundingBox canvas = page.locator("picture-view canvas").boundingBox();
        double x = canvas.x + canvas.width / 2;
        double y = canvas.y + canvas.height / 2;
        page.mouse().move(x - 60, y + 150);
        page.mouse().down();
        for (int i = 1; i <= 10; i++) {
            page.mouse().move(x - 60 + 9 * i, y + 150);
        }
        page.mouse().up();
        look("corrected");
        Locator undo = button("Undo");
        undo.click();
        assertThat(undo).isDisabled();
        page.keyboard().press("Control+y");
        button(Pattern.compile("Save correction")).click();
        assertThat(page.locator(".version")).hasCount(2);
        assertThat(page.locator(".chip").first()).hasText("Corrected");
        look("saved");
    }

    private void calliper() {
        page.keyboard().press("m");
        BoundingBox canvas = page.locator("picture-view canvas").boundingBox();
        page.mouse().move(canvas.x + canvas.width / 3, canvas.y + canvas.height / 3);
        page.mouse().down();
        page.mouse().move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
        page.mouse().up();
        assertThat(page.locator("saying-list")).containsText(Pattern.compile("Length: [\\d.,]+ mm"));
        look("calliper");
    }

    private void describe() {
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Findings"))
                .click();
        assertThat(page.locator("findings-panel input:checked")).hasCount(0);
        page.getByLabel("Irregular").check();
        page.getByLabel("Spiculated").check();
        page.getByLabel("Comment").fill("Firm, not moved by the probe.");
        page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(Pattern.compile("^4B")))
                .check();
        assertThat(page.locator("findings-panel [role=status]")).hasText("Draft kept");
        look("findings");
    }

    private void sign() {
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Report"))
                .click();
        page.getByLabel("Your password").fill("not the password");
        button("Sign the reading").click();
        assertThat(page.locator("report-panel .problem")).isVisible();
        page.getByLabel("Your password").fill(PASSWORD);
        look("report");
        button("Sign the reading").click();
        assertThat(page.locator(".signature")).containsText("Signed by " + reader);
        assertThat(button("Brush")).isDisabled();
        look("signed");
    }

    private byte[] download(String name) throws Exception {
        Download download = page.waitForDownload(() -> button(name).click());
        return Files.readAllBytes(download.path());
    }

    private void otherViews() {
        for (String view : List.of("studies", "learning")) {
            page.navigate(server.address() + "#/" + view);
            assertThat(page.locator("main h1")).isVisible();
            look(view);
        }
        page.navigate(server.address() + "#/");
        assertThat(page.locator(".row", new Page.LocatorOptions().setHasText(reader))
                        .locator(".chip"))
                .hasText(new String[] {"Signed", "Signed"});
        look("worklist");
    }

    @Test
    @EnabledIfSystemProperty(named = "delineate.long", matches = "true")
    void anAdministratorAddsAnAccount() {
        page = chromium.open("en-GB", 1280, 800);
        page.navigate(server.address());
        look("sign-in");
        page.locator("input[name=name]").fill(DiagnosisServer.firstName());
        page.locator("input[name=password]").fill("not the password");
        page.keyboard().press("Enter");
        assertThat(page.locator("sign-in .problem")).isVisible();
        page.locator("input[name=password]").fill(Browser.PASSWORD);
        page.keyboard().press("Enter");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Administration"))
                .click();
        page.locator("input[name=name]").fill("dr.sato");
        button("Add account").click();
        assertThat(page.locator(".issued")).containsText("One-time password of dr.sato");
        assertThat(page.locator("administration-page tbody").last()).containsText("added as CLINICIAN");
        look("administration");
    }
}
