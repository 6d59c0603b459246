package io.tombolo.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    private static final Reach SECURED = new Reach(false, Set.of("partner.internal", "10.1.2.3"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/dsp",
                "https://[::1]/dsp",
                "https://[::ffff:127.0.0.1]/dsp",
                "https://localhost:9092",
                "https://0.0.0.0/",
                "https://10.0.0.1/dsp",
                "https://192.168.1.1/dsp",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/",
                "https://224.0.0.1/",
                "https://[fe80::1]/",
                "https://[fd00::1]/"
            })
    void refusesAddressesOfItsOwnNetwork(String address) {
        assertThat(SECURED.refuses(address))
                .contains("its host is not one of the public network, and not one that is allowed here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.1.2.3/dsp", "ftp://10.1.2.3/dsp", "file:///etc/passwd", "10.1.2.3/dsp"})
    void refusesOtherSchemes(String address) {
        assertThat(SECURED.refuses(address)).contains("must begin with https:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user@10.1.2.3/",
                "https://10.1.2.3/?a=b",
                "https://10.1.2.3/#a",
                "https:///path",
                "https://127.1/dsp",
                "https:opaque"
            })
    void refusesAddressesWithMoreThanAHostAndAPath(String address) {
        assertThat(SECURED.refuses(address)).contains("must have a host, and no user, query or fragment");
    }

    @Test
    void refusesWhatIsNotAnAddress() {
        assertThat(SECURED.refuses("https://a b")).contains("is not an address");
        assertThat(SECURED.refuses("https://nowhere.invalid/")).contains("its host is unknown");
    }

    @Test
    void acceptsPublicAddressesAndThoseThatAreAllowed() {
        assertThat(SECURED.refuses("https://192.0.2.1:8443/dsp")).isEqualTo(Optional.empty());
        assertThat(SECURED.refuses("https://10.1.2.3/dsp")).isEqualTo(Optional.empty());
        assertThat(SECURED.refuses("HTTPS://Partner.Internal/dsp")).isEqualTo(Optional.empty());
    }

    @Test
    void onLoopbackAcceptsPlainHttp() {
        Reach open = new Reach(true, Set.of());

        assertThat(open.refuses("http://127.0.0.1:1/dsp")).isEqualTo(Optional.empty());
        assertThat(open.refuses("gopher://127.0.0.1/")).contains("must begin with https: or http:");
    }
}
