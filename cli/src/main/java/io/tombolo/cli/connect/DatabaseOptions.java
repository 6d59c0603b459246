package io.tombolo.cli.connect;

import io.tombolo.capture.DatabaseUrl;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.connectors.database.TableName;
import io.tombolo.connectors.source.NameList;
import io.tombolo.publish.ProtectOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every {@code tombolo connect DATABASE} has to know. */
final class DatabaseOptions {
    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description =
                    "where it is, as postgresql://feed@db.acme.example:5432/shop?sslmode=require; without a password")
    String url = "";

    @Option(names = "--user", description = "whom the connector logs in as, unless --url says it")
    @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "holds the user's password in its first line (else: the variable TOMBOLO_DATABASE_PASSWORD, else"
                            + " none)")
    @Nullable Path passwordFile;

    @Option(
            names = "--password-reference",
            paramLabel = "REFERENCE",
            description = "with --connect: the placeholder of the password on that worker, as"
                    + " $${file:/run/secrets/db.properties:password}")
    @Nullable String passwordReference;

    @Option(
            names = "--tables",
            required = true,
            paramLabel = "TABLES",
            description =
                    "the tables to share, separated by commas, each as public.orders, in the database's own upper and"
                            + " lower case; a comma, a colon or a backslash in a name is written with a backslash before"
                            + " it, a schema whose name holds a dot in quotes, as '\"eu.west\".orders'")
    List<String> tableLists = List.of();

    @Option(
            names = "--key",
            paramLabel = "TABLE:COLUMNS",
            description =
                    "the columns that make the key of a table that has no primary key, as public.log:at,line; may be"
                            + " given again")
    List<String> keys = List.of();

    @Option(
            names = "--rename",
            paramLabel = "OLD:NEW",
            description = "another name for a column (COLUMN or TABLE.COLUMN) in the events, or for a table"
                    + " (public.Clients) where $${table} is used in --dataset; may be given again")
    List<String> renames = List.of();

    @Option(
            names = "--organisation",
            required = true,
            paramLabel = "DOMAIN",
            description = "the owner, as acme.example")
    String organisation = "";

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "the dataset's name; with several tables it must hold $${table} (default: $${table})")
    String dataset = "${table}";

    @Option(names = "--name", description = "the connector's name (default: the database's)")
    @Nullable String name;

    @Option(
            names = "--include",
            paramLabel = "FIELDS",
            description = "the only fields that leave, separated by commas, as FIELD or table.FIELD; one inside another"
                    + " as FIELD.INNER")
    List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "FIELDS", description = "fields that never leave, separated by commas")
    List<String> exclude = List.of();

    @Option(
            names = "--mask",
            paramLabel = "FIELDS",
            description = "fields, separated by commas, of which only a keyed hash leaves, or nothing without"
                    + " --mask-secret-file")
    List<String> mask = List.of();

    @Option(
            names = "--mask-secret-file",
            paramLabel = "FILE",
            description = "holds the key of those hashes in its first line")
    @Nullable Path maskSecretFile;

    @Mixin
    ProtectOptions protect = new ProtectOptions();

    @Option(
            names = "--backfill",
            description =
                    "share changes first, and the rows that are there between them, in chunks that can continue after a"
                            + " crash (default: all rows, then the changes)")
    boolean backfill;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "a setting of the connector that wins over ours; may be given again")
    Map<String, String> more = new LinkedHashMap<>();

    @Option(names = "--check", description = "look at the database's settings and end")
    boolean checkOnly;

    /** The tables, each as {@link TableName#parse} reads it. */
    List<String> tables() {
        return tableLists.stream()
                .flatMap(list -> NameList.parse(list).stream())
                .toList();
    }

    DatabaseUrl where() {
        return DatabaseUrl.parse(url);
    }

    String user(DatabaseUrl where) {
        String given = user == null ? where.user() : user;
        if (given == null) {
            throw new CommandException("say whom the connector logs in as: --user NAME, or in --url before the host");
        }
        return given;
    }

    /** The password, empty when none was given. */
    String password() {
        if (passwordFile != null) {
            return firstLine(passwordFile);
        }
        String variable = System.getenv("TOMBOLO_DATABASE_PASSWORD");
        return variable == null ? "" : variable;
    }

    @Nullable String maskSecret() {
        return maskSecretFile == null ? null : firstLine(maskSecretFile);
    }

    String name(DatabaseUrl where) {
        String base = where.database().isEmpty() ? where.host() : where.database();
        return name == null ? base.replaceAll("[^A-Za-z0-9_-]", "-") : name;
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .findFirst()
                    .orElse("");
        } catch (NoSuchFileException e) {
            throw new CommandException("file " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be read: " + e.getMessage(), e);
        }
    }
}
