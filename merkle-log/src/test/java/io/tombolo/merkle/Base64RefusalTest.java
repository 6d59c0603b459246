package io.tombolo.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.text.StrictText;
import org.junit.jupiter.api.Test;

/** What the JDK's decoder says of one text depends on whether it has been compiled yet; what a verdict says must not. */
class Base64RefusalTest {
    /** JDK 17 says "incorrect ending byte at 804" of it at first, and "wrong 4-byte ending unit" after some thousand calls. */
    private static final String CUT = "Q" + "QUJD".repeat(200) + "QQ==";

    private static final String WHOLE = "QUJD".repeat(200);

    @Test
    void theRefusalOfATextIsTheSameBeforeAndAfterTheDecoderIsCompiled() {
        cutIsRefused();
        for (int call = 0; call < 20_000; call++) {
            assertThat(StrictText.base64(WHOLE, "receipt")).hasSize(600);
        }
        cutIsRefused();
    }

    private static void cutIsRefused() {
        assertThatThrownBy(() -> StrictText.base64(CUT, "receipt"))
                .isInstanceOf(MalformedException.class)
                .hasMessage("receipt: not base64 (RFC 4648, section 4, with padding)");
    }

    @Test
    void aHashThatIsNotBase64IsRefusedInTheSameWords() {
        assertThatThrownBy(() -> Hash.parseBase64("?".repeat(44)))
                .isInstanceOf(MalformedException.class)
                .hasMessage("hash: not base64 (RFC 4648, section 4, with padding)");
    }
}
