package io.tombolo.verification.receipt.witness;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.verdict.Check;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads a witness's receipt: a signed note (C2SP signed-note) of a checkpoint's text and one signature, the witness's cosignature
 * (C2SP tlog-cosignature, Ed25519). Its time is the receipt's.
 */
public final class WitnessReceiptVerifier implements ReceiptVerifier {

    @Override
    public ReceiptCheck check(byte[] receipt, AnchorTrust trust) {
        List<Check> checks = new ArrayList<>();
        try {
            SignedNote note = SignedNote.parse(receipt);
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (note.signatures().size() != 1) {
                throw new MalformedException(
                        "cosigned note: " + note.signatures().size() + " signatures, must be 1");
            }
            checks.add(Check.passed("receipt form", "a checkpoint and one signature"));
            return check(note, checkpoint, trust, checks);
        } catch (MalformedException e) {
            checks.add(Check.failed("receipt form", String.valueOf(e.getMessage())));
            return new ReceiptCheck.Unreadable(checks);
        }
    }

    private static ReceiptCheck check(SignedNote note, Checkpoint checkpoint, AnchorTrust trust, List<Check> checks) {
        NoteSignature signature = note.signatures().get(0);
        String by = signature.name() + ", key id " + HexFormat.of().toHexDigits(signature.keyId());
        if (!(trust instanceof WitnessTrust witness)) {
            checks.add(Check.failed("cosignature", "by " + by + ", the policy names " + trust.name()));
            return new ReceiptCheck.NotTrusted(checks);
        }
        NoteCheck signed = note.verify(witness.verifiers());
        if (signed instanceof NoteCheck.FalselySigned) {
            checks.add(Check.failed("cosignature", "by " + by + ": does not fit the checkpoint and its time"));
            return new ReceiptCheck.Altered(checks);
        }
        if (!(signed instanceof NoteCheck.Signed)) {
            checks.add(Check.failed("cosignature", "by " + by + ", the policy names " + witness.keys()));
            return new ReceiptCheck.NotTrusted(checks);
        }
        checks.add(Check.passed("cosignature", "by " + by));
        AnchoredFact fact = new AnchoredFact(
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root(),
                Cosignature.time(signature),
                witness.name() + "/" + checkpoint.size());
        return new ReceiptCheck.Vouched(fact, new TreeSet<>(List.of(witness.name())), false, checks);
    }
}
