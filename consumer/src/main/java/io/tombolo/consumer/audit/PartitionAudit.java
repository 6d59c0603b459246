package io.tombolo.consumer.audit;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.SignedHead;
import io.tombolo.consumer.watch.RecordAgain;
import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.serde.KafkaHeaders;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.stream.StreamListener;
import io.tombolo.verification.stream.StreamVerifier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The audit of one partition: its heads, its verifier, and how far its records have come. */
final class PartitionAudit implements StreamListener {
    private final int partition;
    private final LogHeads heads;
    private final StreamVerifier verifier;
    private final Consumer<AuditRefusal> refusals;
    private final byte[] entry = new byte[Entry.LENGTH];
    private final KafkaHeaders headers = new KafkaHeaders();
    private long sealedSize;
    private long end;

    PartitionAudit(int partition, LogHeads heads, RecordAgain again, Consumer<AuditRefusal> refusals) {
        this.partition = partition;
        this.heads = heads;
        this.refusals = refusals;
        this.verifier = new StreamVerifier(heads.origin(), CompactRange.empty(), heads.entries(), again, this);
    }

    /** Learns the heads that there are now; what is sealed later is not part of this audit. */
    void readHeads() {
        // An anchor of a head that no checkpoint was shown for is expected all the same: the ledger vouches for it.
        heads.next(this::expect, this::refused);
    }

    private void expect(SignedHead head) {
        sealedSize = Math.max(sealedSize, head.expected().size());
        verifier.expect(head.expected());
    }

    void take(ConsumerRecord<byte[], byte[]> record, Committer committer) {
        committer.entry(
                record.key(),
                record.value(),
                headers.of(record.headers()),
                record.offset(),
                record.timestamp(),
                entry,
                0);
        verifier.append(entry, 0);
    }

    void delivered(long nextOffset) {
        verifier.delivered(nextOffset);
    }

    @Override
    public void refused(Finding finding) {
        refusals.accept(new AuditRefusal(finding.refusal(), partition, finding.offset(), finding.detail()));
    }

    void endsAt(long offset) {
        end = offset;
    }

    long end() {
        return end;
    }

    long sealedSize() {
        return sealedSize;
    }

    long comparedSize() {
        return verifier.verifiedSize();
    }

    int unsealed() {
        return verifier.pending();
    }

    boolean isDevelopment() {
        return heads.isDevelopment();
    }

    /** Up to which size so many ledgers vouch for what was compared. */
    long anchoredSize(int ledgers) {
        return heads.anchoredOn().values().stream()
                .map(size -> Math.min(size, verifier.verifiedSize()))
                .sorted((a, b) -> Long.compare(b, a))
                .skip(ledgers - 1L)
                .findFirst()
                .orElse(0L);
    }
}
