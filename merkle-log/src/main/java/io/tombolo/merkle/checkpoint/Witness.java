package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.note.Ed25519;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.merkle.text.StrictText;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/** Decides what a witness answers to add-checkpoint (C2SP tlog-witness), without HTTP; as safe for threads as its memory is. */
public final class Witness {

    /** Where a witness keeps what it cosigned last, per log; it must outlive the process before {@link #next} returns. */
    public interface Memory {
        /**
         * Makes one step of a log, while no other step of the same log runs.
         *
         * @param step from the head cosigned last, if any, to an answer; one that is {@link Answer.Cosigned} is kept, and only
         *     then returned
         */
        Answer next(String origin, Function<Optional<TreeHead>, Answer> step);
    }

    /** An answer, with the HTTP status that the protocol gives it. */
    public sealed interface Answer {
        /**
         * The cosignature, to be sent as a signature line.
         *
         * @param signed the checkpoint with those of its log's signatures that were verified
         */
        record Cosigned(Checkpoint checkpoint, SignedNote signed, NoteSignature cosignature) implements Answer {}

        /** The old size is not that of the checkpoint cosigned last, which is {@code latestSize}. */
        record Conflict(long latestSize) implements Answer {}

        record Refused(int status, String why) implements Answer {}

        default int status() {
            if (this instanceof Refused refused) {
                return refused.status();
            }
            return this instanceof Cosigned ? 200 : 409;
        }

        /** The response's body. */
        default String body() {
            if (this instanceof Cosigned cosigned) {
                return cosigned.cosignature().line() + "\n";
            }
            return this instanceof Conflict conflict ? conflict.latestSize() + "\n" : ((Refused) this).why() + "\n";
        }
    }

    private final Function<String, ? extends Collection<? extends NoteVerifier>> logs;
    private final NoteSigner signer;
    private final Memory memory;

    /**
     * A witness of these logs.
     *
     * @param logs from a log's origin to its trusted keys, none for an unknown log
     * @param signer a {@link #signer}
     */
    public Witness(
            Function<String, ? extends Collection<? extends NoteVerifier>> logs, NoteSigner signer, Memory memory) {
        this.logs = logs;
        this.signer = signer;
        this.memory = memory;
    }

    /** Makes cosignatures over a checkpoint's text, as of the clock's time in whole seconds: {@link Cosignature}. */
    public static NoteSigner signer(String name, KeyPair keys, Clock clock) {
        NoteVerifier verifier = Cosignature.verifier(name, Ed25519.raw(keys.getPublic()));
        return new NoteSigner() {
            @Override
            public NoteVerifier verifier() {
                return verifier;
            }

            @Override
            public NoteSignature sign(byte[] text) {
                Checkpoint.parse(StrictText.utf8(text));
                long seconds = clock.instant().getEpochSecond();
                if (seconds <= 0) {
                    throw new IllegalStateException(
                            "clock says " + seconds + " s: a cosignature needs a time after 1970");
                }
                byte[] signature = Ed25519Keys.sign(keys.getPrivate(), Cosignature.message(seconds, text));
                return new NoteSignature(
                        name,
                        verifier.keyId(),
                        ByteBuffer.allocate(Cosignature.TIMESTAMP + Cosignature.ED25519)
                                .putLong(seconds)
                                .put(signature)
                                .array());
            }
        };
    }

    /** Answers a request's body. What it throws comes from the signer or the memory; nothing is cosigned then. */
    public Answer addCheckpoint(String body) {
        AddCheckpoint request;
        Checkpoint claimed;
        try {
            request = AddCheckpoint.parse(body);
            claimed = Checkpoint.parse(request.checkpoint().text());
        } catch (MalformedException e) {
            return new Answer.Refused(400, String.valueOf(e.getMessage()));
        }
        Collection<? extends NoteVerifier> keys = logs.apply(claimed.origin());
        if (keys.isEmpty()) {
            return new Answer.Refused(404, "unknown log " + StrictText.shown(claimed.origin()));
        }
        NoteCheck check = request.checkpoint().verify(keys);
        if (!(check instanceof NoteCheck.Signed signed)) {
            String why = check instanceof NoteCheck.NotSigned not ? not.detail() : "a signature by its key is false";
            return new Answer.Refused(403, "not signed by log " + StrictText.shown(claimed.origin()) + ": " + why);
        }
        if (request.oldSize() > claimed.size()) {
            return new Answer.Refused(400, "old size " + request.oldSize() + " above size " + claimed.size());
        }
        SignedNote verified = new SignedNote(request.checkpoint().text(), signed.by());
        return memory.next(claimed.origin(), latest -> next(request, claimed, verified, latest));
    }

    private Answer next(AddCheckpoint request, Checkpoint claimed, SignedNote signed, Optional<TreeHead> latest) {
        TreeHead older =
                latest.orElseGet(() -> new TreeHead(0, TreeHasher.sha256().emptyRoot()));
        if (request.oldSize() != older.size()) {
            return new Answer.Conflict(older.size());
        }
        if (request.proof().verify(older, claimed.head()) instanceof ProofCheck.Fails fails) {
            return new Answer.Refused(422, fails.check() + ": " + fails.detail());
        }
        return new Answer.Cosigned(claimed, signed, signer.sign(StrictText.utf8(signed.text())));
    }
}
