package io.tombolo.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the parts of one server listen.
 *
 * @param kafka bootstrap address, {@code host:port}
 * @param registry base URL of the schema registry
 * @param connect base URL of Kafka Connect's REST interface
 * @param api base URL of the read side
 * @param push base URL of HTTP push
 */
public record Endpoints(String kafka, String registry, String connect, String api, String push) {
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("kafka", kafka);
        map.put("registry", registry);
        map.put("connect", connect);
        map.put("api", api);
        map.put("push", push);
        return map;
    }

    String toJson() {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(toMap());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("five strings that are not JSON", e);
        }
    }
}
