package io.tombolo.reconcile.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class PostgresCutTest {
    private static final PostgresCut CUT = PostgresCut.of(1_000, "100:110:100,105", 120, 2_000);

    @Test
    void goesByTransactionsWhereverTheyWrote() {
        assertThat(CUT.holds("lsn=999", "99")).isTrue();
        assertThat(CUT.holds("lsn=999", "100")).as("was running").isFalse();
        assertThat(CUT.holds("lsn=1500", "104"))
                .as("committed before, its place lies behind")
                .isTrue();
        assertThat(CUT.holds("lsn=1500", "105")).isFalse();
        assertThat(CUT.holds("lsn=500", "110")).as("began before, ended after").isFalse();
        assertThat(CUT.holds("lsn=3000", "121")).isFalse();
        assertThat(CUT.holds("lsn=999", "104:999"))
                .as("with Debezium's transaction metadata")
                .isTrue();
    }

    @Test
    void goesByThePlaceWhereNoTransactionIsNamed() {
        assertThat(CUT.holds("lsn=1000", null)).isTrue();
        assertThat(CUT.holds("lsn=1001", null)).isFalse();
    }

    @Test
    void knowsATransactionOfAnEarlierEpochByItsPlace() {
        PostgresCut young = PostgresCut.of(1_000, "4294967300:4294967310:", 4_294_967_320L, 2_000);

        assertThat(young.holds("lsn=10", "4294967290"))
                .as("just before the numbers began again")
                .isTrue();
        assertThat(young.holds("lsn=10", "1000"))
                .as("far above, and yet written long ago")
                .isTrue();
        assertThat(young.holds("lsn=1010", "1000")).isFalse();
        assertThat(young.holds("lsn=1010", "13")).as("4294967309").isTrue();
    }

    @Test
    void isPassedByAnOffsetBehindTheMark() throws Exception {
        ObjectMapper json = new ObjectMapper();

        assertThat(CUT.passed(json.readTree("{\"lsn\":1999,\"lsn_proc\":1999}")))
                .isFalse();
        assertThat(CUT.passed(json.readTree("{\"lsn\":1990,\"lsn_commit\":2000}")))
                .isTrue();
        assertThat(CUT.passed(json.readTree("{}"))).isFalse();
        assertThat(CUT.position()).isEqualTo("lsn=0/7D0,snapshot=100:110:100,105");
    }

    @Test
    void refusesAPositionOfAnotherDatabase() {
        assertThatThrownBy(() -> CUT.holds("file=binlog.1,pos=4", "5"))
                .hasMessage("position 'file=binlog.1,pos=4': names no lsn");
    }
}
