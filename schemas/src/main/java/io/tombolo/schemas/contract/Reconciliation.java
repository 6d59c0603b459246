package io.tombolo.schemas.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * What came of comparing a source with its anchored feed; field by field as in {@code Reconciliation.avsc}. It is the row of the
 * dataset {@code <organisation>/reconciliations}, and holds none of the compared values.
 *
 * @param connector whose source was compared
 * @param system kind of source: {@code postgresql}, {@code mariadb} or {@code file}
 * @param position where the snapshot was in the source's history
 */
public record Reconciliation(
        String connector,
        boolean equal,
        String system,
        String position,
        Instant startedAt,
        Instant finishedAt,
        List<Table> tables) {

    /** The dataset's name within its organisation. */
    public static final String DATASET = "reconciliations";

    /** The key's only field: {@code <connector>/<when it began>}. */
    public static final String ID = "id";

    public Reconciliation {
        tables = List.copyOf(tables);
    }

    /**
     * One table, or one folder of files, and its feed.
     *
     * @param dataset {@code organisation/name}
     * @param missing rows that only the source has
     * @param extra rows that only the feed has
     * @param different rows that both have, with other values
     * @param refused changes that were refused before, by name
     * @param findings how many things a verifier refused of the topic or its log
     * @param absentColumns columns that the feed lacks although no rule keeps them back
     * @param notCompared columns that were not compared, each with the reason
     * @param heads each log as its owner signed it last: origin, size and root hash in base64, with a space between
     * @param digest SHA-256 in hexadecimal over the feed's rows in the order of their keys' hashes: of each row 16 bytes of its key's
     *     hash, 16 of its values', and its last event's salt, without which the digest reveals nothing
     */
    public record Table(
            String table,
            String dataset,
            boolean equal,
            long sourceRows,
            long feedRows,
            long missing,
            long extra,
            long different,
            long refused,
            long findings,
            List<String> absentColumns,
            List<String> notCompared,
            List<String> heads,
            String digest) {
        public Table {
            absentColumns = List.copyOf(absentColumns);
            notCompared = List.copyOf(notCompared);
            heads = List.copyOf(heads);
        }
    }

    /** The value of the key's field. */
    public String id() {
        return connector + "/" + startedAt;
    }

    /** A row of that schema, which may be {@link Contracts#RECONCILIATION} under another name. */
    public GenericRecord toAvro(Schema row) {
        GenericData.Record avro = new GenericData.Record(row);
        avro.put("connector", connector);
        avro.put("equal", equal);
        avro.put("system", system);
        avro.put("position", position);
        avro.put("started_at", startedAt.toEpochMilli());
        avro.put("finished_at", finishedAt.toEpochMilli());
        Schema list = row.getField("tables").schema().getTypes().get(1);
        avro.put("tables", tables.stream().map(table -> toAvro(table, list)).toList());
        return avro;
    }

    private static GenericRecord toAvro(Table table, Schema list) {
        GenericData.Record avro = new GenericData.Record(list.getElementType());
        avro.put("table", table.table());
        avro.put("dataset", table.dataset());
        avro.put("equal", table.equal());
        avro.put("source_rows", table.sourceRows());
        avro.put("feed_rows", table.feedRows());
        avro.put("missing", table.missing());
        avro.put("extra", table.extra());
        avro.put("different", table.different());
        avro.put("refused", table.refused());
        avro.put("findings", table.findings());
        avro.put("absent_columns", table.absentColumns());
        avro.put("not_compared", table.notCompared());
        avro.put("heads", table.heads());
        avro.put("digest", table.digest());
        return avro;
    }

    /**
     * Reads a row.
     *
     * @throws IllegalArgumentException when a field is missing or of another type
     */
    public static Reconciliation fromAvro(GenericRecord avro) {
        Fields fields = new Fields(avro);
        List<Table> tables = new ArrayList<>();
        for (Object table : list(avro, "tables")) {
            if (!(table instanceof GenericRecord one)) {
                throw new IllegalArgumentException("tables: not records");
            }
            tables.add(table(one));
        }
        return new Reconciliation(
                fields.string("connector"),
                truth(avro),
                fields.string("system"),
                fields.string("position"),
                fields.time("started_at"),
                fields.time("finished_at"),
                tables);
    }

    private static Table table(GenericRecord avro) {
        Fields fields = new Fields(avro);
        return new Table(
                fields.string("table"),
                fields.string("dataset"),
                truth(avro),
                fields.number("source_rows"),
                fields.number("feed_rows"),
                fields.number("missing"),
                fields.number("extra"),
                fields.number("different"),
                fields.number("refused"),
                fields.number("findings"),
                texts(avro, "absent_columns"),
                texts(avro, "not_compared"),
                texts(avro, "heads"),
                fields.string("digest"));
    }

    private static boolean truth(GenericRecord avro) {
        if (avro.hasField("equal") && avro.get("equal") instanceof Boolean equal) {
            return equal;
        }
        throw new IllegalArgumentException(avro.getSchema().getFullName() + ".equal: missing");
    }

    private static List<String> texts(GenericRecord avro, String name) {
        return list(avro, name).stream().map(String::valueOf).toList();
    }

    private static List<?> list(GenericRecord avro, String name) {
        if (avro.hasField(name) && avro.get(name) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(avro.getSchema().getFullName() + "." + name + ": missing");
    }
}
