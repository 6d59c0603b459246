package io.tombolo.connectors.database;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which statements of MySQL's and MariaDB's binary log Debezium passes over. Its parser does not know every statement, and one that
 * it can't read stops the connector. A statement that cannot change a shared table's definition is passed over, whatever it says; one
 * that can must be read, or the connector stops with the statement's text.
 */
final class DdlFilter {

    /** What a statement may begin with before its first word that counts. */
    private static final String START = "\\s*+(?:SET\\s+STATEMENT\\s.*?\\sFOR\\s+)?";

    private DdlFilter() {}

    /** For {@code internal.schema.history.internal.ddl.filter}: patterns separated by commas, in none of which is one. */
    static String of(List<TableName> tables) {
        String names = tables.stream()
                .map(table -> literal(table.name()))
                .distinct()
                .collect(Collectors.joining("|", "(?:", ")"));
        return String.join(
                ",",
                // Names no shared table, and is not about a database, a character set or a transaction.
                "(?iu)(?!\\s*(?:USE\\b|ROLLBACK\\b|SET\\s+(?!STATEMENT\\b)|(?:CREATE|DROP|ALTER)\\s+(?:OR\\s+REPLACE\\s+)?"
                        + "(?:DATABASE|SCHEMA)\\b))(?!.*" + names + ").*",
                // Defines another table; a shared one is behind its first parenthesis only, as in a foreign key.
                "(?iu)" + START + "CREATE\\s++(?:OR\\s++REPLACE\\s++)?+TABLE\\s(?![^(]*" + names + ").*",
                "(?iu)" + START + "ALTER\\s++(?:ONLINE\\s++)?+(?:IGNORE\\s++)?+TABLE\\s(?![^(]*" + names
                        + ")(?!.*\\bRENAME\\b).*",
                // Changes no table's definition.
                START + "(?:GRANT|REVOKE|ANALYZE|OPTIMIZE|REPAIR|FLUSH|SAVEPOINT)\\s.*",
                START + "(?:CREATE|DROP)\\s+(?:OR\\s+REPLACE\\s+)?TEMPORARY\\s.*",
                START + "(?:CREATE|ALTER|DROP)\\s+(?:OR\\s+REPLACE\\s+)?(?:ALGORITHM\\s*=\\s*\\S+\\s+)?"
                        + "(?:DEFINER\\s*=\\s*\\S+\\s+)?(?:SQL\\s+SECURITY\\s+\\S+\\s+)?(?:AGGREGATE\\s+)?"
                        + "(?:VIEW|FUNCTION|PROCEDURE|TRIGGER|EVENT|PACKAGE|SEQUENCE|USER|ROLE|SERVER)\\b.*");
    }

    /** A backquote in a name is written twice in a statement. */
    private static String literal(String name) {
        return DebeziumNames.literal(name.toLowerCase(Locale.ROOT)).replace("\\x{60}", "\\x{60}+");
    }
}
