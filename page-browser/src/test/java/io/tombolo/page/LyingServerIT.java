package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A server that lies in one field of an answer at a time, in every field of every answer; the answers of one view lie at the same time.
 * The page shows everything else, names the path and the field of each lie, and runs no text.
 */
class LyingServerIT {
    private static final JsonNodeFactory NEW = JsonNodeFactory.instance;
    private static final String MARKUP = "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>\u202e";

    /** Which view shows an answer. */
    private static final Map<String, String> VIEWS = views();

    private static final Contract CONTRACT = new Contract();

    /** Of an answer with a list that is too long, in bytes: below what the page takes. */
    private static final int LONG = 6_000_000;

    /** Texts whose names are those of a word elsewhere. */
    private static final Set<String> FREE = Set.of("agreements[0].state", "ledgers[0].kind");

    private static RecordedNode node;
    private static Browser browser;

    private static Map<String, String> views() {
        String dataset = "dataset/carriers.example/flights";
        String event = "event/carriers.example/flights/0/27000";
        Map<String, String> views = new TreeMap<>();
        for (String path : List.of("overview", "organisations", "datasets", "anchors", "faults")) {
            views.put("/api/v1/" + path, "");
        }
        for (String more : List.of("", "/timeline", "/latency", "/batches", "/events", "/schemas")) {
            views.put(RecordedNode.DATASET + more, dataset);
        }
        views.put("/api/v1/agreements", dataset);
        views.put("/api/v1/usage", dataset);
        views.put(RecordedNode.EVENT, event);
        views.put(RecordedNode.EVENT + "/versions", event);
        views.put("/api/v1/ledgers", "ledgers");
        views.put("/api/v1/operations", "operations");
        views.put("/api/v1/rejected", "operations");
        return views;
    }

    /** All of them take minutes: {@code mvn verify} tries each tenth. */
    private static final int EVERY = Integer.getInteger("page.lies.every", 10);

    @BeforeAll
    static void start() {
        node = new RecordedNode();
        browser = Browser.start();
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        if (node != null) {
            node.close();
        }
    }

    /** One answer with one field replaced. */
    private record Lie(String field, String what, JsonNode answer, boolean reported) {
        boolean isHuge() {
            return what.equals("huge");
        }
    }

    @Test
    void everyFieldOfEveryAnswerMayBeALie() {
        ObjectNode recorded = RecordedNode.recorded();
        browser.open(node.address(""));
        Map<String, Map<String, Deque<Lie>>> tried = new TreeMap<>();
        int all = 0;
        int lies = 0;
        for (Map.Entry<String, String> one : VIEWS.entrySet()) {
            Deque<Lie> some = new ArrayDeque<>();
            for (Lie lie : lies(one.getKey(), recorded.get(one.getKey()))) {
                if (++all % EVERY == 0) {
                    some.add(lie);
                }
            }
            lies += some.size();
            tried.computeIfAbsent(one.getValue(), view -> new TreeMap<>()).put(one.getKey(), some);
        }
        int shown = 0;
        long slowest = 0;
        List<String> wrong = new ArrayList<>();

        for (Map.Entry<String, Map<String, Deque<Lie>>> view : tried.entrySet()) {
            for (Map<String, Lie> now = next(view.getValue()); !now.isEmpty(); now = next(view.getValue())) {
                now.forEach((path, lie) -> node.json(path, lie.answer()));
                long began = System.nanoTime();
                wrong.addAll(faults(view.getKey(), now));
                slowest = Math.max(slowest, System.nanoTime() - began);
                shown++;
                now.keySet().forEach(path -> node.json(path, recorded.get(path)));
            }
        }

        System.out.printf(
                "%d of %d lies in %d answers, shown in %d views; max of a view %d ms; -Dpage.lies.every=1 tries all%n",
                lies, all, VIEWS.size(), shown, slowest / 1_000_000);
        assertThat(wrong).isEmpty();
        assertThat(all).isGreaterThan(800);
        assertThat(lies).isEqualTo(all / EVERY);
        assertThat(browser.complaints()).isEmpty();
    }

    /** The next lie of each answer of a view, of which one at most is huge; none when all were tried. */
    private static Map<String, Lie> next(Map<String, Deque<Lie>> lies) {
        Map<String, Lie> next = new TreeMap<>();
        lies.forEach((path, some) -> {
            boolean second = next.values().stream().anyMatch(Lie::isHuge);
            if (!some.isEmpty() && !(second && some.peek().isHuge())) {
                next.put(path, some.remove());
            }
        });
        return next;
    }

    private static List<String> faults(String view, Map<String, Lie> lies) {
        Map<?, ?> shown = shown(view);
        List<String> wrong = new ArrayList<>();
        List<String> what = new ArrayList<>();
        List<String> all =
                ((List<?>) shown.get("reports")).stream().map(String::valueOf).toList();
        lies.forEach((path, lie) -> {
            what.add(path + " " + lie.field() + " " + lie.what());
            List<String> reports = all.stream()
                    .filter(line -> line.startsWith(path + ":") || line.startsWith(path + "?"))
                    .toList();
            String name = lie.field().isEmpty() ? "the answer" : lie.field();
            boolean named = reports.stream().anyMatch(line -> line.contains(": " + name + " should be "));
            if (lie.reported() && !named) {
                wrong.add(what.get(what.size() - 1) + ": not reported, but " + reports);
            }
            if (!lie.reported() && !reports.isEmpty()) {
                wrong.add(what.get(what.size() - 1) + ": reported, although it may be so: " + reports);
            }
        });
        if (all.stream().anyMatch(line -> lies.keySet().stream().noneMatch(line::startsWith))) {
            wrong.add(what + ": reported of another answer: " + all);
        }
        if (shown.get("ran") != null) {
            wrong.add(what + ": a script ran");
        }
        if (!"true".equals(String.valueOf(shown.get("whole")))) {
            wrong.add(what + ": the view is not whole: " + shown.get("text"));
        }
        return wrong;
    }

