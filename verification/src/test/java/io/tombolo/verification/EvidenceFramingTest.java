package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAssembly;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a record's schemas are named in Kafka leaves no trace in its evidence. */
class EvidenceFramingTest {
    private static final int LEAF = 7;
    private static final byte[] KEY_GUID = guidFrame(11);
    private static final byte[] VALUE_GUID = guidFrame(12);

    private final SampleLog log = new SampleLog(20);
    private final byte[] key = Arrays.copyOfRange(log.keys.get(LEAF), Frame.LENGTH, log.keys.get(LEAF).length);
    private final byte[] value = Arrays.copyOfRange(log.values.get(LEAF), Frame.LENGTH, log.values.get(LEAF).length);

    @Test
    void isTheSameForAGuidInAHeader() {
        Evidence byId = log.evidence(LEAF, 20, 0);

        Evidence byHeader = evidence(key, value, Map.of(Frame.KEY_HEADER, KEY_GUID, Frame.VALUE_HEADER, VALUE_GUID));

        assertThat(byHeader).isEqualTo(byId);
    }

    @Test
    void isTheSameForAGuidBeforeTheBody() {
        Evidence byId = log.evidence(LEAF, 20, 0);

        Evidence byGuid = evidence(joined(KEY_GUID, key), joined(VALUE_GUID, value), Map.of());

        assertThat(byGuid).isEqualTo(byId);
    }

    @Test
    void showsARecordWhoseHeaderWasAddedAsAnother() {
        Evidence byId = log.evidence(LEAF, 20, 0);

        Evidence forged = evidence(log.keys.get(LEAF), log.values.get(LEAF), Map.of(Frame.VALUE_HEADER, KEY_GUID));

        assertThat(forged.record()).isNotEqualTo(byId.record());
        assertThat(forged.record().commitment((byte) 0))
                .isNotEqualTo(byId.record().commitment((byte) 0));
    }

    private Evidence evidence(byte[] keyBytes, byte[] valueBytes, Map<String, byte[]> headers) {
        return EvidenceAssembly.assemble(
                keyBytes,
                valueBytes,
                name -> name.equals(Topics.SALT_HEADER) ? log.salts.get(LEAF) : headers.get(name),
                EvidenceFramingTest::schema,
                log.entries.get(LEAF),
                LEAF,
                log.note(20),
                List.of(),
                log.tiles(),
                log.policy());
    }

    private static @Nullable String schema(byte[] framed) {
        int last = framed[0] == Frame.GUID_MAGIC ? framed[Frame.GUID_LENGTH - 1] - 10 : Frame.id(framed);
        return last == 1 ? SampleLog.KEY_SCHEMA : last == 2 ? SampleLog.VALUE_SCHEMA : null;
    }

    private static byte[] guidFrame(int last) {
        byte[] frame = new byte[Frame.GUID_LENGTH];
        frame[0] = Frame.GUID_MAGIC;
        frame[Frame.GUID_LENGTH - 1] = (byte) last;
        return frame;
    }

    private static byte[] joined(byte[] frame, byte[] body) {
        byte[] both = Arrays.copyOf(frame, frame.length + body.length);
        System.arraycopy(body, 0, both, frame.length, body.length);
        return both;
    }
}
