package io.tombolo.dsp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tombolo.dsp.Agreements.Agreed;
import io.tombolo.dsp.Agreements.Answer;
import io.tombolo.dsp.Agreements.DataAddress;
import io.tombolo.dsp.Agreements.Offer;
import io.tombolo.dsp.Exchange.Fact;
import io.tombolo.dsp.Exchange.Sending;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a move says, and what it means for agreements and access. */
final class OwnMoves {
    private final String participantId;
    private final Supplier<String> callback;
    private final Agreements agreements;
    private final Clock clock;

    /** @param callback the base of this connector's paths */
    OwnMoves(String participantId, Supplier<String> callback, Agreements agreements, Clock clock) {
        this.participantId = participantId;
        this.callback = callback;
        this.agreements = agreements;
        this.clock = clock;
    }

    /** A message, and the exchange as it is known then; its move is another one than was asked for where the provider's side refused. */
    record Made(Exchange exchange, Sending sending) {}

    /** A consumer's first message. */
    Sending request(Exchange exchange) {
        Move move = Move.first(exchange.kind());
        ObjectNode json = Messages.move(move, exchange).put("callbackAddress", callback.get());
        if (move == Move.REQUEST) {
            json.set("offer", Messages.named(exchange.fact(Fact.OFFER), exchange.fact(Fact.DATASET)));
        } else {
            json.put("agreementId", exchange.fact(Fact.AGREEMENT)).put("format", exchange.fact(Fact.FORMAT));
        }
        return sending(move, json);
    }

    /** A later one of this connector; the access is changed when it returns. */
    Made make(Exchange now, Move move, String reason) {
        return switch (move) {
            case REQUEST ->
                made(
                        now,
                        move,
                        json -> json.set("offer", Messages.named(now.fact(Fact.OFFER), now.fact(Fact.DATASET))));
            case OFFER -> offer(now);
            case ACCEPT -> made(now, move, json -> json.put("eventType", State.ACCEPTED.name()));
            case AGREE -> agree(now);
            case FINALIZE ->
                agreements.conclude(now.fact(Fact.AGREEMENT)) instanceof Answer.No<String> no
                        ? end(now, Move.TERMINATE, no.reason())
                        : made(now, move, json -> json.put("eventType", State.FINALIZED.name()));
            case START -> start(now);
            case SUSPEND -> {
                if (now.side() == Side.PROVIDER) {
                    agreements.suspend(now.fact(Fact.AGREEMENT), now.pid());
                }
                yield reasoned(now.with(Fact.SUSPENDED_BY, now.side().name()), move, reason);
            }
            case COMPLETE -> {
                over(now);
                yield made(now, move, json -> json);
            }
            case TERMINATE, STOP -> end(now, move, reason);
            case VERIFY, TRANSFER_REQUEST -> made(now, move, json -> json);
        };
    }

    private Made offer(Exchange now) {
        Optional<Offer> offer = agreements.offered(now.participant(), now.fact(Fact.DATASET)).stream()
                .flatMap(dataset -> dataset.offers().stream())
                .findFirst();
        return offer.isEmpty()
                ? end(now, Move.TERMINATE, "dataset " + now.fact(Fact.DATASET) + " is not offered")
                : made(
                        now,
                        Move.OFFER,
                        json -> json.set(
                                "offer",
                                Messages.offer(offer.get())
                                        .put("target", now.fact(Fact.DATASET))
                                        .put("assigner", participantId)
                                        .put("assignee", now.participant())));
    }

    private Made agree(Exchange now) {
        Answer<Agreed> answer =
                agreements.agree(now.participant(), now.fact(Fact.DATASET), now.fact(Fact.OFFER), now.pid());
        if (answer instanceof Answer.No<Agreed> no) {
            return end(now, Move.TERMINATE, no.reason());
        }
        Agreed agreed = ((Answer.Yes<Agreed>) answer).value();
        return made(
                now.with(Fact.AGREEMENT, agreed.agreement()),
                Move.AGREE,
                json -> json.set(
                        "agreement",
                        Messages.agreement(
                                agreed.agreement(),
                                agreed.offer(),
                                now.fact(Fact.DATASET),
                                participantId,
                                now.participant(),
                                clock.instant())));
    }

