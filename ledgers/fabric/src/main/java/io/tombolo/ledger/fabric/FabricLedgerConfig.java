package io.tombolo.ledger.fabric;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * How to reach one chaincode on one channel.
 *
 * @param gateways peers to talk to, in order of preference; the next is taken when one can't be reached
 * @param receiptMembers membership ids whose peers are to endorse receipts; empty: whom the gateway chooses
 * @param stateDirectory keeps submitted transactions until their fate is known; made if missing, one per identity
 * @param patience how long one call may try before it says that it doesn't know
 * @param clock tells when certificates are about to run out
 */
public record FabricLedgerConfig(
        List<GatewayPeer> gateways,
        String channel,
        String chaincode,
        FabricIdentity identity,
        List<String> receiptMembers,
        Path stateDirectory,
        Duration patience,
        Clock clock) {
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    public FabricLedgerConfig {
        gateways = List.copyOf(gateways);
        receiptMembers = List.copyOf(receiptMembers);
        if (gateways.isEmpty()) {
            throw new IllegalArgumentException("gateways: none, at least 1");
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience " + patience + ": must be more than nothing");
        }
    }

    /** With the system's clock. */
    public FabricLedgerConfig(
            List<GatewayPeer> gateways,
            String channel,
            String chaincode,
            FabricIdentity identity,
            List<String> receiptMembers,
            Path stateDirectory,
            Duration patience) {
        this(gateways, channel, chaincode, identity, receiptMembers, stateDirectory, patience, Clock.systemUTC());
    }

    /** {@code fabric:<channel>/<chaincode>}. */
    public String ledgerName() {
        return "fabric:" + channel + "/" + chaincode;
    }
}
