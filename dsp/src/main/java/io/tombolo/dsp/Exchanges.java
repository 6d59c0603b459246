package io.tombolo.dsp;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.dsp.Exchange.Fact;
import io.tombolo.dsp.Exchange.Sending;
import io.tombolo.http.HttpAnswer;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the other connectors' messages and makes this connector's own moves, one at a time for each exchange. A move is on disk before
 * it is sent, and sent until it is confirmed, also after a restart.
 */
final class Exchanges {
    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
    private static final int OPEN_OF_ONE_PARTICIPANT = 1_000;
    private static final long AGAIN_SECONDS = 5;

    private final ExchangeFiles files;
    private final OwnMoves moves;
    private final Decisions decisions;
    private final Participants participants;
    private final Callbacks callbacks;
    private final Reach reach;
    private final Clock clock;
    private final ScheduledExecutorService threads;
    private final Object[] locks = Stream.generate(Object::new).limit(64).toArray();
    private final Set<String> delivering = ConcurrentHashMap.newKeySet();

    Exchanges(
            ExchangeFiles files,
            OwnMoves moves,
            Decisions decisions,
            Participants participants,
            Callbacks callbacks,
            Reach reach,
            Clock clock,
            ScheduledExecutorService threads) {
        this.files = files;
        this.moves = moves;
        this.decisions = decisions;
        this.participants = participants;
        this.callbacks = callbacks;
        this.reach = reach;
        this.clock = clock;
        this.threads = threads;
    }

    /** Continues where the last process stopped. */
    void resume() {
        files.all().stream().filter(Exchange::isOpen).forEach(one -> later(one.pid(), 0));
    }

    /** @throws Refusal.NotTaken when there is none that this participant may see */
    Exchange find(Kind kind, String pid, String sender) {
        return files.find(pid)
                .filter(one -> one.kind() == kind && participants.speaks(sender, one.participant()))
                .orElseThrow(() -> Refusal.unknown(kind, pid));
    }

    /** The operator sees all of them. */
    Exchange find(Kind kind, String pid) {
        return files.find(pid).filter(one -> one.kind() == kind).orElseThrow(() -> Refusal.unknown(kind, pid));
    }

    /** Takes a consumer's first message; the same one again, by its {@code consumerPid}, finds the same exchange. */
    Exchange begin(Kind kind, String participant, ByteBuffer body) {
        Incoming message = Incoming.read(body, Move.first(kind).type());
        String consumerPid = message.text("consumerPid");
        Map<Fact, String> facts = kind == Kind.NEGOTIATION
                ? Map.of(
                        Fact.OFFER,
                        required(message, "offer", "@id"),
                        Fact.DATASET,
                        required(message, "offer", "target"))
                : Map.of(Fact.AGREEMENT, message.text("agreementId"), Fact.FORMAT, message.text("format"));
        String address = address("callbackAddress", message.address("callbackAddress"));
        synchronized (locks) {
            Optional<Exchange> known = files.all().stream()
                    .filter(one -> one.kind() == kind
                            && one.side() == Side.PROVIDER
                            && one.participant().equals(participant)
                            && one.peerPid().equals(consumerPid))
                    .findFirst();
            return known.orElseGet(
                    () -> create(kind, Side.PROVIDER, consumerPid, participant, address, facts, message.id()));
        }
    }

    private static String required(Incoming message, String member, String name) {
        return message.below(member, name).orElseThrow(() -> Refusal.malformed(member + "." + name + ": is missing"));
    }

    private String address(String name, String address) {
        String base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        reach.refuses(base).ifPresent(why -> {
            throw Refusal.refused("address", name + " " + Incoming.shown(address) + ": " + why);
        });
        return base;
    }

    private Exchange create(
            Kind kind,
            Side side,
            String peerPid,
            String participant,
            String address,
            Map<Fact, String> facts,
            String received) {
        if (files.open(participant) >= OPEN_OF_ONE_PARTICIPANT || !files.hasRoom()) {
            throw new Refusal.NotTaken(new Refusal(
                    503,
                    "busy",
                    "too many exchanges are open, limit " + OPEN_OF_ONE_PARTICIPANT + " of a participant"));
        }
        Exchange exchange = new Exchange(
                kind,
                side,
                UUID.randomUUID().toString(),
                peerPid,
                participant,
                address,
                State.REQUESTED,
                facts,
                received,
                null,
                clock.millis());
        Exchange made = side == Side.CONSUMER ? exchange.sending(moves.request(exchange)) : exchange;
        files.put(made);
        log(made);
        later(made.pid(), 0);
        return made;
    }

    /** Takes any other message. */
    Exchange take(Kind kind, String pid, String path, String participant, ByteBuffer body) {
        synchronized (lockOf(pid)) {
            Exchange now = find(kind, pid, participant);
            Side sender = now.side().other();
            Move move = Move.at(kind, path, sender).orElseThrow(() -> Refusal.unknown(kind, pid + "/" + path));
            Incoming message = Incoming.read(body, move.type());
            if (!message.id().isEmpty() && message.id().equals(now.received())) {
                return now;
            }
            String otherPid = pids(now, message);
            if (move.from(now.state(), sender) instanceof Move.Next.Refused refused) {
                throw Refusal.wrongState(refused.reason());
            }
            Exchange next = moves.taken(now, move, message)
                    .taken(message.id(), otherPid)
                    .in(move.after(), clock.millis());
            files.put(next);
            log(next);
            later(pid, 0);
            return next;
        }
    }

