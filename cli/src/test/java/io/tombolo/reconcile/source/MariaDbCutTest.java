package io.tombolo.reconcile.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class MariaDbCutTest {
    private static final MariaDbCut CUT = new MariaDbCut("binlog.000009", 500);

    @Test
    void goesByThePlaceInTheBinaryLog() {
        assertThat(CUT.holds("gtid=0-1-7,file=binlog.000009,pos=499,row=3", "0-1-7"))
                .isTrue();
        assertThat(CUT.holds("gtid=0-1-8,file=binlog.000009,pos=500,row=0", "0-1-8"))
                .isFalse();
        assertThat(CUT.holds("file=binlog.000010,pos=4,row=0", "0-1-9")).isFalse();
        assertThat(CUT.holds("file=binlog.000008,pos=60000000000,row=0", "0-1-1"))
                .isTrue();
        assertThat(CUT.holds("file=binlog.000009,pos=500,row=0", null))
                .as("of the first snapshot")
                .isTrue();
    }

    @Test
    void isPassedByAnOffsetAtItsPlace() throws Exception {
        ObjectMapper json = new ObjectMapper();

        assertThat(CUT.passed(json.readTree("{\"file\":\"binlog.000009\",\"pos\":499}")))
                .isFalse();
        assertThat(CUT.passed(json.readTree("{\"file\":\"binlog.000009\",\"pos\":500}")))
                .isTrue();
        assertThat(CUT.passed(json.readTree("{\"file\":\"binlog.1000000\",\"pos\":4}")))
                .isTrue();
        assertThat(CUT.passed(json.readTree("{}"))).isFalse();
    }

    @Test
    void refusesAPositionOfAnotherDatabase() {
        assertThatThrownBy(() -> CUT.holds("lsn=5", "5")).hasMessage("position 'lsn=5': names no file and pos");
    }
}
