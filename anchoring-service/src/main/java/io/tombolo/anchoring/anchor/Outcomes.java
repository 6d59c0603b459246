package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.lane.HeadOutcome;
import io.tombolo.anchoring.lane.LedgerLane;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.Refusal;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in a log what the ledger answered about its head. */
final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private final Clock clock;
    private final StatusBoard status;

    /** Logs whose organisation's name is not approved yet: what was last logged about each, by origin. */
    private final Map<String, String> waiting = new ConcurrentHashMap<>();

    Outcomes(Clock clock, StatusBoard status) {
        this.clock = clock;
        this.status = status;
    }

    /** Returns the anchors that are to be published. */
    List<AnchorRecord> take(LedgerLane lane, Handed handed, HeadOutcome answer) {
        Frontier log = handed.log();
        if (answer instanceof HeadOutcome.Anchored anchored) {
            Frontier.Submitted submitted = log.submitted();
            long sealedAt = submitted == null ? 0 : submitted.sealedAt();
            long leaves = handed.size() - log.anchoredSize();
            log.committed();
            waiting.remove(log.origin());
            status.anchored(
                    log.origin(),
                    handed.size(),
                    Math.max(0, leaves),
                    sealedAt == 0 ? -1 : Math.max(0, clock.millis() - sealedAt));
            status.failing(null);
            return anchored.anchors();
        }
        if (answer instanceof HeadOutcome.Refused refused) {
            refused(lane, log, refused.why());
        } else if (answer instanceof HeadOutcome.NotRegistered refused
                && refused.why().code() == Refusal.Code.NAME_NOT_APPROVED) {
            waits(lane, log, refused.why());
        } else if (answer instanceof HeadOutcome.NotRegistered refused) {
            setAside(lane, log, refused.why(), "the ledger refuses to register the dataset; its logs are set aside");
        }
        return List.of();
    }

    private void refused(LedgerLane lane, Frontier log, Refusal why) {
        switch (why.code()) {
            case NOT_FROM_LATEST, SMALLER_UNKNOWN_SIZE -> {
                tell(lane, log, why);
                log.lost();
            }
            case UNKNOWN_DATASET -> tell(lane, log, why);
            case CLOCK -> {
                tell(lane, log, why);
                lane.pause();
            }
            default -> setAside(lane, log, why, "the ledger refuses a head; its log is set aside, all others continue");
        }
    }

    /** The members may approve the name later; the same answer again is not logged again. */
    private void waits(LedgerLane lane, Frontier log, Refusal why) {
        if (!text(why).equals(waiting.put(log.origin(), text(why)))) {
            tell(lane, log, why);
        }
    }

    private void tell(LedgerLane lane, Frontier log, Refusal why) {
        LOG.atWarn()
                .addKeyValue("origin", log.origin())
                .addKeyValue("code", why.code())
                .log("the ledger refuses a head for now: " + why.detail());
        lane.tally().refused(why.code().name());
        status.failed(log.origin(), text(why));
    }

    private void setAside(LedgerLane lane, Frontier log, Refusal why, String message) {
        LOG.atError()
                .addKeyValue("origin", log.origin())
                .addKeyValue("code", why.code())
                .addKeyValue("detail", why.detail())
                .log(message);
        lane.tally().refused(why.code().name());
        log.setAside(text(why));
        status.setAside(log.origin(), text(why));
    }

    private static String text(Refusal why) {
        return why.code() + ": " + why.detail();
    }
}
