package io.tombolo.dsp;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A contract negotiation or a transfer process, as one side knows it; immutable.
 *
 * @param side this connector's
 * @param pid this side's identifier
 * @param peerPid the other side's; empty until it is known
 * @param participant the other side
 * @param address the base of the other side's paths, without a slash at its end
 * @param facts what is known besides, by the names of {@link Fact}
 * @param received {@code @id} of the last message that was taken, to recognise its repetition; empty for none
 * @param sending the message that the other side has not confirmed yet
 * @param changed milliseconds since 1970
 */
record Exchange(
        Kind kind,
        Side side,
        String pid,
        String peerPid,
        String participant,
        String address,
        State state,
        Map<Fact, String> facts,
        String received,
        @Nullable Sending sending,
        long changed) {

    Exchange {
        facts = Map.copyOf(facts);
    }

    /** What may be known of an exchange. */
    enum Fact {
        DATASET,
        /** Identifier of the offer that the consumer asked for. */
        OFFER,
        /** Identifier of the offer, or of the dataset, that the provider named instead. */
        OTHER,
        AGREEMENT,
        FORMAT,
        /** The data address, JSON, as the provider sends it: secret. */
        DATA_ADDRESS,
        SUSPENDED_BY,
        /** Why it ended. */
        REASON
    }

    /** A message on its way: its move and its JSON. */
    record Sending(Move move, String id, String json) {}

    String fact(Fact name) {
        return facts.getOrDefault(name, "");
    }

    /** Whether the provider's last word is about what this consumer asked for. */
    boolean isAsRequested() {
        return fact(Fact.OTHER).isEmpty();
    }

    boolean isOpen() {
        return !state.isFinal() || sending != null;
    }

    String providerPid() {
        return side == Side.PROVIDER ? pid : peerPid;
    }

    String consumerPid() {
        return side == Side.CONSUMER ? pid : peerPid;
    }

    /** A provider forgets the credentials of a transfer that is over. */
    Exchange in(State next, long now) {
        Map<Fact, String> kept = new LinkedHashMap<>(facts);
        if (next.isFinal() && side == Side.PROVIDER) {
            kept.remove(Fact.DATA_ADDRESS);
        }
        return new Exchange(kind, side, pid, peerPid, participant, address, next, kept, received, sending, now);
    }

    /** Known by that message; whatever was on its way has arrived, or does not matter any more. */
    Exchange taken(String message, String otherPid) {
        return new Exchange(kind, side, pid, otherPid, participant, address, state, facts, message, null, changed);
    }

    Exchange with(Fact name, String value) {
        Map<Fact, String> more = new LinkedHashMap<>(facts);
        more.put(name, value);
        return new Exchange(kind, side, pid, peerPid, participant, address, state, more, received, sending, changed);
    }

    Exchange sending(@Nullable Sending next) {
        return new Exchange(kind, side, pid, peerPid, participant, address, state, facts, received, next, changed);
    }

    Exchange peer(String otherPid) {
        return new Exchange(kind, side, pid, otherPid, participant, address, state, facts, received, sending, changed);
    }
}
