package io.tombolo.verification.object;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.avro.MalformedDatumException;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.contract.ObjectClaim;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.RecordPart;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Compares an object that was passed with what a record claims about it. It says nothing about the record: that is what {@link
 * io.tombolo.verification.EvidenceVerifier} is for, and a claim is worth what its record's verdict is.
 */
public final class ObjectCheck {
    private static final String NAME = "object";

    private ObjectCheck() {}

    /**
     * What a record claims about objects, in its order; nothing when it is a deletion, or no Avro.
     *
     * @throws MalformedException when its value is not what its schema says
     */
    public static List<ObjectClaim> claims(EvidenceRecord record) {
        Optional<RecordPart> value = record.value().filter(part -> part.schema().isPresent());
        if (value.isEmpty()) {
            return List.of();
        }
        try {
            Schema schema = BoundedAvro.schema(value.get().schema().orElseThrow());
            return ObjectClaim.in(
                    BoundedAvro.of(schema).read(value.get().bytes().toArray(), 0));
        } catch (MalformedSchemaException
                | MalformedDatumException
                | AvroRuntimeException
                | IllegalArgumentException
                | ClassCastException e) {
            throw new MalformedException("record's value: is not what its schema says: " + e.getMessage());
        }
    }

    /**
     * Reads an object and compares its size and SHA-256 with the claims; one that fits is enough. No more is read than the largest
     * claim says, and one byte.
     *
     * @param object read from its first byte on, not closed
     * @throws IOException when the object can't be read
     */
    public static Check check(List<ObjectClaim> claims, InputStream object) throws IOException {
        if (claims.isEmpty()) {
            return Check.failed(NAME, "the record claims nothing about any object");
        }
        long largest = claims.stream().mapToLong(ObjectClaim::size).max().orElse(0);
        MessageDigest digest = Hash.sha256();
        long size = 0;
        byte[] chunk = new byte[1 << 16];
        for (int read = object.read(chunk); read >= 0 && size <= largest; read = object.read(chunk)) {
            digest.update(chunk, 0, read);
            size += read;
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        boolean sizeFits = false;
        for (ObjectClaim claim : claims) {
            if (claim.size() == size && claim.sha256().equals(hash)) {
                String where = claim.location() == null ? "" : ", as claimed for " + claim.location();
                return Check.passed(NAME, size + " bytes, SHA-256 " + hash + where);
            }
            sizeFits |= claim.size() == size;
        }
        return sizeFits
                ? Check.failed(NAME, "SHA-256 " + hash + ", claimed " + all(claims, ObjectClaim::sha256))
                : Check.failed(
                        NAME,
                        (size > largest ? "more than " + largest : size) + " bytes, claimed "
                                + all(claims, claim -> claim.size() + " bytes"));
    }

    private static String all(List<ObjectClaim> claims, Function<ObjectClaim, String> what) {
        return claims.stream().map(what).distinct().limit(5).collect(Collectors.joining(" or "));
    }
}
