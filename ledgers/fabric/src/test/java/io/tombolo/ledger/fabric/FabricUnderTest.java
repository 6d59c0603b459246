package io.tombolo.ledger.fabric;

import java.util.List;

/**
 * A network with our chaincode on it, native or embedded; the same suites run on both.
 *
 * @param gateways one of each member, in the members' order
 * @param identities a client of each member, in the same order
 */
record FabricUnderTest(String channel, String chaincode, List<GatewayPeer> gateways, List<FabricIdentity> identities) {

    List<String> members() {
        return identities.stream().map(FabricIdentity::mspId).toList();
    }
}
