package io.tombolo.ledger.chaincode;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.rules.AnchorQueries;
import io.tombolo.ledger.rules.AnchorRules;
import io.tombolo.ledger.rules.NameApprovals;
import io.tombolo.ledger.rules.Registry;
import io.tombolo.ledger.rules.TransactionFacts;
import io.tombolo.ledger.wire.AnchorEvent;
import io.tombolo.ledger.wire.AnchoredNotes;
import io.tombolo.ledger.wire.HeadAnswers;
import io.tombolo.ledger.wire.LedgerLimits;
import io.tombolo.ledger.wire.LogKeyText;
import io.tombolo.ledger.wire.NameStatusText;
import io.tombolo.ledger.wire.RegistrationAnswer;
import io.tombolo.schemas.anchor.AnchoredNote;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.contract.ContractInterface;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Default;
import org.hyperledger.fabric.contract.annotation.Info;
import org.hyperledger.fabric.contract.annotation.License;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.hyperledger.fabric.shim.ChaincodeStub;

/**
 * The chaincode's functions. Refusals are answers of a transaction that succeeds, so that one bad head does not stop the
 * others; only an argument that can't be read at all fails the proposal.
 */
@Contract(
        name = "tombolo",
        info =
                @Info(
                        title = "Tombolo anchors",
                        description = "Tree heads of shared datasets; history can't be rewritten",
                        version = "1",
                        license = @License(name = "Apache-2.0")))
@Default
public final class AnchorContract implements ContractInterface {
    /** The event that followers wait for; its payload is an {@link AnchorEvent}. */
    public static final String ANCHORED_EVENT = "anchored";

    private final Clock clock;

    /** Fabric's own way in. */
    public AnchorContract() {
        this(Clock.systemUTC());
    }

    AnchorContract(Clock clock) {
        this.clock = clock;
    }

    @Transaction(name = "RegisterDataset")
    public String registerDataset(Context context, String organisation, String dataset, String logKey) {
        Registry registry = new Registry(new StubState(context.getStub()), facts(context));
        return RegistrationAnswer.encode(registry.register(new DatasetRegistration(organisation, dataset, logKey)));
    }

    /** {@code from}: when the new key takes over, milliseconds since 1970. */
    @Transaction(name = "RotateLogKey")
    public String rotateLogKey(Context context, String organisation, String dataset, String logKey, String from) {
        Registry registry = new Registry(new StubState(context.getStub()), facts(context));
        Instant time = Instant.ofEpochMilli(number(from, "from"));
        return RegistrationAnswer.encode(
                registry.rotate(new LogKeyRotation(organisation, dataset, logKey, time), clock.instant()));
    }

    /** The dataset's log keys as {@link LogKeyText}; the empty text if it isn't registered. */
    @Transaction(name = "LogKeys", intent = Transaction.TYPE.EVALUATE)
    public String logKeys(Context context, String organisation, String dataset) {
        require("organisation", organisation, LedgerLimits.MAX_ORIGIN_LENGTH);
        require("dataset", dataset, LedgerLimits.MAX_ORIGIN_LENGTH);
        return LogKeyText.encode(queries(context).logKeys(organisation, dataset));
    }

    /** Votes for a rule for names, as {@link io.tombolo.ledger.NameRule#text}. */
    @Transaction(name = "VoteNameRule")
    public String voteNameRule(Context context, String rule) {
        require("rule", rule, LedgerLimits.MAX_NAME_RULE_BYTES);
        return RegistrationAnswer.encode(names(context).vote(rule));
    }

    @Transaction(name = "ApproveName")
    public String approveName(Context context, String organisation, String membership) {
        return RegistrationAnswer.encode(names(context).approve(organisation, membership));
    }

    @Transaction(name = "RevokeName")
    public String revokeName(Context context, String organisation) {
        return RegistrationAnswer.encode(names(context).revoke(organisation));
    }

    /** The rule for names, and what is known of one organisation's, as {@link NameStatusText}. */
    @Transaction(name = "Names", intent = Transaction.TYPE.EVALUATE)
    public String names(Context context, String organisation) {
        require("organisation", organisation, LedgerLimits.MAX_ORIGIN_LENGTH);
        return NameStatusText.encode(names(context).status(organisation));
    }

    private static NameApprovals names(Context context) {
        return new NameApprovals(new StubState(context.getStub()), facts(context));
    }

