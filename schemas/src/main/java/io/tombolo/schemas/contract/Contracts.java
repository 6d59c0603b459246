package io.tombolo.schemas.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/** The Avro contracts that ship with this module, parsed from their {@code .avsc} files. */
public final class Contracts {

    /** The envelope's template; a dataset's own is made by {@code ChangeEventSchema}. */
    public static final Schema CHANGE_EVENT = load("ChangeEvent");

    public static final Schema SEALED_BATCH = load("SealedBatch");
    public static final Schema ANCHOR = load("Anchor");
    public static final Schema REJECTED_INPUT = load("RejectedInput");

    /** A field of a row that represents a large object. */
    public static final Schema OBJECT_CLAIM = load("ObjectClaim");

    /** The row of dataset {@code <organisation>/reconciliations}. */
    public static final Schema RECONCILIATION = load("Reconciliation");

    /** The row of dataset {@code <organisation>/usage}. */
    public static final Schema USAGE = load("Usage");

    private Contracts() {}

    private static Schema load(String name) {
        String path = "/io/tombolo/avro/" + name + ".avsc";
        try (InputStream in = Contracts.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + ": not in the jar");
            }
            return new Schema.Parser().parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
