package io.tombolo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryTlsTest {

    private final FakeRegistry registry = new FakeRegistry();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void saysThatACertificateHasExpired() throws Exception {
        URI url = registry.serveTls("expired.p12");

        assertThatThrownBy(() -> FakeRegistry.tlsClient(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("TLS failed: NotAfter: ");
    }

    @Test
    void speaksTlsToWhomItTrusts() throws Exception {
        URI url = registry.serveTls("server.p12");

        assertThat(FakeRegistry.tlsClient(url).byId(7)).isPresent();
        assertThatThrownBy(() -> FakeRegistry.client(url).byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("TLS failed: ");
    }

    @Test
    void showsItsOwnCertificateToWhomAsksForIt() throws Exception {
        URI url = registry.serveTls("server.p12", true);

        assertThat(FakeRegistry.tlsClient(
                                url,
                                Map.of(
                                        "schema.registry.ssl.keystore.location", "src/test/resources/tls/server.p12",
                                        "schema.registry.ssl.keystore.password", "changeit"))
                        .byId(7))
                .isPresent();
        assertThatThrownBy(() -> FakeRegistry.tlsClient(url).byId(7)).isInstanceOf(RegistryException.class);
    }

    @Test
    void namesTheTrustStoreThatCanNotBeRead() {
        URI url = URI.create("https://127.0.0.1:1");

        assertThatThrownBy(
                        () -> FakeRegistry.tlsClient(url, Map.of("schema.registry.ssl.truststore.password", "wrong")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "schema.registry.ssl.truststore.location: src/test/resources/tls/ca.p12 can't be read: ");
    }

    @Test
    void leavesTheBrokersTrustStoreToTheBrokers() {
        URI url = URI.create("https://127.0.0.1:1");
        Map<String, Object> ofTheClient =
                Map.of("ssl.truststore.location", "no/such/file", "ssl.endpoint.identification.algorithm", "");

        assertThat(FakeRegistry.tlsClient(url, ofTheClient)).isNotNull();
    }

    @Test
    void refusesToTrustOtherwiseThanItCan() {
        URI url = URI.create("https://127.0.0.1:1");

        assertThatThrownBy(() -> FakeRegistry.tlsClient(
                        url, Map.of("schema.registry.ssl.endpoint.identification.algorithm", "")))
                .hasMessage("schema.registry.ssl.endpoint.identification.algorithm: '', must be https: the name in a "
                        + "registry's certificate is always checked");
        assertThatThrownBy(() -> FakeRegistry.tlsClient(
                        url, Map.of("schema.registry.ssl.truststore.certificates", "-----BEGIN")))
                .hasMessage(
                        "schema.registry.ssl.truststore.certificates: not known here; give "
                                + "schema.registry.ssl.truststore.* and schema.registry.ssl.keystore.*, files of the type PKCS12 or JKS, or PEM for the trust store");
    }

    @Test
    void narrowsTheProtocolsDown() throws Exception {
        URI url = registry.serveTls("server.p12");

        assertThat(FakeRegistry.tlsClient(url, Map.of("schema.registry.ssl.enabled.protocols", "TLSv1.3"))
                        .byId(7))
                .isPresent();
        assertThatThrownBy(() -> FakeRegistry.tlsClient(url, Map.of("schema.registry.ssl.enabled.protocols", "SSLv3"))
                        .byId(7))
                .isInstanceOf(RegistryException.Misconfigured.class)
                .hasMessageContaining("TLS failed: ");
    }
}
