package io.tombolo.merkle.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.MalformedException;
import java.security.KeyPair;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Ed25519KeysTest {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 8032, section 7.1, tests 1 to 3 and the one of 1024 bytes: seed, public key. */
    private static final String[][] VECTORS = {
        {
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        },
        {
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        },
        {
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
        },
        {
            "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
            "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e"
        },
    };

    @Test
    void derivesThePublicKeysOfTheRfc() {
        for (String[] vector : VECTORS) {
            KeyPair keys = Ed25519Keys.fromSeed(HEX.parseHex(vector[0]));

            assertThat(HEX.formatHex(Ed25519.raw(keys.getPublic()))).isEqualTo(vector[1]);
        }
    }

    @Test
    void derivesThePublicKeyOfEveryPairThatTheJdkMakes() {
        for (int i = 0; i < 50; i++) {
            KeyPair made = Ed25519Keys.generate();
            byte[] seed = ((EdECPrivateKey) made.getPrivate()).getBytes().orElseThrow();

            assertThat(Ed25519Keys.fromSeed(seed).getPublic()).isEqualTo(made.getPublic());
        }
    }

    @Test
    void aSignatureHasOneForm() {
        KeyPair keys = Ed25519Keys.fromSeed(new byte[32]);
        byte[] message = {1, 2, 3};
        byte[] signature = Ed25519Keys.sign(keys.getPrivate(), message);

        assertThat(Ed25519.verify(keys.getPublic(), message, signature)).isTrue();
        assertThat(Ed25519.verify(keys.getPublic(), message, Arrays.copyOf(signature, 65))).isFalse();
        assertThat(Ed25519.verify(keys.getPublic(), message, Arrays.copyOf(signature, 63))).isFalse();
        assertThat(Ed25519.verify(keys.getPublic(), message, new byte[0])).isFalse();
    }

    @Test
    void refusesASeedOfAnotherLength() {
        assertThatThrownBy(() -> Ed25519Keys.fromSeed(new byte[31]))
                .isInstanceOf(MalformedException.class)
                .hasMessage("Ed25519 private key: 31 bytes, must be 32");
    }
}
