package io.tombolo.consumer;

import io.tombolo.verification.stream.Finding;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** Something that was read is refused, and the consumer was configured to stop then. */
public final class RefusedException extends KafkaException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /** Of at least one finding. */
    public RefusedException(List<Finding> findings) {
        super(text(findings.get(0)) + (findings.size() == 1 ? "" : " (and " + (findings.size() - 1) + " more)"));
        this.findings = List.copyOf(findings);
    }

    private static String text(Finding first) {
        String offset = first.offset() == Finding.NONE ? "" : " offset " + first.offset();
        return first.refusal() + " " + first.origin() + offset + ": " + first.detail();
    }

    /** All that was refused so far, the first cause first. */
    public List<Finding> findings() {
        return findings;
    }
}
