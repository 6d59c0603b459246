package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.DatasetId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyCacheTest {

    private static final DatasetId VISITS = DatasetId.parse("hospital.example/visits");

    private final GroupKeys clinical = GroupKeys.fresh(new SecureRandom());
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<Map<String, Set<DataKeyId>>> asked = new ArrayList<>();
    private Duration validFor = Duration.ofSeconds(60);
    private Runnable meanwhile = () -> {};
    private final KeyCache cache = new KeyCache(this::give, 3, nanos::get);

    @Test
    void asksOnceForAsLongAsItMay() {
        DataKeyId id = id("4711");

        KeyAnswer first = cache.key(VISITS, "clinical", id);
        pass(Duration.ofSeconds(59));
        KeyAnswer kept = cache.key(VISITS, "clinical", id);
        pass(Duration.ofSeconds(1));
        KeyAnswer again = cache.key(VISITS, "clinical", id);

        assertThat(first).isInstanceOf(KeyAnswer.Granted.class);
        assertThat(kept).isSameAs(first);
        assertThat(again).isInstanceOf(KeyAnswer.Granted.class).isNotSameAs(first);
        assertThat(asked).hasSize(2);
    }

    @Test
    void keepsNothingLongerThanFiveMinutesWhateverItIsAllowed() {
        validFor = Duration.ofDays(1);
        cache.key(VISITS, "clinical", id("4711"));

        pass(Duration.ofSeconds(301));
        cache.key(VISITS, "clinical", id("4711"));

        assertThat(asked).hasSize(2);
    }

    @Test
    void keepsNoKeyOfAnAgreementWithoutCacheTime() {
        validFor = Duration.ZERO;

        cache.key(VISITS, "clinical", id("4711"));
        cache.key(VISITS, "clinical", id("4711"));

        assertThat(asked).hasSize(2);
    }

    @Test
    void getsManyAtOnceAndOnlyThoseThatAreMissing() {
        cache.key(VISITS, "clinical", id("1"));

        cache.prepare(VISITS, Map.of("clinical", Set.of(id("1"), id("2"), id("3"))));
        cache.key(VISITS, "clinical", id("2"));
        cache.prepare(VISITS, Map.of("clinical", Set.of(id("3"))));

        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).isEqualTo(Map.of("clinical", Set.of(id("2"), id("3"))));
    }

    @Test
    void getsKeysThatEndTogetherTogether() {
        cache.prepare(VISITS, Map.of("clinical", Set.of(id("1"), id("2"), id("3"))));
        pass(validFor);

        cache.key(VISITS, "clinical", id("2"));
        cache.key(VISITS, "clinical", id("1"));

        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).isEqualTo(Map.of("clinical", Set.of(id("1"), id("2"), id("3"))));
    }

    @Test
    void dropsKeysThatAreOverThoughNobodyAsksForThem() {
        cache.prepare(VISITS, Map.of("clinical", Set.of(id("1"), id("2"))));
        pass(validFor);

        cache.key(VISITS, "price", id("3"));

        assertThat(asked.get(1)).containsKeys("price", "clinical");
        assertThat(cache.misses()).isEqualTo(1);
    }

    @Test
    void keepsTheKeysUsedLast() {
        for (String subject : List.of("1", "2", "3")) {
            cache.key(VISITS, "clinical", id(subject));
        }
        cache.key(VISITS, "clinical", id("1"));
        cache.key(VISITS, "clinical", id("4"));
        asked.clear();

        cache.key(VISITS, "clinical", id("1"));
        cache.key(VISITS, "clinical", id("2"));

        assertThat(asked).containsExactly(Map.of("clinical", Set.of(id("2"))));
    }

    @Test
    void asksForAWithheldGroupAgainAfterHalfAMinute() {
        assertThat(cache.key(VISITS, "price", id("1"))).isEqualTo(KeyAnswer.Absent.WITHHELD);
        assertThat(cache.key(VISITS, "price", id("2"))).isEqualTo(KeyAnswer.Absent.WITHHELD);
        assertThat(asked).hasSize(1);

        pass(KeyCache.WITHHELD_FOR);
        cache.key(VISITS, "price", id("3"));

        assertThat(asked).hasSize(2);
    }

    @Test
    void saysErasedAndForgetsWhatItIsTold() {
        cache.prepare(VISITS, Map.of("clinical", Set.of(id("1"), id("erased"))));

        assertThat(cache.key(VISITS, "clinical", id("erased"))).isEqualTo(KeyAnswer.Absent.ERASED);
        assertThat(cache.forget(VISITS, Set.of(id("1"), id("unknown")))).isEqualTo(1);
        assertThat(cache.size()).isEqualTo(1);
        cache.forgetAll();
        assertThat(cache.size()).isZero();
    }

    @Test
    void keepsNothingThatWasForgottenWhileItWasOnItsWay() {
        meanwhile = () -> cache.forget(VISITS, Set.of(id("1")));

        assertThat(cache.key(VISITS, "clinical", id("1"))).isInstanceOf(KeyAnswer.Granted.class);

        assertThat(cache.size()).isZero();
    }

    @Test
    void forgetsADatasetsKeysWhenItsOwnerRefusesThem() {
        cache.key(VISITS, "clinical", id("1"));
        meanwhile = () -> {
            throw new KeysRefusedException("partner.example has no agreement that is in force");
        };

        assertThatThrownBy(() -> cache.key(VISITS, "clinical", id("2")))
                .isInstanceOf(KeysRefusedException.class)
                .hasMessageContaining("no agreement");

        assertThat(cache.size()).isZero();
    }

    private Map<String, KeyCache.Given> give(DatasetId dataset, Map<String, Set<DataKeyId>> wanted) {
        asked.add(wanted);
        meanwhile.run();
        Map<String, KeyCache.Given> given = new HashMap<>();
        wanted.forEach((group, ids) -> {
            if (group.equals("clinical")) {
                Map<DataKeyId, KeyAnswer> answers = new HashMap<>();
                ids.forEach(
                        id -> answers.put(id, id.equals(id("erased")) ? KeyAnswer.Absent.ERASED : clinical.answer(id)));
                given.put(group, new KeyCache.Given(answers, validFor));
            }
        });
        return given;
    }

    private DataKeyId id(String patient) {
        return clinical.idOf(new Subject(Map.of("patient", patient)));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
