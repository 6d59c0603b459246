package io.tombolo.ledger.witness;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpLimits;
import io.tombolo.ledger.AskedLedger;
import io.tombolo.ledger.Ledger;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteVerifier;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A witness (C2SP tlog-witness 1.0) as a ledger: a head that it cosigned is anchored, and its cosignature is the receipt. Which logs it
 * knows is its operator's to say; the size of its newest head is known from its refusals.
 */
public final class WitnessLedger {
    /** What the names of witnesses begin with, as in policies and anchors. */
    public static final String PREFIX = "witness:";

    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(15), 64 << 10, 0);
    private static final int CALLS_AT_ONCE = 8;

    private WitnessLedger() {}

    /**
     * The witness of a key; nothing is sent yet.
     *
     * @param url what precedes {@code /add-checkpoint}: http or https
     * @param vkey the witness's key in text form, of type 0x04 (Ed25519 cosignature)
     * @throws IllegalArgumentException when one of them is not what it should be
     */
    public static Ledger of(String url, String vkey) {
        return of(url, vkey, LIMITS);
    }

    static Ledger of(String url, String vkey, HttpLimits limits) {
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
        String name = PREFIX + key.name();
        AddCheckpointClient client = new AddCheckpointClient(new BoundedHttp(limits), address, key);
        return new AskedLedger(
                name,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                CALLS_AT_ONCE,
                (head, known) -> client.ask(head, name, known));
    }
}
