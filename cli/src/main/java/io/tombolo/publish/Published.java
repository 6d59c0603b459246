package io.tombolo.publish;

import io.tombolo.schemas.contract.RejectedInput;
import java.util.List;

/**
 * What one call of {@link Publisher#publish} did.
 *
 * @param rows shared by this call
 * @param rejected refused by this call
 * @param rowsInAll shared from this file, by this call and earlier ones
 * @param rejectedInAll refused from this file, by this call and earlier ones
 * @param samples the first few rows that this call refused
 */
public record Published(long rows, long rejected, long rowsInAll, long rejectedInAll, List<RejectedInput> samples) {
    public Published {
        samples = List.copyOf(samples);
    }
}