    /** Leaves the view and enters it again, and waits until no answer is awaited. */
    private static Map<?, ?> shown(String view) {
        return (Map<?, ?>) browser.runAsync("""
                const [view, done] = arguments;
                const began = performance.now();
                const settled = () => {
                  const main = document.querySelector("main");
                  const there = main.querySelector("h1") !== null && main.querySelector("[aria-busy=true]") === null && main.querySelector(".answered, .problem") !== null;
                  if (!there && performance.now() - began < 60000) return void setTimeout(settled, 10);
                  const sections = main.querySelectorAll("section.card").length;
                  done({
                    ran: window.ran,
                    whole: String(there && sections >= 1 && document.querySelector(".top nav") !== null),
                    text: main.innerText.slice(0, 300),
                    reports: [...document.querySelectorAll("#deviations li")].map((line) => line.textContent),
                  });
                };
                location.hash = "#/left";
                const left = () => {
                  if (document.querySelector("main h1") !== null) {
                    if (performance.now() - began < 60000) return void setTimeout(left, 5);
                    return void done({ whole: "false", reports: [], text: "still there: " + document.body.innerText.slice(0, 300) });
                  }
                  location.hash = "#/" + view;
                  setTimeout(settled, 10);
                };
                setTimeout(left, 5);
                """, view);
    }

    private static List<Lie> lies(String path, JsonNode answer) {
        List<Lie> lies = new ArrayList<>();
        lies.add(new Lie("", "text", TextNode.valueOf(MARKUP), true));
        lies.add(new Lie("", "list", NEW.arrayNode(), true));
        lies.add(new Lie("", "null", NEW.nullNode(), true));
        collect(path, answer, new ArrayList<>(), "", lies, answer);
        return lies;
    }

    private static void collect(
            String path, JsonNode at, List<Object> way, String field, List<Lie> lies, JsonNode answer) {
        if (at instanceof ObjectNode object) {
            object.properties().forEach(one -> {
                String name = field.isEmpty() ? one.getKey() : field + "." + one.getKey();
                List<Object> deeper = with(way, one.getKey());
                lies.add(
                        new Lie(name, "missing", replaced(answer, deeper, null), !CONTRACT.mayBeMissing(path, deeper)));
                lies.add(new Lie(
                        name, "null", replaced(answer, deeper, NEW.nullNode()), !CONTRACT.mayBeNull(path, deeper)));
                lies.add(new Lie(name, "another type", replaced(answer, deeper, another(one.getValue())), true));
                if (one.getValue().isTextual()) {
                    boolean free = FREE.contains(name) || isFree(one.getKey());
                    lies.add(new Lie(name, "markup", replaced(answer, deeper, TextNode.valueOf(MARKUP)), !free));
                    lies.add(new Lie(
                            name, "huge", replaced(answer, deeper, TextNode.valueOf("<b>x".repeat(50_000))), true));
                }
                if (one.getValue().isNumber()) {
                    lies.add(new Lie(name, "huge", replaced(answer, deeper, NEW.numberNode(1e300)), true));
                }
                if (one.getValue() instanceof ArrayNode list && !list.isEmpty()) {
                    ArrayNode many = NEW.arrayNode();
                    int much = LONG / list.get(0).toString().length();
                    for (int i = 0; i < Math.min(20_000, much); i++) {
                        many.add(list.get(0));
                    }
                    lies.add(new Lie(name, "huge", replaced(answer, deeper, many), true));
                }
                collect(path, one.getValue(), deeper, name, lies, answer);
            });
        } else if (at instanceof ArrayNode list && !list.isEmpty()) {
            lies.add(
                    new Lie(field + "[0]", "another type", replaced(answer, with(way, 0), another(list.get(0))), true));
            collect(path, list.get(0), with(way, 0), field + "[0]", lies, answer);
        }
    }

    /** Any text may be there: it is neither a time nor one of a contract's words. */
    private static boolean isFree(String name) {
        return !Set.of(
                                "at",
                                "since",
                                "until",
                                "from",
                                "to",
                                "start",
                                "level",
                                "kind",
                                "phase",
                                "state",
                                "where",
                                "part",
                                "not_after",
                                "retired_at",
                                "matched_by",
                                "timestamp",
                                "first_minute",
                                "last_minute")
                        .contains(name)
                && !name.endsWith("_at");
    }

    private static JsonNode another(JsonNode value) {
        if (value.isTextual() || value.isNull()) {
            return NEW.booleanNode(true);
        }
        return value.isArray() ? NEW.objectNode() : value.isObject() ? NEW.arrayNode() : TextNode.valueOf(MARKUP);
    }

    private static List<Object> with(List<Object> way, Object step) {
        List<Object> longer = new ArrayList<>(way);
        longer.add(step);
        return longer;
    }

    /** A copy with another value at the end of the way, or without one. */
    private static JsonNode replaced(JsonNode answer, List<Object> way, JsonNode value) {
        JsonNode copy = answer.deepCopy();
        JsonNode parent = copy;
        for (Object step : way.subList(0, way.size() - 1)) {
            parent = step instanceof String name ? parent.get(name) : parent.get((int) step);
        }
        Object last = way.get(way.size() - 1);
        if (parent instanceof ObjectNode object) {
            if (value == null) {
                object.remove((String) last);
            } else {
                object.set((String) last, value);
            }
        } else {
            ((ArrayNode) parent).set((int) last, value);
        }
        return copy;
    }
}
