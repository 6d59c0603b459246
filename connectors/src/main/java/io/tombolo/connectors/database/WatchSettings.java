package io.tombolo.connectors.database;

import io.tombolo.connectors.source.NameList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of {@link WatchSource} that belong to a connector's own. */
final class WatchSettings {

    private static final Map<String, String> MYSQL_SSL = Map.of(
            "disabled", "disable",
            "required", "trust",
            "verify_ca", "verify-ca",
            "verify_identity", "verify-full");

    private WatchSettings() {}

    static Map<String, String> ofPostgres(Map<String, String> config, List<SourceTable> tables) {
        Map<String, String> watch = common(config, "postgresql");
        watch.put(WatchSource.URL, watch.get(WatchSource.URL) + encoded(config.getOrDefault("database.dbname", "")));
        watch.put(WatchSource.SLOT, config.getOrDefault("slot.name", ""));
        watch.put(WatchSource.PUBLICATION, config.getOrDefault("publication.name", ""));
        watch.put(
                WatchSource.TABLES,
                tables.stream()
                        .map(one -> NameList.escaped(one.name().toString()) + ":" + one.id() + " " + one.identity())
                        .collect(Collectors.joining(",")));
        config.forEach((key, value) -> {
            if (key.startsWith("database.ssl")) {
                watch.put("jdbc." + key.substring("database.".length()), value);
            }
        });
        return watch;
    }

    static Map<String, String> ofMySql(Map<String, String> config, List<SourceTable> tables, String since) {
        Map<String, String> watch = common(config, "mariadb");
        watch.put(WatchSource.SINCE, since);
        watch.put(
                WatchSource.TABLES,
                tables.stream()
                        .map(one -> NameList.escaped(one.name().toString()) + ":0 FULL")
                        .collect(Collectors.joining(",")));
        String ssl = MYSQL_SSL.get(config.getOrDefault("database.ssl.mode", ""));
        if (ssl != null) {
            watch.put("jdbc.sslMode", ssl);
        }
        return watch;
    }

    private static Map<String, String> common(Map<String, String> config, String scheme) {
        Map<String, String> watch = new LinkedHashMap<>();
        watch.put(
                WatchSource.URL,
                "jdbc:" + scheme + "://" + config.get("database.hostname") + ":" + config.get("database.port") + "/");
        watch.put(WatchSource.USER, config.getOrDefault("database.user", ""));
        watch.put(WatchSource.PASSWORD, config.getOrDefault("database.password", ""));
        return watch;
    }

    private static String encoded(String database) {
        return java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
