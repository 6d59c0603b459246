package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.merkle.text.StrictText;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides what a witness answers to add-checkpoint (C2SP tlog-witness), without HTTP; as safe for threads as its memory is. */
public final class Witness {

    /** Where a witness keeps the head it cosigned last, per log; it must outlive the process before {@link #replace} returns. */
    public interface Memory {
        /** The head cosigned last, if any. */
        Optional<TreeHead> latest(String origin);

        /** Atomically puts {@code next} in the place of {@code expected}; false if something else is there by now. */
        boolean replace(String origin, Optional<TreeHead> expected, TreeHead next);
    }

    /** An answer, with the HTTP status that the protocol gives it. */
    public sealed interface Answer {
        /** The cosignature, to be sent as a signature line. */
        record Cosigned(NoteSignature cosignature) implements Answer {}

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

    private final Map<String, List<NoteVerifier>> logs;
    private final NoteSigner signer;
    private final Memory memory;

    /**
     * A witness of these logs.
     *
     * @param logs trusted keys by the log's origin
     * @param signer a {@link Cosignature#signer}
     */
    public Witness(Map<String, ? extends Collection<? extends NoteVerifier>> logs, NoteSigner signer, Memory memory) {
        this.logs = logs.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, log -> List.copyOf(log.getValue())));
        this.signer = signer;
        this.memory = memory;
    }

    /** Answers a request's body; never throws for what it holds. */
    public Answer addCheckpoint(String body) {
        AddCheckpoint request;
        Checkpoint claimed;
        try {
            request = AddCheckpoint.parse(body);
            claimed = Checkpoint.parse(request.checkpoint().text());
        } catch (MalformedException e) {
            return new Answer.Refused(400, String.valueOf(e.getMessage()));
        }
        List<NoteVerifier> keys = logs.get(claimed.origin());
        if (keys == null) {
            return new Answer.Refused(404, "unknown log " + StrictText.shown(claimed.origin()));
        }
        if (!(request.checkpoint().verify(keys) instanceof NoteCheck.Signed)) {
            return new Answer.Refused(403, "not signed by " + claimed.origin());
        }
        if (request.oldSize() > claimed.size()) {
            return new Answer.Refused(400, "old size " + request.oldSize() + " above size " + claimed.size());
        }
        Optional<TreeHead> latest = memory.latest(claimed.origin());
        long latestSize = latest.map(TreeHead::size).orElse(0L);
        if (request.oldSize() != latestSize) {
            return new Answer.Conflict(latestSize);
        }
        TreeHead older =
                latest.orElseGet(() -> new TreeHead(0, TreeHasher.sha256().emptyRoot()));
        if (request.proof().verify(older, claimed.head()) instanceof ProofCheck.Fails fails) {
            return new Answer.Refused(422, fails.check() + ": " + fails.detail());
        }
        NoteSignature cosignature =
                signer.sign(StrictText.utf8(request.checkpoint().text()));
        if (!memory.replace(claimed.origin(), latest, claimed.head())) {
            long now = memory.latest(claimed.origin()).map(TreeHead::size).orElse(0L);
            return new Answer.Conflict(now);
        }
        return new Answer.Cosigned(cosignature);
    }
}
