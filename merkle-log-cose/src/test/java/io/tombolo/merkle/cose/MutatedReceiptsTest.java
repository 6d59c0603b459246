package io.tombolo.merkle.cose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Golden receipts whose structure is changed and not only their bits: an item of CBOR, also within the signed header and the proof, is
 * replaced, dropped, doubled or tagged, or its head says another kind and length. Seeded, so each run makes the same inputs; {@link
 * ReceiptFuzzTest} searches beyond them.
 */
class MutatedReceiptsTest {
    private static final int ROUNDS = 1500 * Integer.getInteger("tombolo.rounds", 1);

    /** Heads of items: indefinite lengths, lengths of 2^32 and more, the break, a half float, reserved ones. */
    private static final byte[] HEADS = {
        0x5F,
        0x7F,
        (byte) 0x9F,
        (byte) 0xBF,
        (byte) 0xFF,
        0x5B,
        0x5A,
        (byte) 0x9B,
        (byte) 0xBB,
        (byte) 0xF9,
        0x1C,
        (byte) 0xC2,
        (byte) 0xD2,
        0
    };

    private final Random random = new Random(15);

    @Test
    void aReceiptThatNobodyWroteIsRefusedOrSaysWhatItSaidBefore() throws IOException {
        List<JsonNode> good = CoseReceiptVectorsTest.cases().stream()
                .filter(c -> c.required("expected").asText().equals("HOLDS"))
                .toList();
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (int round = 0; round < ROUNDS; round++) {
            JsonNode seed = good.get(random.nextInt(good.size()));
            byte[] honest = HexFormat.of().parseHex(seed.required("receipt").asText());
            byte[] hostile = random.nextInt(4) == 0 ? headChanged(honest) : structureChanged(honest);

            assertThatCode(() -> outcomes.merge(judge(seed, hostile), 1, Integer::sum))
                    .as(() -> HexFormat.of().formatHex(hostile))
                    .doesNotThrowAnyException();
        }

        // All three happen, or the changes were not those that they should be.
        assertThat(outcomes.keySet()).containsExactlyInAnyOrder(Outcome.values());
    }

    private enum Outcome {
        MALFORMED,
        REFUSED,
        HOLDS
    }

    /** One that holds has the signed root, or {@link CoseReceiptVectorsTest#verify} fails. */
    private static Outcome judge(JsonNode seed, byte[] receipt) {
        return switch (CoseReceiptVectorsTest.verify(seed, receipt)) {
            case "HOLDS" -> Outcome.HOLDS;
            case "MALFORMED" -> Outcome.MALFORMED;
            default -> Outcome.REFUSED;
        };
    }

    private byte[] headChanged(byte[] honest) {
        byte[] changed = honest.clone();
        changed[random.nextInt(Math.min(changed.length, 160))] = HEADS[random.nextInt(HEADS.length)];
        return changed;
    }

    private byte[] structureChanged(byte[] honest) {
        CBORObject changed = CBORObject.DecodeFromBytes(honest);
        for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
            changed = changed(changed);
        }
        return changed.EncodeToBytes();
    }

    private CBORObject changed(CBORObject item) {
        if (item.isTagged() && random.nextInt(8) > 0) {
            return CBORObject.FromObjectAndTag(changed(item.UntagOne()), item.getMostInnerTag());
        }
        boolean inside = random.nextInt(5) > 0 && !item.isTagged();
        if (inside && item.getType() == CBORType.Array && item.size() > 0) {
            return arrayChanged(item);
        } else if (inside && item.getType() == CBORType.Map && item.size() > 0) {
            return mapChanged(item);
        } else if (inside && item.getType() == CBORType.ByteString) {
            return bytesChanged(item);
        }
        return another(item);
    }

    private CBORObject arrayChanged(CBORObject array) {
        int at = random.nextInt(array.size());
        int how = random.nextInt(6);
        CBORObject changed = CBORObject.NewArray();
        for (int i = 0; i < array.size(); i++) {
            if (i != at) {
                changed.Add(array.get(i));
            } else if (how > 1) {
                changed.Add(changed(array.get(i)));
            } else if (how == 1) {
                changed.Add(array.get(i)).Add(array.get(i));
            }
        }
        return changed;
    }

    private CBORObject mapChanged(CBORObject map) {
        List<CBORObject> keys = new ArrayList<>(map.getKeys());
        CBORObject key = keys.get(random.nextInt(keys.size()));
        int how = random.nextInt(6);
        CBORObject changed = CBORObject.NewOrderedMap();
        for (CBORObject one : keys) {
            if (!one.equals(key)) {
                changed.set(one, map.get(one));
            } else if (how > 1) {
                changed.set(one, changed(map.get(one)));
            } else if (how == 1) {
                changed.set(another(one), map.get(one));
            }
        }
        return changed;
    }

    /** The signed header and the proof are CBOR in a byte string. */
    private CBORObject bytesChanged(CBORObject item) {
        byte[] bytes = item.GetByteString();
        try {
            return CBORObject.FromObject(
                    changed(CBORObject.DecodeFromBytes(bytes)).EncodeToBytes());
        } catch (CBORException e) {
            if (bytes.length == 0) {
                return another(item);
            }
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            return CBORObject.FromObject(bytes);
        }
    }

    private CBORObject another(CBORObject item) {
        return switch (random.nextInt(14)) {
            case 0 -> CBORObject.Null;
            case 1 -> CBORObject.Undefined;
            case 2 -> CBORObject.True;
            case 3 -> CBORObject.FromObject(-1);
            case 4 -> CBORObject.FromObject(Long.MAX_VALUE);
            case 5 -> CBORObject.FromObject(Long.MIN_VALUE);
            case 6 -> CBORObject.DecodeFromBytes(HexFormat.of().parseHex("1bffffffffffffffff"));
            case 7 -> CBORObject.FromObject(Double.NaN);
            case 8 -> CBORObject.FromObject("tree-size");
            case 9 -> CBORObject.FromObject(new byte[random.nextInt(34)]);
            case 10 -> CBORObject.NewArray().Add(item);
            case 11 -> CBORObject.NewMap();
            case 12 -> CBORObject.FromObjectAndTag(item, 18);
            default -> CBORObject.FromSimpleValue(99);
        };
    }
}
