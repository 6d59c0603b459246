package io.tombolo.ledger.fabric;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LedgerException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.ChaincodeEvent;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.GatewayRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A gateway's block events on a thread of their own. When the stream breaks, it continues at the next gateway from where it was;
 * every peer has the same blocks.
 */
final class FabricAnchorFeed implements AnchorFeed {
    private static final Logger LOG = LoggerFactory.getLogger(FabricAnchorFeed.class);
    private static final int AHEAD = 256;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final FabricLedger.Config config;
    private final GatewayConnections gateways;
    private final EventPosition position;
    private final BlockingQueue<AnchoringTransaction> found = new ArrayBlockingQueue<>(AHEAD);
    private final Thread reader;
    private volatile @Nullable LedgerException ended;
    private volatile @Nullable CloseableIterator<ChaincodeEvent> stream;
    private volatile boolean closed;

    /** Whether the last stream ended before it brought anything: reported once, not at each try. Of the reader's thread. */
    private boolean broken;

    FabricAnchorFeed(FabricLedger.Config config, GatewayConnections gateways, LedgerCursor after) {
        this.config = config;
        this.gateways = gateways;
        this.position = new EventPosition(after);
        this.reader = new Thread(this::read, "anchor-feed-" + config.channel());
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public Optional<AnchoringTransaction> next(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                LedgerException why = ended;
                AnchoringTransaction next = found.poll();
                if (next == null && why != null) {
                    throw why;
                }
                long left = deadline - System.nanoTime();
                if (next != null || left <= 0) {
                    return Optional.ofNullable(next);
                }
                // In steps, so that a feed that ends meanwhile is noticed.
                next = found.poll(Math.min(left, SHORTEST_PAUSE.toNanos()), TimeUnit.NANOSECONDS);
                if (next != null) {
                    return Optional.of(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        CloseableIterator<ChaincodeEvent> open = stream;
        if (open != null) {
            open.close();
        }
        reader.interrupt();
    }

    private void read() {
        Duration pause = SHORTEST_PAUSE;
        while (!closed && ended == null) {
            GatewayConnection gateway = gateways.current();
            LedgerCursor before = position.cursor();
            try {
                readFrom(gateway);
            } catch (GatewayRuntimeException e) {
                if (closed) {
                    return;
                }
                if (Failures.isPermanent(e)) {
                    ended = Failures.of("follow " + config.ledgerName() + " from '" + before + "'", e);
                    return;
                }
                LOG.atLevel(broken ? Level.DEBUG : Level.WARN)
                        .addKeyValue("peer", gateway)
                        .addKeyValue("cursor", position.cursor())
                        .addKeyValue("status", e.getStatus())
                        .log("events were interrupted; they continue from the cursor");
                broken = true;
                gateways.leave(gateway, e.getStatus());
            } catch (LedgerException e) {
                ended = e;
                return;
            } catch (RuntimeException e) {
                ended = new LedgerException("follow " + config.ledgerName() + ": " + e.getMessage(), e);
                return;
            } catch (InterruptedException e) {
                return;
            }
            pause = position.cursor().equals(before) ? longer(pause) : SHORTEST_PAUSE;
            if (!sleep(pause)) {
                return;
            }
        }
    }

    private void readFrom(GatewayConnection gateway) throws InterruptedException {
        position.restart();
        try (CloseableIterator<ChaincodeEvent> events = gateway.network()
                .newChaincodeEventsRequest(config.chaincode())
                .startBlock(position.cursor().block())
                .build()
                .getEvents()) {
            stream = events;
            while (!closed && events.hasNext()) {
                Optional<AnchoringTransaction> transaction = position.advance(events.next());
                broken = false;
                gateways.answered(gateway);
                if (transaction.isPresent()) {
                    found.put(transaction.get());
                }
            }
        } finally {
            stream = null;
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private static boolean sleep(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
