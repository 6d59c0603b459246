package io.tombolo.verification.receipt.timestamp;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.verdict.Check;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads a time-stamping authority's receipt: a checkpoint's text, which is what the log's owner signed, an empty line, and the authority's
 * token (RFC 3161) over the SHA-256 of the text in DER. Its time is the token's and its accuracy: the text existed no later than then.
 */
public final class TimestampReceiptVerifier implements ReceiptVerifier {
    private static final int MAX_BYTES = 64 << 10;

    @Override
    public ReceiptCheck check(byte[] receipt, AnchorTrust trust) {
        List<Check> checks = new ArrayList<>();
        try {
            int end = endOfText(receipt);
            byte[] text = Arrays.copyOf(receipt, end);
            Checkpoint checkpoint = Checkpoint.parse(new String(text, StandardCharsets.UTF_8));
            TimestampToken token = TimestampToken.parse(Arrays.copyOfRange(receipt, end + 1, receipt.length));
            checks.add(Check.passed("receipt form", "a checkpoint and a time-stamp token"));
            return check(Hash.of(Hash.sha256().digest(text)), checkpoint, token, trust, checks);
        } catch (MalformedException e) {
            checks.add(Check.failed("receipt form", String.valueOf(e.getMessage())));
            return new ReceiptCheck.Unreadable(checks);
        }
    }

    private static int endOfText(byte[] receipt) {
        if (receipt.length > MAX_BYTES) {
            throw new MalformedException("receipt: " + receipt.length + " bytes, limit " + MAX_BYTES);
        }
        for (int i = 1; i < receipt.length; i++) {
            if (receipt[i - 1] == '\n' && receipt[i] == '\n') {
                return i;
            }
        }
        throw new MalformedException("receipt: no empty line between a checkpoint and a token");
    }

    private static ReceiptCheck check(
            Hash text, Checkpoint checkpoint, TimestampToken token, AnchorTrust trust, List<Check> checks) {
        TimestampInfo info = token.info();
        if (!note(
                checks,
                "time-stamp imprint",
                info.imprint().equals(text),
                "time-stamped " + info.imprint() + ", checkpoint " + text)) {
            return new ReceiptCheck.Altered(checks);
        }
        String by = token.signer().getSubjectX500Principal().getName();
        Optional<String> objection = token.objection();
        if (!note(checks, "time-stamp signature", objection.isEmpty(), objection.orElse("by " + by))) {
            return new ReceiptCheck.Altered(checks);
        }
        if (!(trust instanceof TimestampTrust authority)) {
            checks.add(Check.failed("time-stamp authority", "by " + by + ", the policy names " + trust.name()));
            return new ReceiptCheck.NotTrusted(checks);
        }
        objection = new TimestampChain(authority, info.time()).objection(token.signer(), token.certificates());
        String accuracy = info.accuracy().map(Duration::toString).orElse("not stated");
        Optional<Duration> limit = authority.accuracy();
        if (!note(
                        checks,
                        "time-stamp authority",
                        objection.isEmpty(),
                        objection.orElse("under a root of " + authority.name() + " at " + info.time()))
                || !note(
                        checks,
                        "time-stamp accuracy",
                        limit.isEmpty()
                                || info.accuracy()
                                        .filter(stated -> stated.compareTo(limit.get()) <= 0)
                                        .isPresent(),
                        accuracy + ", limit " + limit.map(Duration::toString).orElse("any"))) {
            return new ReceiptCheck.NotTrusted(checks);
        }
        AnchoredFact fact = new AnchoredFact(
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root(),
                info.time().plus(info.accuracy().orElse(Duration.ZERO)),
                authority.name() + "/" + info.serial().toString(16));
        return new ReceiptCheck.Vouched(fact, new TreeSet<>(List.of(authority.name())), false, checks);
    }

    private static boolean note(List<Check> checks, String name, boolean passed, String compared) {
        checks.add(new Check(name, passed, compared));
        return passed;
    }
}
