package io.tombolo.cli.bench;

import io.tombolo.benchmarks.consumer.ConsumerBenchmark;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the consumer's benchmark measured, as it is printed with {@code --json}. */
final class ConsumerBenchJson {
    private ConsumerBenchJson() {}

    static Map<String, Object> fields(ConsumerBenchmark.Result result, SecondCore second) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "ratios",
                result.ratios().stream()
                        .map(ratio -> Map.<String, Object>of(
                                "name", ratio.name(), "value", ratio.value(), "floor", ratio.floor()))
                        .toList());
        fields.put(
                "cases",
                result.cases().stream()
                        .map(measured -> Map.<String, Object>of(
                                "name", measured.name(),
                                "records_per_second", measured.recordsPerSecond(),
                                "cpu_seconds_per_million", measured.cpuSecondsPerMillion(),
                                "polling_cpu_seconds_per_million", measured.pollingCpuSecondsPerMillion()))
                        .toList());
        fields.put("records", result.records());
        fields.put("partitions", result.partitions());
        fields.put("value_bytes", result.valueBytes());
        fields.put("rounds", result.rounds());
        fields.put("machine", second.with(result.machine()));
        return fields;
    }
}
