package io.tombolo.consumer.audit;

import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.verdict.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Adds up the results of the partitions. */
final class AuditReport {
    private AuditReport() {}

    static AuditResult of(AuditRequest request, List<PartitionAudit> audits, Instant begunAt, Duration elapsed) {
        List<Found> found = audits.stream().map(PartitionAudit::found).toList();
        List<AuditResult.Refused> ofLogs =
                audits.stream().flatMap(audit -> audit.ofTheLog().stream()).toList();
        List<AuditResult.Refused> refusals = Stream.concat(
                        ofLogs.stream(), found.stream().flatMap(one -> one.refusals().stream()))
                .sorted(Comparator.comparingInt(AuditResult.Refused::partition)
                        .thenComparingLong(AuditResult.Refused::offset))
                .limit(AuditResult.MAX_REFUSALS)
                .toList();
        List<AuditResult.GoneRecords> gone = found.stream()
                .flatMap(one -> one.gone().stream())
                .sorted(Comparator.comparingInt(AuditResult.GoneRecords::partition)
                        .thenComparingLong(AuditResult.GoneRecords::firstOffset))
                .toList();
        long refused = ofLogs.size() + found.stream().mapToLong(Found::refused).sum();
        long expired = found.stream().mapToLong(Found::expired).sum();
        long compacted = found.stream().mapToLong(Found::compacted).sum();
        boolean good = refused == 0 && (request.gaps() == AuditRequest.Gaps.TOLD || expired + compacted == 0);
        return new AuditResult(
                request.dataset(),
                audits.size(),
                audits.stream().mapToLong(PartitionAudit::comparedSize).sum(),
                audits.stream().mapToLong(PartitionAudit::anchoredSize).sum(),
                audits.stream().mapToLong(PartitionAudit::unsealed).sum(),
                good ? Optional.of(level(request, audits)) : Optional.empty(),
                refusals,
                refused,
                gone,
                expired,
                compacted,
                request.gaps(),
                request.policy().trust(),
                audits.stream().anyMatch(PartitionAudit::isDevelopment),
                audits.stream()
                        .map(PartitionAudit::resumed)
                        .flatMap(Optional::stream)
                        .sorted(Comparator.comparingInt(AuditResult.ResumedFrom::partition))
                        .toList(),
                begunAt,
                elapsed);
    }

    /** What holds for the least of the records. */
    private static Level level(AuditRequest request, List<PartitionAudit> audits) {
        long events = audits.stream().mapToLong(PartitionAudit::comparedSize).sum();
        long due = audits.stream().mapToLong(PartitionAudit::sealedSize).sum();
        long unsealed = audits.stream().mapToLong(PartitionAudit::unsealed).sum();
        if (events == 0 || unsealed > 0 || events < due) {
            return Level.PENDING;
        }
        CrossAnchoring cross = request.policy().crossAnchoring();
        if (audits.stream().mapToLong(audit -> audit.crossAnchoredSize(cross)).sum() >= events) {
            return Level.CROSS_ANCHORED;
        }
        return audits.stream().mapToLong(PartitionAudit::anchoredSize).sum() >= events ? Level.ANCHORED : Level.SEALED;
    }
}
