package io.tombolo.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** More organisations and datasets than were recorded, by pages. */
final class ManyDatasets {
    private ManyDatasets() {}

    /** Lets a node answer with so many organisations, each with so many datasets. */
    static void serve(RecordedNode node, int organisations, int each) {
        ObjectNode recorded = RecordedNode.recorded();
        JsonNode island =
                recorded.get("/api/v1/organisations").get("organisations").get(1);
        JsonNode line = recorded.get("/api/v1/datasets").get("datasets").get(0);
        List<ObjectNode> islands = new ArrayList<>();
        List<ObjectNode> lines = new ArrayList<>();
        for (int o = 0; o < organisations; o++) {
            String name = "organisation-%03d.example".formatted(o);
            ObjectNode one = island.deepCopy();
            one.put("organisation", name)
                    .put("datasets", each)
                    .put("per_second", o % 7)
                    .withObject("/levels")
                    .put("ANCHORED", each - 20)
                    .put("SEALED", 15)
                    .put("PENDING", 5);
            islands.add(one);
            for (int d = 0; d < each; d++) {
                lines.add(((ObjectNode) line.deepCopy())
                        .put("organisation", name)
                        .put("dataset", "%s/dataset-%04d".formatted(name, d))
                        .put("faults", 0));
            }
        }
        node.json(
                "/api/v1/overview",
                recorded.withObject("/~1api~1v1~1overview")
                        .put("datasets", lines.size())
                        .put("organisations", organisations));
        node.made("/api/v1/organisations", query -> page("organisations", islands, query, one -> true));
        node.made(
                "/api/v1/datasets",
                query -> page(
                        "datasets",
                        lines,
                        query,
                        one -> one.get("organisation")
                                        .asText()
                                        .equals(query.getOrDefault(
                                                "organisation",
                                                one.get("organisation").asText()))
                                && one.get("dataset").asText().contains(query.getOrDefault("q", ""))));
    }

    private static JsonNode page(
            String key, List<ObjectNode> all, Map<String, String> query, Predicate<ObjectNode> wanted) {
        List<ObjectNode> found = all.stream().filter(wanted).toList();
        int from = Integer.parseInt(query.getOrDefault("after", "0"));
        int to = Math.min(found.size(), from + Integer.parseInt(query.get("limit")));
        ObjectNode page = RecordedNode.JSON.createObjectNode().put("total", found.size());
        if (to < found.size()) {
            page.put("next", Integer.toString(to));
        } else {
            page.putNull("next");
        }
        return page.set(key, RecordedNode.JSON.createArrayNode().addAll(found.subList(from, to)));
    }
}