    /** The other side's identifier. */
    private static String pids(Exchange exchange, Incoming message) {
        boolean provides = exchange.side() == Side.PROVIDER;
        String own = message.text(provides ? "providerPid" : "consumerPid");
        String other = message.text(provides ? "consumerPid" : "providerPid");
        if (!own.equals(exchange.pid()) || (!exchange.peerPid().isEmpty() && !other.equals(exchange.peerPid()))) {
            throw Refusal.malformed("providerPid and consumerPid: are not those of this exchange");
        }
        return other;
    }

    /** Begins an exchange as consumer. */
    Exchange request(Kind kind, String provider, String address, Map<Fact, String> facts) {
        return create(kind, Side.CONSUMER, "", provider, address("connectorAddress", address), facts, "");
    }

    /** Makes a move that the operator asks for. */
    Exchange move(Kind kind, String pid, Move move, String reason) {
        Exchange next;
        synchronized (lockOf(pid)) {
            Exchange now = find(kind, pid);
            if (move.kind() != kind || now.peerPid().isEmpty()) {
                throw Refusal.wrongState(move.type() + ": not possible before the provider confirmed the request");
            }
            next = make(now, move, reason);
        }
        later(pid, 0);
        return next;
    }

    /** Stops every transfer under an agreement that ended. */
    void agreementEnded(String agreement, String reason) {
        files.all().stream()
                .filter(one -> one.kind() == Kind.TRANSFER
                        && !one.state().isFinal()
                        && one.fact(Fact.AGREEMENT).equals(agreement))
                .forEach(one -> {
                    try {
                        move(Kind.TRANSFER, one.pid(), Move.STOP, reason);
                    } catch (Refusal.NotTaken ended) {
                        // By the other side, a moment before.
                    }
                });
    }

    private Exchange make(Exchange now, Move move, String reason) {
        if (move.from(now.state(), now.side()) instanceof Move.Next.Refused refused) {
            throw Refusal.wrongState(refused.reason());
        }
        OwnMoves.Made made = moves.make(now, move, reason);
        Exchange next =
                made.exchange().sending(made.sending()).in(made.sending().move().after(), clock.millis());
        files.put(next);
        log(next);
        return next;
    }

    private void later(String pid, long seconds) {
        try {
            ScheduledFuture<?> unused = threads.schedule(() -> advance(pid), seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closing) {
            LOG.atDebug().addKeyValue("exchange", pid).log("An exchange waits for the next start");
        }
    }

    private void advance(String pid) {
        try {
            Optional<Exchange> now;
            synchronized (lockOf(pid)) {
                now = files.find(pid)
                        .map(one -> one.sending() != null || one.state().isFinal()
                                ? one
                                : decisions
                                        .next(one)
                                        .map(move -> make(one, move, ""))
                                        .orElse(one));
            }
            now.ifPresent(this::deliver);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("exchange", pid).setCause(e).log("A move failed and is tried again");
            later(pid, AGAIN_SECONDS);
        }
    }

    private void deliver(Exchange exchange) {
        Sending message = exchange.sending();
        if (message == null || !delivering.add(message.id())) {
            return;
        }
        CompletableFuture<HttpAnswer> unused = callbacks
                .send(exchange, message, () -> isWanted(exchange.pid(), message))
                .whenComplete((answer, failure) -> {
                    delivering.remove(message.id());
                    if (!threads.isShutdown()) {
                        settle(
                                exchange.pid(),
                                message,
                                one -> failure == null ? confirmed(one, answer) : givenUp(one, message, failure));
                        later(exchange.pid(), 0);
                    }
                });
    }

    private boolean isWanted(String pid, Sending message) {
        return files.find(pid).map(Exchange::sending).filter(message::equals).isPresent();
    }

    private void settle(String pid, Sending message, UnaryOperator<Exchange> how) {
        synchronized (lockOf(pid)) {
            // Something else may have happened meanwhile; then this does not matter any more.
            files.find(pid)
                    .filter(one -> message.equals(one.sending()))
                    .ifPresent(one -> files.put(how.apply(one).sending(null)));
        }
    }

    private Exchange confirmed(Exchange exchange, HttpAnswer answer) {
        if (!exchange.peerPid().isEmpty()) {
            return exchange;
        }
        try {
            JsonNode pid = Incoming.plain(ByteBuffer.wrap(answer.body())).member("providerPid");
            String text = pid.isObject() ? pid.path("@id").asText() : pid.asText();
            if (!text.isEmpty()) {
                return exchange.peer(text);
            }
        } catch (Refusal.NotTaken e) {
            // The same as without an identifier.
        }
        return ended(exchange, answer.uri() + ": confirms without a providerPid");
    }

    private Exchange givenUp(Exchange exchange, Sending message, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String why = message.move().type() + " was not taken: " + cause.getMessage();
        LOG.atWarn()
                .addKeyValue("exchange", exchange.pid())
                .addKeyValue("participant", exchange.participant())
                .addKeyValue("reason", why)
                .log("An exchange is given up");
        return ended(exchange, why);
    }

    private Exchange ended(Exchange exchange, String why) {
        moves.over(exchange);
        Exchange reasoned = exchange.with(Fact.REASON, cut(why));
        return exchange.state().isFinal() ? reasoned : reasoned.in(State.TERMINATED, clock.millis());
    }

    private static String cut(String text) {
        return text.length() > 1_000 ? text.substring(0, 1_000) : text;
    }

    private static void log(Exchange exchange) {
        LOG.atInfo()
                .addKeyValue("kind", exchange.kind())
                .addKeyValue("exchange", exchange.pid())
                .addKeyValue("participant", exchange.participant())
                .addKeyValue("state", exchange.state())
                .log("An exchange with another connector changed");
    }

    private Object lockOf(String pid) {
        return locks[Math.floorMod(pid.hashCode(), locks.length)];
    }
}
