package io.tombolo.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.http.HttpAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueIT {
    private static final int DATASETS = 10_000;
    private static final String ASK = Wire.message("CatalogRequestMessage", "");

    private static List<String> ids(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, "owner.example/set-%05d", i))
                .toList();
    }

    private static Dataspace start(Path folder, int datasets) {
        return Connectors.start(Connectors.config("urn:provider", folder, new MemoryAgreements(ids(datasets))));
    }

    private static List<String> idsOf(JsonNode catalogue) {
        List<String> ids = new ArrayList<>();
        catalogue.path("dataset").forEach(one -> ids.add(one.path("@id").asText()));
        return ids;
    }

    @Test
    void tenThousandDatasetsComeInPagesThatLeadToOneAnother(@TempDir Path folder) {
        try (Dataspace provider = start(folder, DATASETS)) {
            List<String> all = new ArrayList<>();
            List<Long> nanos = new ArrayList<>();
            String next = "/dsp/catalog/request";
            while (!next.isEmpty()) {
                long begun = System.nanoTime();
                HttpAnswer page = Wire.post(provider, next, ASK);
                nanos.add(System.nanoTime() - begun);
                assertThat(page.status()).isEqualTo(200);
                all.addAll(idsOf(Wire.json(page)));
                next = page.header("Link")
                        .map(link -> link.substring(1, link.indexOf('>'))
                                .substring(provider.uri().toString().length()))
                        .orElse("");
            }

            assertThat(all).isEqualTo(ids(DATASETS));
            assertThat(nanos).hasSize(100);
            // For the documentation; a time is never asserted.
            System.out.printf(
                    Locale.ROOT,
                    "catalogue of %d datasets: first page %.1f ms, median %.1f ms, longest %.1f ms%n",
                    DATASETS,
                    nanos.get(0) / 1e6,
                    nanos.stream().sorted().skip(50).findFirst().orElseThrow() / 1e6,
                    nanos.stream().max(Long::compare).orElseThrow() / 1e6);
        }
    }

    @Test
    void theNextPageIsForAGetToo(@TempDir Path folder) {
        try (Dataspace provider = start(folder, 3)) {
            HttpAnswer page = Wire.get(provider, "/dsp/catalog/request?after=owner.example%2Fset-00000");

            assertThat(idsOf(Wire.json(page))).containsExactly("owner.example/set-00001", "owner.example/set-00002");
            assertThat(page.header("Link")).isEmpty();
        }
    }

    @Test
    void aDatasetHasItsOffersAndTheWayOfItsTransfer(@TempDir Path folder) {
        try (Dataspace provider = start(folder, 1)) {
            JsonNode dataset = Wire.json(Wire.get(provider, "/dsp/catalog/datasets/owner.example%2Fset-00000"));

            assertThat(dataset.path("@type").asText()).isEqualTo("Dataset");
            assertThat(dataset.path("hasPolicy")
                            .path(0)
                            .path("permission")
                            .path(0)
                            .toString())
                    .isEqualTo("{\"action\":\"use\",\"constraint\":[{\"leftOperand\":\"purpose\",\"operator\":\"eq\","
                            + "\"rightOperand\":\"research\"}]}");
            assertThat(dataset.path("distribution").path(0).path("format").asText())
                    .isEqualTo("KafkaBroker-PULL");
            assertThat(Wire.json(Wire.get(provider, "/dsp/catalog/datasets/owner.example/set-00000"))
                            .path("@id")
                            .asText())
                    .isEqualTo("owner.example/set-00000");
            assertThat(Wire.get(provider, "/dsp/catalog/datasets/other").text())
                    .contains("CatalogError")
                    .contains("no dataset has the identifier 'other'");
        }
    }

    @Test
    void ofAFilterOnlyTheLimitIsUnderstood(@TempDir Path folder) {
        try (Dataspace provider = start(folder, 3)) {
            HttpAnswer two = Wire.post(
                    provider, "/dsp/catalog/request", Wire.message("CatalogRequestMessage", "'filter':{'limit':2}"));
            HttpAnswer filtered = Wire.post(
                    provider,
                    "/dsp/catalog/request",
                    Wire.message("CatalogRequestMessage", "'filter':[{'filterExpression':['a']}]"));

            assertThat(idsOf(Wire.json(two))).hasSize(2);
            assertThat(filtered.status()).isEqualTo(400);
            assertThat(filtered.text()).contains("filter: is not supported, but for a limit");
        }
    }
}
