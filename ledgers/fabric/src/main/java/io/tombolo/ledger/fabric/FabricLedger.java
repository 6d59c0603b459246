package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Credential;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LedgerPeer;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.NameAdministration;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.wire.AnchoredNotes;
import io.tombolo.ledger.wire.LogKeyText;
import io.tombolo.ledger.wire.RegistrationAnswer;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Transaction;

/** One organisation's ledger on Fabric. It holds connections and a folder; close it. */
public final class FabricLedger implements Ledger {
    private final Config config;
    private final GatewayConnections gateways;
    private final Anchoring anchoring;
    private final CertificateWatch certificates;
    private final List<FabricAnchorFeed> feeds = new CopyOnWriteArrayList<>();

    private FabricLedger(Config config) {
        this.config = config;
        this.gateways = new GatewayConnections(config);
        this.certificates = new CertificateWatch(config);
        this.anchoring = new Anchoring(config, gateways, certificates);
    }

    /** Opens nothing yet: a gateway that is down is noticed by the first call. */
    public static FabricLedger connect(Config config) {
        return new FabricLedger(config);
    }

    @Override
    public String name() {
        return config.ledgerName();
    }

    @Override
    public List<Credential> credentials() {
        certificates.report();
        return certificates.credentials();
    }

    @Override
    public List<LedgerPeer> peers() {
        return gateways.peers();
    }

    @Override
    public RegistrationOutcome register(DatasetRegistration registration) {
        return anchoring.transact(
                "register " + registration.organisation() + "/" + registration.dataset(),
                proposals -> proposals
                        .newProposal("RegisterDataset")
                        .addArguments(registration.organisation(), registration.dataset(), registration.logKey())
                        .build(),
                this::registration);
    }

    @Override
    public RegistrationOutcome rotateKey(LogKeyRotation rotation) {
        return anchoring.transact(
                "new log key for " + rotation.organisation() + "/" + rotation.dataset(),
                proposals -> proposals
                        .newProposal("RotateLogKey")
                        .addArguments(
                                rotation.organisation(),
                                rotation.dataset(),
                                rotation.logKey(),
                                Long.toString(rotation.from().toEpochMilli()))
                        .build(),
                this::registration);
    }

    @Override
    public List<LogKeyRange> logKeys(String organisation, String dataset) {
        try {
            return LogKeyText.decode(evaluate("LogKeys", organisation, dataset));
        } catch (IllegalArgumentException e) {
            throw new LedgerException("the chaincode's answer can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<NameAdministration> names() {
        return Optional.of(
                new FabricNames(anchoring, this::registration, organisation -> evaluate("Names", organisation)));
    }

    @Override
    public List<AnchorOutcome> anchor(List<HeadToAnchor> heads) {
        return anchoring.anchor(heads);
    }

    @Override
    public Optional<AnchorRecord> read(String origin, long size) {
        return one(evaluate("ReadAnchor", origin, Long.toString(size)));
    }

    @Override
    public Optional<AnchorRecord> latest(String origin) {
        return one(evaluate("LatestAnchor", origin));
    }

    @Override
    public List<AnchorRecord> history(String origin, long fromSize, int limit) {
        return many(evaluate("History", origin, Long.toString(fromSize), Integer.toString(limit)), this::anchorOf);
    }

    @Override
    public List<AnchoredNote> forks(String origin) {
        return many(evaluate("Forks", origin), note -> note);
    }

    @Override
    public Optional<byte[]> receipt(String origin, long size) {
        try {
            Transaction endorsed = gateways.onAny(
                    gateway -> ReceiptRequest.endorse(gateway.contract(), origin, size, config.receiptMembers()));
            if (endorsed.getResult().length == 0) {
                return Optional.empty();
            }
            return Optional.of(ReceiptEncoding.encode(EndorsedTransaction.parse(endorsed.getBytes())));
        } catch (GatewayException e) {
            throw Failures.of("receipt of " + origin + " at " + size, e);
        } catch (InvalidProtocolBufferException e) {
            throw new LedgerException("receipt of " + origin + " at " + size + ": answer can't be read", e);
        }
    }

    @Override
    public AnchorFeed follow(LedgerCursor after) {
        feeds.removeIf(FabricAnchorFeed::isClosed);
        FabricAnchorFeed feed = new FabricAnchorFeed(config, gateways, after);
        feeds.add(feed);
        return feed;
    }

    /** Feeds end with it. */
    @Override
    public void close() {
        feeds.forEach(AnchorFeed::close);
        gateways.close();
    }

    private String evaluate(String function, String... arguments) {
        try {
            return new String(
                    gateways.onAny(gateway -> gateway.contract().evaluateTransaction(function, arguments)), UTF_8);
        } catch (GatewayException e) {
            throw Failures.of(function + " " + arguments[0], e);
        }
    }

    private Optional<AnchorRecord> one(String answer) {
        return answer.isEmpty()
                ? Optional.empty()
                : Optional.of(many(answer, this::anchorOf, true).get(0));
    }

    private <T> List<T> many(String answer, Function<AnchoredNote, T> as) {
        return many(answer, as, false);
    }

    private static <T> List<T> many(String answer, Function<AnchoredNote, T> as, boolean single) {
        try {
            List<AnchoredNote> notes = single ? List.of(AnchoredNote.decode(answer)) : AnchoredNotes.decode(answer);
            return notes.stream().map(as).toList();
        } catch (RuntimeException e) {
            throw new LedgerException("the chaincode's answer can't be read: " + e.getMessage(), e);
        }
    }

    private AnchorRecord anchorOf(AnchoredNote note) {
        return AnchoredNotes.anchor(note, name());
    }

    private RegistrationOutcome registration(Anchoring.Settled settled) {
        if (settled.isOpen()) {
            throw new LedgerException.Unavailable(
                    "registration " + settled.transactionId() + " on " + name()
                            + ": it is not known yet whether it is committed",
                    null);
        }
        return RegistrationAnswer.decode(settled.result());
    }

    /**
     * How to reach one chaincode on one channel.
     *
     * @param gateways peers to talk to, in order of preference; the next is taken when one can't be reached
     * @param receiptMembers membership ids whose peers are to endorse receipts; empty: whom the gateway chooses
     * @param stateDirectory keeps submitted transactions until their fate is known; made if missing, one per identity
     * @param patience how long one call may try before it says that it doesn't know
     * @param clock decides when certificates are about to expire
     */
    public record Config(
            List<GatewayPeer> gateways,
            String channel,
            String chaincode,
            FabricIdentity identity,
            List<String> receiptMembers,
            Path stateDirectory,
            Duration patience,
            Clock clock) {
        public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

        public Config {
            gateways = List.copyOf(gateways);
            receiptMembers = List.copyOf(receiptMembers);
            if (gateways.isEmpty()) {
                throw new IllegalArgumentException("gateways: none, at least 1");
            }
            if (patience.isNegative() || patience.isZero()) {
                throw new IllegalArgumentException("patience " + patience + ": must be more than nothing");
            }
        }

        /** With the system's clock. */
        public Config(
                List<GatewayPeer> gateways,
                String channel,
                String chaincode,
                FabricIdentity identity,
                List<String> receiptMembers,
                Path stateDirectory,
                Duration patience) {
            this(gateways, channel, chaincode, identity, receiptMembers, stateDirectory, patience, Clock.systemUTC());
        }

        /** {@code fabric:<channel>/<chaincode>}. */
        public String ledgerName() {
            return "fabric:" + channel + "/" + chaincode;
        }
    }
}
