package io.tombolo.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TroubleTest {
    private static final String LOST_SLOT = """
            org.apache.kafka.connect.errors.ConnectException: Error while validating
            \tat io.debezium.connector.common.BaseSourceTask.start(BaseSourceTask.java:1)
            Caused by: io.debezium.DebeziumException: The connector is trying to read change stream starting at \
            PostgresOffsetContext [lsn=LSN{0/1}], but this is no longer available on the server. Reconfigure the \
            connector to use a snapshot mode when needed.
            \tat io.debezium.connector.postgresql.PostgresConnectorTask.start(PostgresConnectorTask.java:1)
            """;

    @Test
    void namesTheSlotThatIsGoneAndSaysWhatToDo() {
        assertThat(Trouble.of("shop", LOST_SLOT, () -> Map.of("slot.name", "tombolo_shop")))
                .isEqualTo(
                        "slot tombolo_shop was dropped or made again: PostgreSQL's log from where the connector was is"
                                + " gone with it, and changes are missing from there on. tombolo connect remove shop --forget, then"
                                + " the same tombolo connect command, share all rows again; tombolo reconcile shop then finds the"
                                + " rows that were deleted meanwhile");
    }

    @Test
    void namesTheTableThatWasTruncatedInTheFirstSnapshot() {
        String trace = """
                org.apache.kafka.connect.errors.ConnectException: An exception occurred in the change event producer.
                Caused by: org.apache.kafka.connect.errors.ConnectException: Snapshotting of table shop.stock failed
                \tat A
                Caused by: java.sql.SQLException: (conn=18) Table definition has changed, please retry transaction
                """;

        assertThat(Trouble.of("shop", trace, Map::of))
                .isEqualTo("table shop.stock was truncated, or its definition was changed, while the first snapshot was"
                        + " under way. tombolo connect resume shop begins it again, and its rows are then shared twice;"
                        + " tombolo reconcile shop afterwards finds rows that were deleted between the two");
    }

    @Test
    void leavesOtherWordsAsTheyAre() {
        String trace =
                "java.lang.RuntimeException: outer\n\tat A\nCaused by: java.io.IOException: no space left\n\tat B\n";

        assertThat(Trouble.of("shop", trace, () -> {
                    throw new IllegalStateException("not asked for");
                }))
                .isEqualTo("no space left");
        assertThat(Trouble.of("shop", LOST_SLOT, Map::of)).startsWith("The connector is trying to read change stream");
        assertThat(Trouble.of("shop", "", Map::of)).isEmpty();
    }
}
