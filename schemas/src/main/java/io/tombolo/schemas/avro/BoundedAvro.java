package io.tombolo.schemas.avro;

import io.tombolo.schemas.canonical.AvroText;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Decodes bytes that came from a stranger, by a schema that may be a stranger's too. Whatever they hold, it needs memory in proportion
 * to their number; Avro's own decoder allocates up to 2 GiB on the word of five bytes. Safe for use by several threads.
 */
public final class BoundedAvro {
    private final Schema writer;
    private final DatumReader<Object> reader;

    private BoundedAvro(Schema writer, DatumReader<Object> reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /**
     * For generic data of the schema that it was written by.
     *
     * @throws MalformedSchemaException when decoding by that schema would cost too much
     */
    public static BoundedAvro of(Schema writer) {
        return of(writer, writer, GenericData.get());
    }

    /** As {@link #of(Schema)}, read as another schema has it. */
    public static BoundedAvro of(Schema writer, Schema reader, GenericData data) {
        return new BoundedAvro(
                writer,
                SchemaSize.hasFreeFields(writer)
                        ? new Counting(writer, reader, data)
                        : new GenericDatumReader<>(writer, reader, data));
    }

    /** As {@link #of(Schema)}, for classes that Avro's compiler made. */
    public static BoundedAvro specific(Schema writer, Schema reader) {
        return new BoundedAvro(
                writer,
                SchemaSize.hasFreeFields(writer)
                        ? new Counting(writer, reader, SpecificData.getForSchema(reader))
                        : new SpecificDatumReader<>(writer, reader));
    }

    /**
     * A schema from a stranger's text, without references.
     *
     * @throws MalformedSchemaException when it is not a schema, or beyond a limit
     */
    public static Schema schema(String text) {
        CanonicalSchema.of(text);
        try {
            return new Schema.Parser(NameValidator.STRICT_VALIDATOR)
                    .setValidateDefaults(false)
                    .parse(AvroText.of(text));
        } catch (RuntimeException | StackOverflowError e) {
            // A fixed of 2 GiB is an UnsupportedOperationException.
            throw new MalformedSchemaException("schema: " + e.getMessage(), e);
        }
    }

    public Schema writer() {
        return writer;
    }

    /**
     * The datum whose encoding the bytes are, from a place on to their end. Bytes that are the whole datum stand bare, without Avro's
     * length, as serializers for Kafka write them.
     *
     * @throws MalformedDatumException when they are not one whole datum, or beyond a limit
     */
    public @Nullable Object read(byte[] bytes, int start) {
        if (writer.getType() == Schema.Type.BYTES) {
            return Arrays.copyOfRange(bytes, start, bytes.length);
        }
        BoundedDecoder decoder = new BoundedDecoder(bytes, start);
        Object datum = read(decoder, bytes.length - start);
        if (decoder.left() > 0) {
            throw new MalformedDatumException(decoder.left() + " bytes left over after the body");
        }
        return datum;
    }

    private @Nullable Object read(BoundedDecoder decoder, int length) {
        try {
            RecordBudget.begin(length);
            return reader.read(null, decoder);
        } catch (EOFException e) {
            throw new MalformedDatumException("the body ends early, after " + length + " bytes: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new MalformedDatumException("the body is nested too deeply to be read"); // a recursive schema
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            throw new MalformedDatumException("the body is not as its schema says: " + e.getMessage(), e);
        }
    }

    /** Counts records, which Avro's faster way of reading does not let anybody do; for the few schemas where that is necessary. */
    private static final class Counting extends GenericDatumReader<Object> {
        private Counting(Schema writer, Schema reader, GenericData data) {
            super(writer, reader, slow(data));
        }

        private static GenericData slow(GenericData data) {
            GenericData slow = data instanceof SpecificData ? new SpecificData() : new GenericData();
            data.getConversions().forEach(slow::addLogicalTypeConversion);
            return slow.setFastReaderEnabled(false);
        }

        @Override
        protected Object readRecord(Object old, Schema expected, ResolvingDecoder in) throws IOException {
            RecordBudget.take(expected);
            return super.readRecord(old, expected, in);
        }
    }
}
