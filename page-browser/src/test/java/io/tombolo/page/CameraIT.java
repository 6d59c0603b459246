package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The camera, simulated by Chromium from a film. */
class CameraIT {
    @TempDir
    Path dir;

    @Test
    void verifiesTheEvidenceInACodeThatTheCameraSees() throws IOException {
        byte[] compact = Files.readAllBytes(Golden.EVIDENCE.resolve("compact-three-witnesses.cbor"));
        try (Browser browser = Browser.start(
                        "en-GB",
                        "--use-fake-ui-for-media-stream",
                        "--use-fake-device-for-media-stream",
                        "--use-file-for-fake-video-capture=" + Golden.film(dir, compact));
                PageServer server = new PageServer()) {
            browser.open(server.address() + "#/verify");
            browser.choose("#policy-file", Golden.EVIDENCE.resolve("policy-compact-three-witnesses.json"));
            browser.awaitText("your choice");

            browser.button("Scan a QR code with the camera").click();

            browser.find(".verdict [data-verdict='CROSS_ANCHORED']");
            assertThat(browser.text()).contains("from a QR code");
            assertThat(browser.all("video")).isEmpty();
        }
    }

    @Test
    void saysWhyThereIsNoPicture() {
        try (Browser browser = Browser.start("en-GB", "--deny-permission-prompts");
                PageServer server = new PageServer()) {
            browser.open(server.address() + "#/verify");

            browser.button("Scan a QR code with the camera").click();

            browser.awaitText("The camera cannot be used");
        }
    }
}
