package io.tombolo.connectors.format;

import io.tombolo.connectors.row.RowOutcome;
import java.nio.ByteBuffer;

/**
 * One row of a file, good or refused; or several that are refused together because they lie in one damaged block.
 *
 * @param unit what the format counts: {@code line} or {@code record}
 * @param number of the line on which it begins, or of the record, the first being 1
 * @param input its first bytes, at most 64 KiB, when it was refused and there are any
 * @param rows how many rows it stands for, at least 1
 * @param counted whether {@code rows} can be relied on; if not, the file is not shared whole
 */
public record FoundRow(RowOutcome outcome, String unit, long number, ByteBuffer input, long rows, boolean counted) {

    static final ByteBuffer NO_INPUT = ByteBuffer.allocate(0).asReadOnlyBuffer();

    FoundRow(RowOutcome outcome, String unit, long number, ByteBuffer input) {
        this(outcome, unit, number, input, 1, true);
    }

    static FoundRow record(RowOutcome outcome, long number) {
        return new FoundRow(outcome, "record", number, NO_INPUT);
    }

    /** Records from {@code number} on that lie in a block of which nothing can be made. */
    static FoundRow block(String why, long number, long rows, boolean counted) {
        String which = rows == 1 ? "its record is" : "its " + rows + " records are";
        String detail = why + ": " + which + " not shared" + (counted ? "" : ", and how many were lost is not certain");
        return new FoundRow(new RowOutcome.Refused("BAD_BLOCK", detail), "record", number, NO_INPUT, rows, counted);
    }
}
