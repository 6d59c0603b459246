package io.tombolo.verifier;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Changes one element of DER, and makes the lengths of all around it right again, so that what is changed is what it says and not its frame:
 * one is left out, doubled, gets another tag, or another content. Elements inside octet strings count too, as in a certificate's extensions.
 */
final class DerMutations {
    private static final int OCTETS = 0x04;
    private static final int[] TAGS = {
        1, 2, 3, 4, 5, 6, 0x0A, 0x0C, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1C, 0x1E, 0x30, 0x31, 0x80, 0x81, 0xA0, 0xA3
    };
    private static final byte[] TELLING = {0, 1, 2, 3, 7, 0x20, 0x2A, 0x30, 0x31, 0x39, 0x7F, (byte) 0x80, (byte) 0xFF};

    private final Random random;

    DerMutations(Random random) {
        this.random = random;
    }

    /** An element, with those in it; without any it has the content. */
    private static final class Element {
        private int tag;
        private byte[] content;
        private final List<Element> inner = new ArrayList<>();

        private Element(int tag, byte[] content) {
            this.tag = tag;
            this.content = content;
            if ((tag & 0x20) != 0 || tag == OCTETS) {
                List<Element> read = read(content);
                if (read != null) {
                    inner.addAll(read);
                }
            }
        }

        private byte[] encodedContent() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            inner.forEach(one -> out.writeBytes(one.encoded()));
            return inner.isEmpty() ? content : out.toByteArray();
        }

        private byte[] encoded() {
            byte[] bytes = encodedContent();
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(tag);
            int length = bytes.length;
            if (length >= 0x80) {
                int size = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
                whole.write(0x80 | size);
                for (int i = size - 1; i > 0; i--) {
                    whole.write(length >> (8 * i));
                }
            }
            whole.write(length);
            whole.writeBytes(bytes);
            return whole.toByteArray();
        }
    }

    /** A run of elements; null for what is none. */
    private static @Nullable List<Element> read(byte[] bytes) {
        List<Element> all = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            if (bytes.length - at < 2) {
                return null;
            }
            int tag = bytes[at] & 0xFF;
            int length = bytes[at + 1] & 0xFF;
            at += 2;
            if (length > 0x80 && length <= 0x83) {
                int size = length - 0x80;
                length = 0;
                for (int i = 0; i < size && at < bytes.length; i++) {
                    length = (length << 8) | (bytes[at++] & 0xFF);
                }
            }
            if (length > bytes.length - at) {
                return null;
            }
            all.add(new Element(tag, Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        return all;
    }

    /** @param der one element */
    byte[] changed(byte[] der) {
        Element root = Objects.requireNonNull(read(der), "DER").get(0);
        List<Element> holders = new ArrayList<>();
        collect(root, holders);
        Element holder = holders.get(random.nextInt(holders.size()));
        int at = random.nextInt(holder.inner.size());
        Element one = holder.inner.get(at);
        switch (random.nextInt(8)) {
            case 0 -> holder.inner.remove(at);
            case 1 -> holder.inner.add(at, one);
            case 2 -> one.tag = TAGS[random.nextInt(TAGS.length)];
            case 3 -> holder.inner.add(random.nextInt(holder.inner.size()), holder.inner.remove(at));
            default -> {
                byte[] content = one.encodedContent();
                one.inner.clear();
                one.content = changedContent(content);
            }
        }
        return root.encoded();
    }

    private static void collect(Element one, List<Element> holders) {
        if (!one.inner.isEmpty()) {
            holders.add(one);
            one.inner.forEach(inner -> collect(inner, holders));
        }
    }

    private byte[] changedContent(byte[] content) {
        int at = content.length == 0 ? 0 : random.nextInt(content.length);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(content, content.length + 1);
            case 1 -> Arrays.copyOf(content, Math.max(0, content.length - 1));
            case 2 -> {
                byte[] before = new byte[content.length + 1];
                System.arraycopy(content, 0, before, 1, content.length);
                before[0] = TELLING[random.nextInt(TELLING.length)];
                yield before;
            }
            default -> {
                byte[] other = content.clone();
                if (other.length > 0) {
                    other[random.nextBoolean() ? 0 : at] =
                            random.nextBoolean() ? TELLING[random.nextInt(TELLING.length)] : (byte) random.nextInt(256);
                }
                yield other;
            }
        };
    }
}
