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
 * @param samples the first few rows that this call refused, and every file that it refused whole
 * @param refusedFiles names of the files that are not shared whole: refused, cut off or damaged, by this call or an earlier one
 * @param links names of symbolic links in the folder that were not followed
 */
public record Published(
        long rows,
        long rejected,
        long rowsInAll,
        long rejectedInAll,
        List<RejectedInput> samples,
        List<String> refusedFiles,
        List<String> links) {
    public Published {
        refusedFiles = List.copyOf(refusedFiles);
        links = List.copyOf(links);
        samples = List.copyOf(samples);
    }

    /** How many refusals of this call stand for a file, or the rest of one, and not for a row. */
    public long wholeFiles() {
        return samples.stream().filter(RejectedRows::isFile).count();
    }
}
