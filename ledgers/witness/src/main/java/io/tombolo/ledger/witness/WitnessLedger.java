package io.tombolo.ledger.witness;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpLimits;
import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A witness (C2SP tlog-witness 1.0) as a ledger: a head that it cosigned is anchored, and its cosignature is the receipt. It needs no
 * registration; which logs it knows is its operator's to say. It has no memory that can be read: what it cosigned is known from its
 * answers to this process alone, and the size of its newest head from its refusals.
 */
public final class WitnessLedger implements Ledger {
    /** What the names of witnesses begin with, as in policies and anchors. */
    public static final String PREFIX = "witness:";

    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(15), 64 << 10, 0);
    private static final int CALLS_AT_ONCE = 8;

    private final String name;
    private final AddCheckpointClient client;
    private final ExecutorService calls;
    private final Map<String, AnchorRecord> newest = new ConcurrentHashMap<>();
    private final Map<String, Long> named = new ConcurrentHashMap<>();

    private WitnessLedger(NoteVerifier key, URI url) {
        this.name = PREFIX + key.name();
        this.client = new AddCheckpointClient(new BoundedHttp(LIMITS), url, key);
        this.calls = Executors.newFixedThreadPool(CALLS_AT_ONCE, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * The witness of a key; nothing is sent yet.
     *
     * @param url what precedes {@code /add-checkpoint}: http or https
     * @param vkey the witness's key in text form, of type 0x04 (Ed25519 cosignature)
     * @throws IllegalArgumentException when one of them is not what it should be
     */
    public static WitnessLedger of(String url, String vkey) {
        NoteVerifier key;
        try {
            key = Cosignature.verifier(vkey);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("witness " + url + ": " + e.getMessage(), e);
        }
        URI address;
        try {
            address = URI.create(url.replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("witness " + key.name() + ": '" + url + "' is not a URL", e);
        }
        if (address.getHost() == null || !List.of("http", "https").contains(address.getScheme())) {
            throw new IllegalArgumentException(
                    "witness " + key.name() + ": '" + url + "', must begin with http:// or https:// and a host");
        }
        return new WitnessLedger(key, address);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<AnchorOutcome> anchor(List<HeadToAnchor> heads) {
        List<CompletableFuture<AnchorOutcome>> asked = heads.stream()
                .map(head -> CompletableFuture.supplyAsync(() -> cosigned(head), calls))
                .toList();
        try {
            return asked.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LedgerException away ? away : e;
        }
    }

    private AnchorOutcome cosigned(HeadToAnchor head) {
        AnchorOutcome outcome = client.ask(head, name, size -> named.put(head.origin(), size));
        if (outcome instanceof AnchorOutcome.Committed committed) {
            newest.put(head.origin(), committed.anchor());
        } else if (outcome instanceof AnchorOutcome.Refused) {
            newest.remove(head.origin());
        }
        return outcome;
    }

    @Override
    public Optional<AnchorRecord> read(String origin, long size) {
        return latest(origin).filter(anchor -> anchor.size() == size);
    }

    @Override
    public Optional<AnchorRecord> latest(String origin) {
        return Optional.ofNullable(newest.get(origin));
    }

    @Override
    public long sizeAlone(String origin) {
        return named.getOrDefault(origin, 0L);
    }

    @Override
    public List<AnchorRecord> history(String origin, long fromSize, int limit) {
        return latest(origin).filter(anchor -> anchor.size() >= fromSize).stream()
                .toList();
    }

    /** A witness keeps none: what it refuses is known to who asked. */
    @Override
    public List<AnchoredNote> forks(String origin) {
        return List.of();
    }

    @Override
    public Optional<byte[]> receipt(String origin, long size) {
        return read(origin, size).map(AnchorRecord::receipt).map(WitnessLedger::bytes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** What it cosigns for others cannot be seen. */
    @Override
    public AnchorFeed follow(LedgerCursor after) {
        return new AnchorFeed() {
            @Override
            public Optional<AnchoringTransaction> next(Duration patience) {
                return Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public RegistrationOutcome register(DatasetRegistration registration) {
        return new RegistrationOutcome.Registered();
    }

    /** Which keys count is configured at the witness. */
    @Override
    public RegistrationOutcome rotateKey(LogKeyRotation rotation) {
        return new RegistrationOutcome.Registered();
    }

    @Override
    public List<LogKeyRange> logKeys(String organisation, String dataset) {
        return List.of();
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }
}