    private Made start(Exchange now) {
        boolean resumes = now.state() == State.SUSPENDED;
        if (resumes && !now.fact(Fact.SUSPENDED_BY).equals(now.side().name())) {
            throw Refusal.wrongState(
                    "TransferStartMessage: the other side suspended the transfer, so it must resume it");
        }
        if (now.side() == Side.CONSUMER) {
            return made(now, Move.START, json -> json);
        }
        if (!resumes && !now.fact(Fact.FORMAT).equals(Agreements.FORMAT)) {
            return end(
                    now,
                    Move.STOP,
                    "format " + Incoming.shown(now.fact(Fact.FORMAT)) + ": must be " + Agreements.FORMAT);
        }
        if (resumes) {
            return agreements.resume(now.fact(Fact.AGREEMENT), now.pid()) instanceof Answer.No<String> no
                    ? end(now, Move.STOP, no.reason())
                    : started(now);
        }
        Answer<DataAddress> answer = agreements.start(now.participant(), now.fact(Fact.AGREEMENT), now.pid());
        return answer instanceof Answer.Yes<DataAddress> yes
                ? started(now.with(Fact.DATA_ADDRESS, Messages.text(Messages.dataAddress(yes.value()))))
                : end(now, Move.STOP, ((Answer.No<DataAddress>) answer).reason());
    }

    private static Made started(Exchange now) {
        return made(
                now, Move.START, json -> json.putRawValue("dataAddress", new RawValue(now.fact(Fact.DATA_ADDRESS))));
    }

    private Made end(Exchange now, Move move, String reason) {
        over(now);
        return reasoned(now, move, reason);
    }

    /** Takes away the access that a provider's transfer gave. */
    void over(Exchange exchange) {
        if (exchange.side() == Side.PROVIDER && exchange.kind() == Kind.TRANSFER) {
            agreements.end(exchange.fact(Fact.AGREEMENT), exchange.pid());
        }
    }

    private static Made reasoned(Exchange now, Move move, String reason) {
        Exchange known = reason.isEmpty() ? now : now.with(Fact.REASON, reason);
        return made(known, move, json -> {
            json.put("code", reason.isEmpty() ? "requested" : "refused");
            if (!reason.isEmpty()) {
                json.putArray("reason").add(reason);
            }
            return json;
        });
    }

    /** The exchange after a message of the other side; the access is changed when it returns. */
    Exchange taken(Exchange now, Move move, Incoming message) {
        boolean provides = now.side() == Side.PROVIDER;
        String agreement = now.fact(Fact.AGREEMENT);
        return switch (move) {
            case REQUEST ->
                message.below("offer", "@id")
                        .map(offer -> now.with(Fact.OFFER, offer))
                        .orElseThrow(() -> Refusal.malformed("offer.@id: is missing"));
            case OFFER -> other(now, message, "offer", Fact.OFFER, "@id");
            case AGREE ->
                other(now, message, "agreement", Fact.DATASET, "target")
                        .with(
                                Fact.AGREEMENT,
                                message.below("agreement", "@id")
                                        .orElseThrow(() -> Refusal.malformed("agreement.@id: is missing")));
            case ACCEPT, FINALIZE -> {
                String event = message.text("eventType");
                if (!event.equals(move.after().name())) {
                    throw Refusal.malformed("eventType: " + Incoming.shown(event) + ", must be " + move.after());
                }
                yield now;
            }
            case START -> started(now, message);
            case SUSPEND -> {
                if (provides) {
                    agreements.suspend(agreement, now.pid());
                }
                yield now.with(Fact.SUSPENDED_BY, now.side().other().name());
            }
            case COMPLETE -> {
                over(now);
                yield now;
            }
            case TERMINATE, STOP -> {
                over(now);
                JsonNode reason = message.member("reason");
                yield reason.isMissingNode() ? now : now.with(Fact.REASON, Incoming.shown(reason.toString()));
            }
            case VERIFY, TRANSFER_REQUEST -> now;
        };
    }

    private static Exchange other(Exchange now, Incoming message, String member, Fact asked, String name) {
        String given =
                message.below(member, name).orElseThrow(() -> Refusal.malformed(member + "." + name + ": is missing"));
        return now.with(Fact.OTHER, given.equals(now.fact(asked)) ? "" : given);
    }

    private Exchange started(Exchange now, Incoming message) {
        boolean resumes = now.state() == State.SUSPENDED;
        if (resumes && !now.fact(Fact.SUSPENDED_BY).equals(now.side().other().name())) {
            throw Refusal.wrongState("TransferStartMessage: only the side that suspended the transfer resumes it");
        }
        if (now.side() == Side.PROVIDER) {
            if (agreements.resume(now.fact(Fact.AGREEMENT), now.pid()) instanceof Answer.No<String> no) {
                throw Refusal.refused("not-resumed", no.reason());
            }
            return now;
        }
        JsonNode address = message.member("dataAddress");
        return address.isObject() ? now.with(Fact.DATA_ADDRESS, address.toString()) : now;
    }

    private static Made made(Exchange now, Move move, Function<ObjectNode, ? extends JsonNode> fill) {
        ObjectNode json = Messages.move(move, now);
        JsonNode unused = fill.apply(json);
        return new Made(now, sending(move, json));
    }

    private static Sending sending(Move move, ObjectNode json) {
        return new Sending(move, json.path("@id").asText(), Messages.text(json));
    }
}
