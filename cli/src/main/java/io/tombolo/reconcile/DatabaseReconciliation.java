package io.tombolo.reconcile;

import io.tombolo.connectors.database.TableName;
import io.tombolo.reconcile.feed.AnchoredTopic;
import io.tombolo.reconcile.source.Chunks;
import io.tombolo.reconcile.source.MariaDbSource;
import io.tombolo.reconcile.source.Pace;
import io.tombolo.reconcile.source.PostgresSource;
import io.tombolo.reconcile.source.SourceDatabase;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.SchemaResolver;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Compares a connector's tables with their feeds, in one snapshot of the database. */
final class DatabaseReconciliation {
    private final CapturedDatabase database;
    private final Supplier<Connection> connect;
    private final FeedAccess feed;
    private final ReconcileSettings settings;
    private final Clock clock;

    DatabaseReconciliation(
            CapturedDatabase database,
            Supplier<Connection> connect,
            FeedAccess feed,
            ReconcileSettings settings,
            Clock clock) {
        this.database = database;
        this.connect = connect;
        this.feed = feed;
        this.settings = settings;
        this.clock = clock;
    }

    /** A table whose chunks the source is hashing. */
    private record Begun(
            TableName table, DatasetId dataset, TablePlan plan, SourceDatabase.TableSql sql, Future<Chunks> chunks) {}

    ReconcileReport run() {
        Instant startedAt = clock.instant();
        List<TableName> tables = chosen();
        ConnectorWait.untilItFollows(feed.connect(), database.connector(), settings.patience());
        ExecutorService hashing = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "reconcile-source");
            thread.setDaemon(true);
            return thread;
        });
        try (SourceDatabase source = open(tables)) {
            Map<TableName, Begun> begun = new LinkedHashMap<>();
            for (TableName table : tables) {
                // A feed without events has no schema yet to say what its values look like.
                if (schema(database.dataset(table), "-value") != null) {
                    begun.put(table, begin(source, table, hashing));
                }
            }
            ConnectorWait.untilPassed(feed.connect(), database.connector(), source.cut(), settings.patience());
            for (TableName table : tables) {
                begun.computeIfAbsent(table, late -> begin(source, late, hashing));
            }
            RefusedChanges refused = RefusedChanges.read(feed.kafka(), feed.registry());
            List<TableReport> reports = new ArrayList<>();
            for (TableName table : tables) {
                Begun one = begun.get(table);
                if (one != null) {
                    reports.add(compare(source, one, begun.values(), refused));
                }
            }
            return new ReconcileReport(
                    database.connector(),
                    database.dataset(tables.get(0)).organisation(),
                    database.where().scheme(),
                    source.cut().position(),
                    startedAt,
                    clock.instant(),
                    reports);
        } finally {
            hashing.shutdownNow();
        }
    }

    private List<TableName> chosen() {
        List<TableName> chosen = new ArrayList<>();
        for (String name : settings.tables()) {
            TableName table = database.tables().stream()
                    .filter(one -> one.toString().equals(name) || one.dotted().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ReconcileException("connector " + database.connector()
                            + " does not share table " + name + "; it shares " + database.tables()));
            chosen.add(table);
        }
        return chosen.isEmpty() ? database.tables() : chosen;
    }

    private SourceDatabase open(List<TableName> tables) {
        return database.where().scheme().equals("postgresql")
                ? PostgresSource.open(connect, tables)
                : MariaDbSource.open(connect, tables);
    }

    private Begun begin(SourceDatabase source, TableName table, ExecutorService hashing) {
        DatasetId dataset = database.dataset(table);
        Schema envelope = schema(dataset, "-value");
        TablePlan plan = TablePlan.of(
                source,
                source.table(table),
                database.fields(),
                schema(dataset, "-key"),
                envelope == null ? null : row(dataset, envelope));
        SourceDatabase.TableSql sql = source.sql(table, plan.key(), plan.columns());
        Pace pace = new Pace(settings.rowsPerSecond());
        return new Begun(
                table,
                dataset,
                plan,
                sql,
                hashing.submit(() -> plan.keyed() ? source.chunks(sql, pace) : counted(source.count(sql))));
    }

    private static Chunks counted(long rows) {
        Chunks chunks = new Chunks();
        chunks.add(0, rows, 0, 0);
        return chunks;
    }

    private TableReport compare(SourceDatabase source, Begun begun, Collection<Begun> all, RefusedChanges refused) {
        AnchoredTopic topic = new AnchoredTopic(
                feed.kafka(), feed.registry(), feed.readSide(), feed.policy(), feed.receipts(), settings.patience());
        TableComparison comparison = new TableComparison(begun.dataset(), begun.plan(), source.cut());
        return comparison.run(
                begun.table(),
                topic,
                () -> done(begun.chunks()),
                chunks -> {
                    // One connection: nothing else may be read on it while rows are.
                    all.forEach(one -> done(one.chunks()));
                    return source.rows(begun.sql(), chunks, new Pace(settings.rowsPerSecond()));
                },
                refused.of(begun.dataset()),
                refused.byKey(begun.dataset(), schema(begun.dataset(), "-key")));
    }

    private static Chunks done(Future<Chunks> chunks) {
        try {
            return chunks.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReconcileException("interrupted while the source hashed its rows", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ReconcileException known
                    ? known
                    : new IllegalStateException("hashing the source's rows", e.getCause());
        }
    }

    private @Nullable Schema schema(DatasetId dataset, String part) {
        RegistryClient registry = feed.registry();
        String subject = dataset.topic() + part;
        return registry.latest(subject)
                .map(version -> new SchemaResolver(registry)
                        .resolve("newest schema of " + subject, version.source())
                        .avro())
                .orElse(null);
    }

    private static Schema row(DatasetId dataset, Schema envelope) {
        Schema.Field after = envelope.getField(ChangeEventSchema.AFTER);
        if (after == null) {
            throw new ReconcileException("dataset " + dataset + ": its newest schema, " + envelope.getFullName()
                    + ", is not that of change events");
        }
        return after.schema().isUnion()
                ? after.schema().getTypes().stream()
                        .filter(one -> one.getType() == Schema.Type.RECORD)
                        .findFirst()
                        .orElse(after.schema())
                : after.schema();
    }
}
