package io.tombolo.verification.evidence;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.RecordPart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads the record's part of an evidence file literally, as it is spelt and not as JSON: what it takes is spelt as it must be, so
 * that nothing has to be written again to compare it. It gives up on anything else, and on texts beyond ASCII, which are for {@link
 * EvidenceFile} to read.
 */
final class OwnPartReader {
    private static final byte[] TO_ORIGIN = ascii("{\n  \"format\": \"" + EvidenceFile.FORMAT + "\",\n  \"origin\": ");
    private static final byte[] TO_OFFSET = ascii(",\n  \"record\": {\n    \"offset\": ");
    private static final byte[] TO_TIMESTAMP = ascii(",\n    \"timestamp\": ");
    private static final byte[] TO_KEY = ascii(",\n    \"key\": ");
    private static final byte[] TO_VALUE = ascii(",\n    \"value\": ");
    private static final byte[] TO_SALT = ascii(",\n    \"salt\": ");
    private static final byte[] TO_ENTRY = ascii("\n  },\n  \"entry\": ");
    private static final byte[] TO_INDEX = ascii(",\n  \"index\": ");
    private static final byte[] TO_PATH = ascii(",\n  \"inclusion_proof\": [");
    private static final byte[] TO_HASH = ascii("\n    ");
    private static final byte[] PATH_END = ascii("\n  ]");
    private static final byte[] TO_SCHEMA = ascii("{\n      \"schema\": ");
    private static final byte[] FROM_SCHEMA_TO_BYTES = ascii(",\n      \"bytes\": ");
    private static final byte[] TO_BYTES = ascii("{\n      \"bytes\": ");
    private static final byte[] PART_END = ascii("\n    }");
    private static final byte[] NULL = ascii("null");
    private static final int MOST_DIGITS = 18;

    private final byte[] file;
    private final int end;
    private int at;

    private OwnPartReader(byte[] file, int end) {
        this.file = file;
        this.end = end;
    }

    /** It is none of this reader's business. */
    private static final class GivesUp extends Exception {
        private static final long serialVersionUID = 1L;

        private GivesUp() {
            super("not in the spelling that is read here", null, false, false);
        }
    }

    /** What is in the bytes before {@code end}, the last member's last byte included; empty when it gives up. */
    static Optional<RecordInLog> read(byte[] file, int end) {
        try {
            OwnPartReader reader = new OwnPartReader(file, end);
            RecordInLog record = reader.record();
            return reader.at == end ? Optional.of(record) : Optional.empty();
        } catch (GivesUp | MalformedException e) {
            return Optional.empty();
        }
    }

    private RecordInLog record() throws GivesUp {
        expect(TO_ORIGIN);
        String origin = text();
        expect(TO_OFFSET);
        long offset = number();
        expect(TO_TIMESTAMP);
        Optional<Long> timestamp = skip(NULL) ? Optional.empty() : Optional.of(number());
        expect(TO_KEY);
        Optional<RecordPart> key = part();
        expect(TO_VALUE);
        Optional<RecordPart> value = part();
        expect(TO_SALT);
        Optional<Bytes> salt = skip(NULL) ? Optional.empty() : Optional.of(Bytes.of(binary()));
        expect(TO_ENTRY);
        Bytes entry = Bytes.of(binary());
        expect(TO_INDEX);
        long index = number();
        expect(TO_PATH);
        return new RecordInLog(
                origin,
                new EvidenceRecord(offset, timestamp, key, value, salt),
                entry,
                new InclusionProof(index, path()));
    }

    private List<Hash> path() throws GivesUp {
        List<Hash> hashes = new ArrayList<>();
        if (skip((byte) ']')) {
            return hashes;
        }
        do {
            expect(TO_HASH);
            byte[] hash = binary();
            if (hash.length != Hash.LENGTH || hashes.size() == EvidenceFile.MAX_PATH) {
                throw new GivesUp();
            }
            hashes.add(Hash.of(hash));
        } while (skip((byte) ','));
        expect(PATH_END);
        return hashes;
    }

    private Optional<RecordPart> part() throws GivesUp {
        if (skip(NULL)) {
            return Optional.empty();
        }
        Optional<String> schema = Optional.empty();
        if (skip(TO_SCHEMA)) {
            schema = Optional.of(text());
            expect(FROM_SCHEMA_TO_BYTES);
        } else {
            expect(TO_BYTES);
        }
        Bytes bytes = Bytes.of(binary());
        expect(PART_END);
        return Optional.of(new RecordPart(schema, bytes));
    }

    private long number() throws GivesUp {
        int first = at;
        long value = 0;
        while (at < end && file[at] >= '0' && file[at] <= '9') {
            value = 10 * value + file[at++] - '0';
            if (at - first > MOST_DIGITS) {
                throw new GivesUp();
            }
        }
        if (at == first || (file[first] == '0' && at - first > 1)) {
            throw new GivesUp();
        }
        return value;
    }

    private byte[] binary() throws GivesUp {
        byte[] encoded = Arrays.copyOfRange(file, at + 1, closingQuote());
        at += encoded.length + 2;
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded);
            if (Arrays.equals(Base64.getEncoder().encode(bytes), encoded)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, for both ways of being wrong.
        }
        throw new GivesUp();
    }

    private String text() throws GivesUp {
        int close = closingQuote();
        byte[] plain = new byte[close - at - 1];
        int length = 0;
        for (int i = at + 1; i < close; i++) {
            if (file[i] == '\\') {
                i++;
                if (file[i] != '"' && file[i] != '\\') {
                    throw new GivesUp();
                }
            }
            if (file[i] < ' ') {
                throw new GivesUp();
            }
            plain[length++] = file[i];
        }
        at = close + 1;
        return new String(plain, 0, length, StandardCharsets.US_ASCII);
    }

    /** The place of the quote that ends the text that begins here. */
    private int closingQuote() throws GivesUp {
        if (at >= end || file[at] != '"') {
            throw new GivesUp();
        }
        for (int i = at + 1; i < end; i++) {
            if (file[i] == '\\') {
                i++;
            } else if (file[i] == '"') {
                return i;
            }
        }
        throw new GivesUp();
    }

    private void expect(byte[] literal) throws GivesUp {
        if (!skip(literal)) {
            throw new GivesUp();
        }
    }

    private boolean skip(byte[] literal) {
        if (at + literal.length > end || !Arrays.equals(file, at, at + literal.length, literal, 0, literal.length)) {
            return false;
        }
        at += literal.length;
        return true;
    }

    private boolean skip(byte one) {
        if (at >= end || file[at] != one) {
            return false;
        }
        at++;
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
