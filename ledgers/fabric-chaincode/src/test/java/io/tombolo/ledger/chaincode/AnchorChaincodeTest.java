package io.tombolo.ledger.chaincode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.hyperledger.fabric.shim.ChaincodeServerProperties;
import org.junit.jupiter.api.Test;

class AnchorChaincodeTest {
    @Test
    void listensWithoutTlsWhenNoKeysAreNamed() {
        ChaincodeServerProperties server = AnchorChaincode.server(Map.of("CHAINCODE_SERVER_ADDRESS", "127.0.0.1:9999"));

        assertThat(server.isTlsEnabled()).isFalse();
        assertThat(server.getServerAddress()).hasToString("/127.0.0.1:9999");
    }

    @Test
    void asksPeersForTheirCertificatesWhenKeysAreNamed() {
        ChaincodeServerProperties server = AnchorChaincode.server(Map.of(
                "CHAINCODE_SERVER_ADDRESS", "127.0.0.1:9999",
                "CHAINCODE_TLS_KEY", "key.pem",
                "CHAINCODE_TLS_CERT", "cert.pem",
                "CHAINCODE_CLIENT_CA_CERT", "ca.pem"));

        assertThat(server.isTlsEnabled()).isTrue();
        assertThat(server.getTrustCertCollectionFile()).isEqualTo("ca.pem");
    }

    @Test
    void refusesHalfOfTls() {
        assertThatThrownBy(() -> AnchorChaincode.server(
                        Map.of("CHAINCODE_SERVER_ADDRESS", "127.0.0.1:9999", "CHAINCODE_TLS_KEY", "key.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TLS needs CHAINCODE_TLS_KEY, CHAINCODE_TLS_CERT, CHAINCODE_CLIENT_CA_CERT;"
                        + " not set: CHAINCODE_TLS_CERT, CHAINCODE_CLIENT_CA_CERT");
    }

    @Test
    void refusesAnAddressWithoutAPort() {
        assertThatThrownBy(() -> AnchorChaincode.server(Map.of("CHAINCODE_SERVER_ADDRESS", "localhost")))
                .hasMessage("CHAINCODE_SERVER_ADDRESS 'localhost': host:port due");
    }
}
