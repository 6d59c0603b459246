package io.tombolo.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import io.tombolo.verification.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Changes evidence as damage does, and as somebody does who knows the format: a value, a byte inside base64 or inside a compressed
 * receipt, with every digest over it made right again. Seeded.
 */
final class Mutations {
    private static final byte[] TELLING = {0, 1, 2, 0x0A, 0x20, 0x22, 0x2C, 0x30, 0x7F, (byte) 0x80, (byte) 0x81, -1};
    private static final List<String> TEXTS =
            List.of("", "0", "null", "é", "\n", "a/b/0", "AA==", "2026-01-31T12:00:00Z", "2026-02-30T12:00:00Z");
    private static final long[] NUMBERS = {0, 1, 2, 255, 256, 1L << 32, Long.MAX_VALUE, -1};
    private static final byte[] COMPACT = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7};
    private static final Pattern CERTIFICATE = Pattern.compile("\"(MII[A-Za-z0-9+/]+=*)\"");
    private final Random random;

    Mutations(long seed) {
        this.random = new Random(seed);
    }

    byte[] changed(byte[] file) {
        if (random.nextInt(5) == 0) {
            return damaged(file);
        }
        if (Arrays.equals(Arrays.copyOf(file, COMPACT.length), COMPACT)) {
            byte[] inner = damaged(Arrays.copyOf(file, Math.max(1, file.length - 9)));
            return ended(inner);
        }
        try {
            ObjectNode json = JsonText.read(file, "evidence", 32 << 20);
            change(json);
            json.remove("digest");
            byte[] content = JsonText.write(json).getBytes(StandardCharsets.UTF_8);
            json.put("digest", HexFormat.of().formatHex(sha256(content)));
            return JsonText.write(json).getBytes(StandardCharsets.UTF_8);
        } catch (MalformedException e) {
            return damaged(file);
        }
    }

    /** A policy with one certificate or revocation list changed; the same when it has none. */
    byte[] changedPolicy(byte[] policy) {
        String text = new String(policy, StandardCharsets.UTF_8);
        List<MatchResult> certificates = CERTIFICATE.matcher(text).results().toList();
        if (certificates.isEmpty()) {
            return policy;
        }
        MatchResult one = certificates.get(random.nextInt(certificates.size()));
        byte[] der = StrictText.base64(one.group(1), "certificate");
        byte[] changed = random.nextInt(8) == 0 ? turned(der) : new DerMutations(random).changed(der);
        return (text.substring(0, one.start(1)) + StrictText.base64(changed) + text.substring(one.end(1)))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Compact evidence with the digest that is due. */
    private static byte[] ended(byte[] content) {
        byte[] whole = Arrays.copyOf(content, content.length + 9);
        whole[content.length] = 0x48;
        System.arraycopy(sha256(content), 0, whole, content.length + 1, 8);
        return whole;
    }

    /** One to three runs of bytes replaced, dropped, doubled or changed by one. */
    private byte[] damaged(byte[] file) {
        byte[] damaged = file;
        for (int changes = 1 + random.nextInt(3); changes > 0 && damaged.length > 0; changes--) {
            int at = random.nextInt(damaged.length);
            int run = 1 + random.nextInt(Math.min(16, damaged.length - at));
            damaged = switch (random.nextInt(5)) {
                case 0 -> with(damaged, at, TELLING[random.nextInt(TELLING.length)]);
                case 1 -> joined(Arrays.copyOf(damaged, at), Arrays.copyOfRange(damaged, at + run, damaged.length));
                case 2 -> joined(Arrays.copyOf(damaged, at + run), Arrays.copyOfRange(damaged, at, damaged.length));
                case 3 -> with(damaged, at, (byte) (damaged[at] ^ 1 << random.nextInt(8)));
                default -> with(damaged, at, (byte) (damaged[at] + (random.nextBoolean() ? 1 : -1)));
            };
        }
        return damaged;
    }

    /** Of the same length. */
    private byte[] turned(byte[] bytes) {
        if (bytes.length == 0) {
            return damaged(bytes);
        }
        int at = random.nextInt(bytes.length);
        return with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** One value somewhere in the tree. */
    private void change(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        if (node instanceof ObjectNode object && !names.isEmpty()) {
            String name = names.get(random.nextInt(names.size()));
            JsonNode value = object.get(name);
            switch (random.nextInt(value.isContainerNode() ? 12 : 4)) {
                case 0 -> object.remove(name);
                case 1 -> object.put(name + (random.nextBoolean() ? "" : "2"), NUMBERS[random.nextInt(NUMBERS.length)]);
                default -> object.set(name, changedValue(value));
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(8)) {
                case 0 -> array.remove(at);
                case 1 ->
                    array.insert(random.nextInt(array.size()), array.get(at).deepCopy());
                default -> array.set(at, changedValue(array.get(at)));
            }
        }
    }

    private JsonNode changedValue(JsonNode value) {
        ObjectNode holder = JsonText.object();
        if (value.isContainerNode()) {
            change(value);
            return value;
        }
        if (value.isTextual() && random.nextInt(6) > 0) {
            holder.put("it", changedText(value.textValue()));
        } else if (value.isNumber() && random.nextBoolean()) {
            holder.put("it", value.longValue() + (random.nextBoolean() ? 1 : -1));
        } else if (random.nextBoolean()) {
            holder.put("it", TEXTS.get(random.nextInt(TEXTS.size())));
        } else if (random.nextBoolean()) {
            holder.put("it", NUMBERS[random.nextInt(NUMBERS.length)]);
        } else {
            holder.putNull("it");
        }
        return holder.get("it");
    }

    private String changedText(String text) {
        try {
            byte[] held = StrictText.base64(text, "text");
            byte[] changed = random.nextBoolean() ? changedReceipt(held) : turned(held);
            return StrictText.base64(changed);
        } catch (MalformedException e) {
            return new String(damaged(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        }
    }

    /** What a Fabric receipt holds, changed, in a receipt with the right length and checksum; anything else is damaged. */
    private byte[] changedReceipt(byte[] receipt) {
        if (receipt.length < 16 || receipt[0] != 'T' || receipt[1] != 'F') {
            return random.nextBoolean() ? turned(receipt) : damaged(receipt);
        }
        byte[] inner = new byte[1 << 20];
        Inflater inflater = new Inflater();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            inflater.setInput(receipt, 8, receipt.length - 16);
            byte[] held = Arrays.copyOf(inner, inflater.inflate(inner));
            byte[] changed = random.nextBoolean() ? turned(held) : damaged(held);
            deflater.setInput(changed);
            deflater.finish();
            byte[] packed = new byte[changed.length + 1000];
            int length = deflater.deflate(packed);
            byte[] head = {
                'T',
                'F',
                'R',
                '1',
                (byte) (changed.length >> 24),
                (byte) (changed.length >> 16),
                (byte) (changed.length >> 8),
                (byte) changed.length
            };
            byte[] whole = joined(head, Arrays.copyOf(packed, length));
            return joined(whole, Arrays.copyOf(sha256(whole), 8));
        } catch (DataFormatException e) {
            return damaged(receipt);
        } finally {
            inflater.end();
            deflater.end();
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