    /** {@code heads} as {@link io.tombolo.ledger.wire.HeadText}; the answer is a {@link HeadAnswers}. */
    @Transaction(name = "Anchor")
    public String anchor(Context context, String heads) {
        ChaincodeStub stub = context.getStub();
        HeadAnswers answers;
        try {
            answers = new AnchorRules(new StubState(stub), facts(context), clock.instant()).anchor(heads);
        } catch (LedgerLimits.TooLargeException e) {
            throw new ChaincodeException("Anchor: " + e.getMessage(), "TOO_LARGE");
        } catch (IllegalArgumentException e) {
            throw new ChaincodeException("Anchor: " + e.getMessage(), "MALFORMED");
        }
        if (answers.anchorsAnything()) {
            stub.setEvent(
                    ANCHORED_EVENT, AnchorEvent.of(heads, answers).encode().getBytes(UTF_8));
        }
        return answers.encode();
    }

    /**
     * As {@code ReadAnchor}, but only for a question asked now: members who endorse the answer confirm its time too, and so
     * for their certificates being valid. This is what receipts are made of.
     */
    @Transaction(name = "AnchorReceipt", intent = Transaction.TYPE.EVALUATE)
    public String anchorReceipt(Context context, String origin, String size) {
        Instant askedAt = context.getStub().getTxTimestamp();
        if (!LedgerLimits.isInTime(askedAt, clock.instant())) {
            throw new ChaincodeException(
                    "AnchorReceipt: timestamp " + askedAt + " is too far from the endorsing peer's clock", "CLOCK");
        }
        return readAnchor(context, origin, size);
    }

    /** An {@link AnchoredNote}, or the empty text if there is no anchor of this size. */
    @Transaction(name = "ReadAnchor", intent = Transaction.TYPE.EVALUATE)
    public String readAnchor(Context context, String origin, String size) {
        requireOrigin(origin);
        return queries(context)
                .read(origin, number(size, "size"))
                .map(AnchoredNote::encode)
                .orElse("");
    }

    @Transaction(name = "LatestAnchor", intent = Transaction.TYPE.EVALUATE)
    public String latestAnchor(Context context, String origin) {
        requireOrigin(origin);
        return queries(context).latest(origin).map(AnchoredNote::encode).orElse("");
    }

    /** Anchors from a size on, each after a line with its length in characters. */
    @Transaction(name = "History", intent = Transaction.TYPE.EVALUATE)
    public String history(Context context, String origin, String fromSize, String limit) {
        requireOrigin(origin);
        int most = (int) Math.min(number(limit, "limit"), LedgerLimits.MAX_PAGE);
        return AnchoredNotes.encode(queries(context).history(origin, number(fromSize, "size"), most));
    }

    @Transaction(name = "Forks", intent = Transaction.TYPE.EVALUATE)
    public String forks(Context context, String origin) {
        requireOrigin(origin);
        return AnchoredNotes.encode(queries(context).forks(origin));
    }

    /** Anchors of the latest size for many logs, origins one a line; logs without any are left out. */
    @Transaction(name = "LatestAnchors", intent = Transaction.TYPE.EVALUATE)
    public String latestAnchors(Context context, String origins) {
        require("origins", origins, LedgerLimits.MAX_PAGE * (LedgerLimits.MAX_ORIGIN_LENGTH + 1));
        List<String> names = origins.lines().toList();
        if (names.size() > LedgerLimits.MAX_PAGE) {
            throw new ChaincodeException(
                    "origins: " + names.size() + " lines, limit " + LedgerLimits.MAX_PAGE, "TOO_LARGE");
        }
        AnchorQueries queries = queries(context);
        List<AnchoredNote> found = names.stream()
                .flatMap(origin -> queries.latest(origin).stream())
                .collect(Collectors.toList());
        return AnchoredNotes.encode(found);
    }

    private static void requireOrigin(String origin) {
        require("origin", origin, LedgerLimits.MAX_ORIGIN_LENGTH);
    }

    private static void require(String what, String argument, int maxBytes) {
        try {
            LedgerLimits.require(what, argument, maxBytes);
        } catch (LedgerLimits.TooLargeException e) {
            throw new ChaincodeException(e.getMessage(), "TOO_LARGE");
        }
    }

    private static AnchorQueries queries(Context context) {
        return new AnchorQueries(new StubState(context.getStub()));
    }

    /** The member is the client's, from its certificate; {@code stub.getMspId()} would be the peer's own. */
    private static TransactionFacts facts(Context context) {
        ChaincodeStub stub = context.getStub();
        Instant timestamp = stub.getTxTimestamp().truncatedTo(ChronoUnit.MILLIS);
        return new TransactionFacts(
                stub.getTxId(), timestamp, context.getClientIdentity().getMSPID());
    }

    private static long number(String digits, String what) {
        if (!digits.matches("0|[1-9][0-9]{0,17}")) {
            throw new ChaincodeException(what + ": no decimal number of at most 18 digits", "MALFORMED");
        }
        return Long.parseLong(digits);
    }
}
