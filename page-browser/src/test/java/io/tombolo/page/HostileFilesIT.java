package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of somebody who wants to run a script in the page, or to hang it. */
class HostileFilesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCRIPT =
            "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script><b id=owned>";

    /** Answers how long the page's own thread was away at most, in ms, since it was started. */
    private static final String WATCH = """
            globalThis.longest = 0;
            let last = performance.now();
            setInterval(() => { const now = performance.now(); globalThis.longest = Math.max(globalThis.longest, now - last); last = now; }, 10);
            """;

    private static Browser browser;
    private static PageServer server;

    @TempDir
    Path dir;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        server = new PageServer();
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @BeforeEach
    void open() {
        browser.open(server.address() + "#/verify");
        browser.find("#evidence-files");
        browser.complaints();
    }

    @Test
    void noTextOfAFileBecomesMarkup() throws IOException {
        JsonNode good = JSON.readTree(Golden.ANCHORED.toFile());
        List<Path> files = new ArrayList<>();
        for (String pointer : texts(good, "")) {
            files.add(write("text-" + files.size(), with(good, pointer)));
        }
        assertThat(files).hasSizeGreaterThan(15);
        for (List<Path> some :
                List.of(files.subList(0, files.size() / 2), files.subList(files.size() / 2, files.size()))) {
            browser.choose("#evidence-files", some.toArray(Path[]::new));
            browser.await(
                    "all of them", () -> browser.all("table.stacks tbody tr").size() == some.size());
            for (int i = 0; i < some.size(); i++) {
                browser.run("document.querySelectorAll('table.stacks .file-name')[arguments[0]].click()", i);
                nothingRan();
            }
        }
    }

    @Test
    void noNameOfAFileOrFieldBecomesMarkup() throws IOException {
        String schema = "{\"fields\":[{\"name\":\"delay\",\"type\":\"string\"}],\"name\":\"Row\",\"type\":\"record\"}";
        String text = SCRIPT + SCRIPT;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        java.io.ByteArrayOutputStream row = new java.io.ByteArrayOutputStream();
        row.write(((2 * bytes.length) & 0x7f) | 0x80);
        row.write((2 * bytes.length) >> 7);
        row.writeBytes(bytes);
        ObjectNode evidence = (ObjectNode) JSON.readTree(Golden.ANCHORED.toFile());
        ((ObjectNode) evidence.at("/record/value")).put("schema", schema).put("bytes", row.toByteArray());
        Path file = write("<img src=x onerror=document.title='owned'>", evidence);

        browser.choose("#evidence-files", file);

        browser.find(".verdict [data-verdict='ALTERED']");
        assertThat(browser.text()).contains(text, "<img src=x onerror=document.title='owned'>.json");
        nothingRan();
    }

    @Test
    void noPolicysTextBecomesMarkup() throws IOException {
        JsonNode good = JSON.readTree(Golden.POLICY.toFile());
        for (String pointer : texts(good, "")) {
            browser.choose("#policy-file", write("policy", with(good, pointer)));
            browser.awaitText("policy.json");
            nothingRan();
        }
        browser.run("localStorage.clear()");
    }

    private static void nothingRan() {
        assertThat(browser.driver().getTitle()).isNotEqualTo("owned");
        assertThat(browser.all("#app img, #app script, #owned")).isEmpty();
    }

    @Test
    void aLargeFileIsRefusedByTheLimitThatItExceeds() throws IOException {
        browser.run(WATCH);
        browser.choose("#evidence-files", Files.write(dir.resolve("over.json"), new byte[50_000_001]));
        browser.awaitText("Too large: 50000001 bytes, limit 50,000,000 bytes. It was not read.");

        byte[] most = new byte[50_000_000];
        java.util.Arrays.fill(most, (byte) ' ');
        browser.choose("#evidence-files", Files.write(dir.resolve("most.json"), most));

        browser.awaitText("evidence: 50000000 bytes, limit 33554432");
        answeredMeanwhile();
    }

    @Test
    void aDeepOneIsRefusedByTheLimitThatItExceeds() throws IOException {
        browser.run(WATCH);
        browser.choose("#evidence-files", Files.writeString(dir.resolve("deep.json"), "{\"a\":".repeat(3_000_000)));

        browser.awaitText("nested deeper than 12");
        answeredMeanwhile();
    }

    @Test
    void aFileOfManyEventsDoesNotHangTheTab() throws IOException {
        ObjectNode set =
                (ObjectNode) JSON.readTree(Golden.DISCLOSED.resolve("set.json").toFile());
        ArrayNode events = (ArrayNode) set.get("events");
        JsonNode one = events.get(0);
        while (events.size() < 4_000) {
            events.add(one);
        }
        browser.run(WATCH);

        browser.choose("#evidence-files", write("many", set));

        browser.find(".verdict.bad");
        answeredMeanwhile();
    }

    @Test
    void whatTakesTooLongCanBeStopped() throws IOException {
        byte[] most = ("{\"a\": [" + "1,".repeat(3_000_000) + "1]}").getBytes(StandardCharsets.UTF_8);
        Path[] files = new Path[20];
        for (int i = 0; i < files.length; i++) {
            files[i] = Files.write(dir.resolve("slow-" + i + ".json"), most);
        }
        browser.choose("#evidence-files", files);

        browser.button("Stop").click();

        browser.awaitText("stopped by you");
        browser.choose("#evidence-files", Golden.ANCHORED);
        browser.find(".verdict [data-verdict='INTACT']");
    }

    /** The thread of the page was never away as long as the limit of a verification, by far; on a loaded machine it waits for its turn. */
    private static void answeredMeanwhile() {
        Number longest = (Number) browser.run("return globalThis.longest");
        System.out.printf("the page's thread was away for %.0f ms at most%n", longest.doubleValue());
        assertThat(browser.run("return 6 * 7")).isEqualTo(42L);
        nothingRan();
    }

    private Path write(String name, JsonNode json) throws IOException {
        return Files.writeString(
                dir.resolve(name + ".json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    }

    /** The pointers of all texts. */
    private static List<String> texts(JsonNode json, String pointer) {
        List<String> all = new ArrayList<>();
        if (json.isTextual()) {
            all.add(pointer);
        }
        for (var field : json.properties()) {
            all.addAll(texts(field.getValue(), pointer + "/" + field.getKey()));
        }
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            all.addAll(texts(json.get(i), pointer + "/" + i));
        }
        return all;
    }

    private static JsonNode with(JsonNode json, String pointer) {
        JsonNode copy = json.deepCopy();
        int end = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, end));
        String name = pointer.substring(end + 1);
        TextNode text = TextNode.valueOf(SCRIPT);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), text);
        } else {
            ((ObjectNode) parent).set(name, text);
        }
        return copy;
    }
}
