package io.tombolo.connectors.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameListTest {

    @Test
    void cutsAtCommasThatBelongToNoName() {
        assertThat(NameList.parse(" a , b\\,c ,back\\slash,d\\\\\\,e,,"))
                .containsExactly("a", "b,c", "back\\slash", "d\\,e");
        assertThat(NameList.parse("")).isEmpty();
    }

    @Test
    void readsBackWhatItHasWritten() {
        List<String> names = List.of("a,b", "a:b", "a\\b", "a\\\\,", "größe", "\"quoted\"", "Odd Name");

        assertThat(NameList.parse(NameList.of(names))).isEqualTo(names);
    }

    @Test
    void readsPairsOfNames() {
        assertThat(NameList.pair("ABC$1:abc_1")).isEqualTo(Map.entry("ABC$1", "abc_1"));
        assertThat(NameList.pair("a\\:b:c")).isEqualTo(Map.entry("a:b", "c"));
        for (String bad : List.of("a", "a:", ":b", "a:b:c", "a\\:b")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NameList.pair(bad))
                    .withMessage("'" + bad + "': must be OLD:NEW; a colon that belongs to a name is written \\:");
        }
    }
}
