package io.tombolo.connectors.format;

import io.tombolo.connectors.row.RowOutcome;
import java.nio.ByteBuffer;

/**
 * One row of a file, good or refused.
 *
 * @param unit what the format counts: {@code line} or {@code record}
 * @param number of the line on which it begins, or of the record, the first being 1
 * @param input its first bytes, at most 64 KiB, when it was refused and there are any
 */
public record FoundRow(RowOutcome outcome, String unit, long number, ByteBuffer input) {

    static final ByteBuffer NO_INPUT = ByteBuffer.allocate(0).asReadOnlyBuffer();

    static FoundRow record(RowOutcome outcome, long number) {
        return new FoundRow(outcome, "record", number, NO_INPUT);
    }
}
