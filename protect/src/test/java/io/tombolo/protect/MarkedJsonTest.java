package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

class MarkedJsonTest {

    private static final String VALUE = Base64.getEncoder().encodeToString(value());
    private static final String MARKED = "{\"tombolo-protected\":{\"group\":\"clinical\",\"value\":\"" + VALUE + "\"}}";

    private final List<String> seen = new ArrayList<>();

    @Test
    void readsMembersWhereverTheyAreAndLeavesTheRestCharacterByCharacter() {
        String text = "{\"a\": 1.10,\"b/c\":[" + MARKED + ", 1E5,\t{\"d~\":" + MARKED + "}],\"e\":\"\\u00e9\"}";

        String read = MarkedJson.read(text, "/row", this::member);

        assertThat(read).isEqualTo("{\"a\": 1.10,\"b/c\":[[1], 1E5,\t{\"d~\":[2]}],\"e\":\"\\u00e9\"}");
        assertThat(seen).containsExactly("clinical /row/b~1c/0", "clinical /row/b~1c/2/d~0");
    }

    @Test
    void readsATextThatIsOneProtectedMember() {
        assertThat(MarkedJson.read(MARKED, "/row", this::member)).isEqualTo("[1]");
        assertThat(seen).containsExactly("clinical /row");
    }

    @Test
    void leavesWhatOnlyLooksLikeOne() {
        for (String text : List.of(
                "{\"tombolo-protected\":{\"group\":\"clinical\",\"value\":\"AQ==\"}}",
                "{\"tombolo-protected\":{\"group\":\"clinical\",\"value\":\"no base64\"}}",
                "{\"tombolo-protected\":{\"group\":1,\"value\":\"" + VALUE + "\"}}",
                "{\"tombolo-protected\":{\"group\":\"clinical\",\"value\":\"" + VALUE + "\",\"more\":1}}",
                "{\"tombolo-protected\":\"" + VALUE + "\"}",
                MARKED.replace("clinical", "Not a group"),
                MARKED.replace("clinical", "x".repeat(65)),
                "{\"x\":1,\"tombolo-protected\":{\"group\":\"clinical\",\"value\":\"" + VALUE + "\"}}",
                MARKED + " and more",
                "{\"tombolo-protected\"")) {
            assertThat(MarkedJson.read(text, "/row", this::member)).isEqualTo(text);
        }
    }

    @Test
    void knowsItsWayBehindOtherValues() {
        String long1 = "n".repeat(40_000);
        String text = "{\"" + long1 + "\":[1,[2],{\"x\":" + MARKED + "}],\"b\":[[3],{\"c\":4}," + MARKED + "]}";

        MarkedJson.read(text, "/row", this::member);

        assertThat(seen).containsExactly("clinical /row/" + long1 + "/2/x", "clinical /row/b/2");
    }

    @Test
    void seesByTheFirstCharacterThatATextHasNone() {
        assertThat(MarkedJson.may(new Utf8(MARKED))).isTrue();
        assertThat(MarkedJson.may(MARKED)).isTrue();
        assertThat(MarkedJson.may("x" + MARKED)).isFalse();
        assertThat(MarkedJson.may(new Utf8(""))).isFalse();
        assertThat(MarkedJson.may("{\"a\":\"a text that is long enough to have one\"}"))
                .isFalse();
    }

    private Optional<String> member(String group, ProtectedValue value, String pointer) {
        seen.add(group + " " + pointer);
        return Optional.of("[" + seen.size() + "]");
    }

    private static byte[] value() {
        byte[] value = new byte[ProtectedValue.OVERHEAD + 3];
        value[0] = ProtectedValue.VERSION;
        return value;
    }
}
