package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Every golden file has in the page the verdict that the suites state: asked of the worker that the page starts, with the network cut. */
class GoldenFilesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Asks the worker about each case, and answers by the names of the verdicts. */
    private static final String ASK = """
            const [cases, done] = [arguments[0], arguments[arguments.length - 1]];
            const worker = globalThis.tested ??= new Worker("/page/worker.js", { type: "module" });
            const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
            const answers = [];
            worker.onerror = e => done(["worker: " + e.message]);
            worker.onmessage = ({ data }) => {
              answers[data.id] = data.failed === undefined ? data.answer.name : "MALFORMED (" + data.failed + ")";
              if (answers.filter(a => a !== undefined).length === cases.length) done(answers);
            };
            cases.forEach(({ file, policy }, id) => worker.postMessage({
              id, name: "verify", ask: { file: bytes(file), policy: policy === null ? undefined : bytes(policy), which: 0, contents: true } }));
            """;

    @Test
    void haveTheirVerdictsInASecurePage() throws IOException {
        judgeAll("127.0.0.1");
    }

    @EnabledIfSystemProperty(
            named = "tombolo.drills",
            matches = "true",
            disabledReason =
                    "InsecureOriginIT has some of them without WebCrypto: mvn -B verify -Dtombolo.drills=true runs it")
    @Test
    void haveTheirVerdictsInAPageWithoutWebCrypto() throws IOException {
        judgeAll(Browser.INSECURE_HOST);
    }

    private static void judgeAll(String host) throws IOException {
        try (Browser browser = Browser.start();
                PageServer server = new PageServer()) {
            browser.open(server.address(host) + "#/verify");
            browser.find("#evidence-files");
            // Loads what few receipts need; after that nothing is asked for.
            judge(
                    browser,
                    List.of(Golden.EVIDENCE.resolve("all-five-kinds.json")),
                    List.of(Golden.EVIDENCE.resolve("policy-all-five-kinds.json")));
            browser.cutNetwork();

            for (Path folder : List.of(Golden.EVIDENCE, Golden.DISCLOSED)) {
                List<String> found = new ArrayList<>();
                List<String> due = new ArrayList<>();
                JsonNode cases =
                        JSON.readTree(folder.resolve("cases.json").toFile()).get("cases");
                for (List<JsonNode> some : parts(cases)) {
                    List<Path> files = some.stream()
                            .map(one -> folder.resolve(one.get("file").asText()))
                            .toList();
                    List<Path> policies = some.stream()
                            .map(one -> one.get("policy").isNull()
                                    ? null
                                    : folder.resolve(one.get("policy").asText()))
                            .toList();
                    List<?> names = judge(browser, files, policies);
                    for (int i = 0; i < some.size(); i++) {
                        JsonNode one = some.get(i);
                        String what = one.get("file").asText() + " by "
                                + one.get("policy").asText() + ": ";
                        String verdict = one.get("verdict").asText();
                        boolean good = verdict.endsWith("ANCHORED") || verdict.equals("SEALED");
                        due.add(what + (one.get("policy").isNull() && good ? "INTACT" : verdict));
                        found.add(what + String.valueOf(names.get(i)).replaceAll("(?s)^MALFORMED \\(.*", "MALFORMED"));
                    }
                }

                assertThat(found).hasSizeGreaterThan(60).isEqualTo(due);
            }
        }
    }

    private static List<List<JsonNode>> parts(JsonNode cases) {
        List<List<JsonNode>> parts = new ArrayList<>();
        for (JsonNode one : cases) {
            if (parts.isEmpty() || parts.get(parts.size() - 1).size() == 40) {
                parts.add(new ArrayList<>());
            }
            parts.get(parts.size() - 1).add(one);
        }
        return parts;
    }

    private static List<?> judge(Browser browser, List<Path> files, List<Path> policies) throws IOException {
        List<Map<String, String>> cases = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Map<String, String> one = new java.util.HashMap<>();
            one.put("file", base64(files.get(i)));
            one.put("policy", policies.get(i) == null ? null : base64(policies.get(i)));
            cases.add(one);
        }
        return (List<?>) browser.runAsync(ASK, cases);
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }
}
