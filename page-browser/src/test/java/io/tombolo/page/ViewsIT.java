package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** Every view of the served page in Chromium, on recorded answers: on all screens, in both languages, and when things are not as usual. */
class ViewsIT {
    private static final Map<String, String> VIEWS = Map.of(
            "overview", "",
            "dataset", "dataset/carriers.example/flights",
            "event", "event/carriers.example/flights/0/27000",
            "ledgers", "ledgers",
            "operations", "operations");

    private static final Pattern SPAN = Pattern.compile("/timeline\\?.*from=([^&]*)&to=([^&]*)");

    private static Browser browser;
    private RecordedNode node;

    /** What the pages of the node speak; each node has a store of its own in the browser. */
    private String spoken = "";

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void listen() {
        node = new RecordedNode();
        browser.resize(1280, 900);
        browser.prefersDark(false);
        browser.complaints();
    }

    @AfterEach
    void stop() {
        // A page that is still there asks for its stream again, and the console of the next test says that nothing
        // answers.
        browser.open("about:blank");
        node.close();
    }

    static Stream<String> views() {
        return VIEWS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("views")
    void fitsEveryScreenInBothLanguagesLightAndDark(String view) {
        List<String> wrong = new ArrayList<>();
        for (String language : List.of("en", "zh")) {
            for (int width : List.of(360, 1280, 3840)) {
                boolean dark = width != 1280 ^ language.equals("zh");
                browser.resize(width, width == 360 ? 740 : 1200);
                browser.prefersDark(dark);
                open(view, language);
                String name = "view-%s-%s-%d%s".formatted(view, language, width, dark ? "-dark" : "");
                browser.screenshot(name);
                if (browser.cutOff() > 0 || !browser.clipped().isEmpty()) {
                    wrong.add(name + ": cut off " + browser.cutOff() + " " + browser.clipped());
                }
                // Its rules do not depend on the width; 1280 and 360 pixels have different menus.
                if (width <= 1280) {
                    browser.axe().forEach(found -> wrong.add(name + ": " + found));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    /** In a language, until nothing is awaited. */
    private void open(String view, String language) {
        String address = node.address(VIEWS.getOrDefault(view, view));
        if (!language.equals(spoken)) {
            browser.open(address);
            browser.run("localStorage.setItem('tombolo.language', arguments[0])", language);
            spoken = language;
        }
        browser.open(address);
        settled();
        assertThat(languageOf(browser)).isEqualTo(language.equals("en") ? "en" : "zh-CN");
    }

    /** As a keyboard does: a page that scrolls smoothly moves under a pointer. */
    private static void press(String selector) {
        browser.find(selector);
        browser.run("document.querySelector(arguments[0]).click()", selector);
    }

    private static void settled() {
        browser.find("main h1");
        browser.await(
                "every answer",
                () -> browser.all("main [aria-busy=true]").isEmpty()
                        && !browser.all("main .answered").isEmpty());
    }

    @Test
    void showsContradictionsFirstAndIslandsWithTheirDatasets() {
        open("overview", "en");

        String text = browser.text();
        assertThat(text.indexOf("FORKED")).isPositive().isLessThan(text.indexOf("Islands"));
        assertThat(browser.all(".sea > li")).hasSize(3);
        assertThat(browser.all(".sea > li.alarm h3").get(0).getText()).isEqualTo("registry.example");
        assertThat(browser.all(".of-island a")).hasSize(5);
        assertThat(browser.all(".island .dot.anchored")).isNotEmpty();
    }

    @Test
    void theStreamMovesTheFiguresWithoutAnotherQuestion() {
        open("overview", "en");
        browser.await("the stream", () -> node.followers() > 0);
        ObjectNode status = RecordedNode.recorded().withObject("/~1api~1v1~1overview");

        node.send("status", status.put("events", 999_111_222L).toString());

        browser.await(
                "the figure of the stream",
                () -> browser.find("#events").getText().equals("999,111,222"));
        browser.find("[data-link=live]");
    }

    @Test
    void aKeyboardReachesEveryLinkAndControl() {
        open("overview", "en");

        Object unreachable = browser.run("""
                return [...document.querySelectorAll("a, button:not([disabled]), input, select, summary")]
                  .filter(e => e.tabIndex < 0 || e.getClientRects().length === 0 && !e.matches(".skip")).map(e => e.outerHTML.slice(0, 80));
                """);

        assertThat((List<?>) unreachable).isEmpty();
    }

    @Test
    void anEmptyNodeShowsWhatToDo() {
        ObjectNode recorded = RecordedNode.recorded();
        ObjectNode overview = recorded.withObject("/~1api~1v1~1overview");
        List.of("organisations", "datasets", "logs", "events", "sealed", "anchored", "faults", "per_second")
                .forEach(sum -> overview.put(sum, 0));
        overview.putNull("last_sealed_at").putNull("last_anchored_at");
        node.json("/api/v1/overview", overview);
        for (String list : List.of("organisations", "datasets", "anchors", "faults", "ledgers", "rejected")) {
            node.json(
                    "/api/v1/" + list,
                    RecordedNode.JSON
                            .createObjectNode()
                            .put("total", 0)
                            .putNull("next")
                            .set(list, RecordedNode.JSON.createArrayNode()));
        }

        open("overview", "en");

        assertThat(browser.text()).contains("Nothing has been shared yet", "tombolo publish");
        assertThat(browser.axe()).isEmpty();
        for (String view : List.of("ledgers", "operations")) {
            open(view, "en");
            assertThat(browser.all("#deviations")).isEmpty();
            assertThat(browser.axe()).isEmpty();
        }
        browser.screenshot("view-ledgers-empty");
    }

    @Test
    void aLedgerThatIsDownIsShownWithItsLastError() {
        open("ledgers", "en");

        assertThat(browser.find(".ledger.alarm").getText())
                .contains(
                        "does not answer",
                        "UNAVAILABLE: io exception: Connection refused",
                        "development ledger",
                        "since 2026-");
        open("operations", "en");
        assertThat(browser.find("#anchoring").getText())
                .contains("not ready", "fabric:tombolo/anchors does not answer");
    }

    @Test
    void aServerThatIsGoneLeavesWhatWasReadAndIsNoticedWhenItIsBack() {
        open("overview", "en");
        browser.find("[data-link=live]");

        node.goAway();

        browser.find("[data-link=lost]");
        assertThat(browser.all(".sea > li")).hasSize(3);
        browser.complaints();
        int asked = node.asked().size();
        node.comeBack();
        browser.find("[data-link=live]");
        browser.await(
                "the lists again",
                () -> node.asked().stream().skip(asked).anyMatch(path -> path.startsWith("/api/v1/organisations")));
        settled();
        assertThat(browser.all("main .problem")).isEmpty();
    }

    @Test
    void aRefusalIsShownAndNothingElseBreaks() {
        node.refuse("/api/v1/rejected", 503, "unreachable", "the broker does not answer <b>now</b>");

        open("operations", "en");

        assertThat(browser.find("#rejected .problem").getText())
                .contains("/api/v1/rejected", "the broker does not answer <b>now</b>");
        assertThat(browser.find("#read-side").getText()).contains("Records of the topics not read yet");
    }

    @Test
    void aMillionEventsAreReadByPages() {
        long all = 1_000_000;
        JsonNode event = RecordedNode.recorded()
                .get(RecordedNode.DATASET + "/events")
                .get("events")
                .get(0);
        node.made(RecordedNode.DATASET + "/events", query -> {
            long from = Long.parseLong(query.getOrDefault("after", Long.toString(all)));
            ArrayNode lines = RecordedNode.JSON.createArrayNode();
            for (long i = from - 1; i >= Math.max(0, from - Long.parseLong(query.get("limit"))); i--) {
                lines.add(((ObjectNode) event.deepCopy()).put("offset", i).put("index", i));
            }
            ObjectNode page = RecordedNode.JSON
                    .createObjectNode()
                    .put("next", Long.toString(from - lines.size()))
                    .put("total", all);
            return page.set("events", lines);
        });
        open("dataset", "en");

        assertThat(browser.all("#events tbody tr")).hasSize(25);
        assertThat(browser.find("#events tbody tr th").getText()).isEqualTo("999999");
        press("#events .pager button:last-child");
        browser.await(
                "the second page",
                () -> browser.find("#events tbody tr th").getText().equals("999974"));
        press("#events .pager button");
        browser.await(
                "the first page",
                () -> browser.find("#events tbody tr th").getText().equals("999999"));
        assertThat(node.asked().stream().filter(path -> path.contains("/events?")))
                .hasSizeLessThan(10);
    }

    @Test
    void tenThousandDatasetsAreIslandsAndAListToSearch() {
        ManyDatasets.serve(node, 40, 250);
        long began = System.nanoTime();
        open("overview", "en");
        long took = (System.nanoTime() - began) / 2_000_000;

        assertThat(browser.all(".sea > li")).hasSize(24);
        assertThat(browser.all("#datasets tbody tr")).hasSize(25);
        System.out.printf(
                "overview of 10,000 datasets: loaded in about %d ms, %s elements%n",
                took, browser.run("return document.querySelectorAll('*').length"));
        browser.find("#datasets input[type=search]").sendKeys("dataset-0249");
        browser.await(
                "the list of those with the name",
                () -> browser.all("#datasets tbody tr").size() == 25
                        && browser.all("#datasets tbody th").stream()
                                .allMatch(one -> one.getText().contains("dataset-0249")));
        press(".sea + .legend + .pager button:last-child");
        browser.await("the other islands", () -> browser.all(".sea > li").size() == 16);
        browser.resize(360, 740);
        assertThat(browser.cutOff()).isZero();
    }

    @Test
    void keepsALanguageOnlyOnceItIsChosen() {
        try (Browser chinese = Browser.start("zh-CN")) {
            chinese.open(node.address(""));
            chinese.await("the browser's language", () -> "zh-CN".equals(languageOf(chinese)));
            assertThat(keptBy(chinese)).isNull();

            chinese.run(
                    "const s = document.querySelector('.settings select'); s.value = 'en'; s.dispatchEvent(new Event('change', { bubbles: true }))");
            assertThat(keptBy(chinese)).isEqualTo("en");
            assertThat(languageOf(chinese)).isEqualTo("en");
        }
    }

    private static Object languageOf(Browser one) {
        return one.run("return document.documentElement.lang");
    }

    private static Object keptBy(Browser one) {
        return one.run("return localStorage.getItem('tombolo.language')");
    }

    @Test
    void aChartZoomsByButtonsAndByDragging() {
        open("dataset", "en");
        browser.find("#timeline .chart canvas");

        press("#timeline .chart-tools button");

        browser.await(
                "a closer look",
                () -> node.asked().stream().anyMatch(path -> path.contains("/latency?") && path.contains("from=")));
        settled();
        List<Duration> before = spans();
        WebElement over = browser.find("#latency .u-over");
        browser.run("document.querySelector('#latency .u-over').scrollIntoView({ block: 'center' })");
        new Actions(browser.driver())
                .moveToElement(over, -50, 0)
                .clickAndHold()
                .moveByOffset(100, 0)
                .release()
                .perform();

        // The page also asks for what it shows again, from time to time.
        browser.await("a still closer look", () -> spans().stream().anyMatch(one -> !before.contains(one)));
        assertThat(spans().get(spans().size() - 1).toMillis())
                .as("milliseconds of the 100 pixels")
                .isCloseTo(before.get(0).toMillis() * 100 / over.getSize().getWidth(), withinPercentage(5));
    }

    /** How long the times are that timelines were asked for. */
    private List<Duration> spans() {
        return node.asked().stream()
                .map(SPAN::matcher)
                .filter(Matcher::find)
                .map(times -> Duration.between(at(times.group(1)), at(times.group(2))))
                .toList();
    }

    private static Instant at(String encoded) {
        return Instant.parse(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    }

    @Test
    void aSearchRefusesWhatIsNoTimeAndShowsWhatWasFound() {
        open("dataset", "en");
        browser.run(
                "const s = document.querySelector('#search select'); s.value = 'time'; s.dispatchEvent(new Event('change', { bubbles: true }))");
        browser.find("#search input").sendKeys("yesterday");
        press("#search button");
        browser.awaitText("This is not a time.");

        browser.find("#search input").clear();
        browser.find("#search input").sendKeys("2026-11-30 09:00:00");
        press("#search button");

        browser.find("#found tbody tr");
        assertThat(node.asked())
                .anyMatch(path -> path.startsWith(RecordedNode.DATASET + "/search?time=2026-11-30T09%3A00%3A00.000Z"));
    }

    @Test
    void evidenceOfAnotherEventIsReported() throws Exception {
        node.bytes(
                "/api/v1/evidence",
                200,
                "application/json",
                java.nio.file.Files.readAllBytes(
                        io.tombolo.verifier.Programs.VECTORS.resolve("evidence/all-five-kinds.json")));

        open("event", "en");

        browser.find("[data-verdict]");
        assertThat(browser.find("#evidence .problem").getText())
                .contains("The server contradicts itself", "not of carriers.example/flights/0 27000");
        assertThat(browser.all("#row, #place, #times")).hasSize(3);
    }
}
