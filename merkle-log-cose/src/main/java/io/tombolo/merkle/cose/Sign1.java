package io.tombolo.merkle.cose;

import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import io.tombolo.merkle.MalformedException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;

/** A COSE_Sign1 (RFC 9052, section 4.2), tagged, as receipts must be; the signed header's bytes are kept as they came. */
final class Sign1 {
    private static final int TAG = 18;
    private static final int MAX_BYTES = 64 * 1024;
    private static final CBORObject ALG = CBORObject.FromObject(1);

    private final byte[] protectedBytes;
    private final CBORObject protectedHeader;
    private final CBORObject unprotectedHeader;
    private final byte[] payload;
    private final byte[] signature;
    private final byte[] encoded;

    private Sign1(
            byte[] encoded, byte[] protectedBytes, CBORObject unprotectedHeader, byte[] payload, byte[] signature) {
        this.encoded = encoded.clone();
        this.protectedBytes = protectedBytes;
        this.protectedHeader = map(decode(protectedBytes, "protected header"), "protected header");
        this.unprotectedHeader = unprotectedHeader;
        this.payload = payload;
        this.signature = signature;
    }

    static Sign1 parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedException("receipt: " + bytes.length + " bytes, limit " + MAX_BYTES);
        }
        CBORObject tagged = decode(bytes, "receipt");
        if (!tagged.HasOneTag(TAG)) {
            throw new MalformedException("receipt: must be tagged as COSE_Sign1");
        }
        CBORObject array = tagged.UntagOne();
        if (array.getType() != CBORType.Array || array.size() != 4) {
            throw new MalformedException("receipt: must be an array of 4");
        }
        // A detached payload is null, which no byte string of length 0 can be mistaken for.
        byte[] payload = array.get(2).isNull() ? new byte[0] : bytes(array.get(2), "payload");
        if (!array.get(2).isNull() && payload.length != 32) {
            throw new MalformedException("receipt: payload of " + payload.length + " bytes, must be a root of 32");
        }
        return new Sign1(
                bytes,
                bytes(array.get(0), "protected header"),
                map(array.get(1), "unprotected header"),
                payload,
                bytes(array.get(3), "signature"));
    }

    /** Signs a payload that is left out of the encoding. */
    static byte[] signDetached(CoseSigner signer, CBORObject header, CBORObject unprotected, byte[] payload) {
        byte[] protectedBytes = header.EncodeToBytes();
        CBORObject array = CBORObject.NewArray()
                .Add(protectedBytes)
                .Add(unprotected)
                .Add(CBORObject.Null)
                .Add(signer.sign(toBeSigned(protectedBytes, payload)));
        return CBORObject.FromObjectAndTag(array, TAG).EncodeToBytes();
    }

    static CBORObject algorithmHeader(CoseSigner signer) {
        return CBORObject.NewOrderedMap()
                .Add(ALG, CBORObject.FromObject(signer.algorithm().id()))
                .Add(CBORObject.FromObject(4), CBORObject.FromObject(signer.keyId()));
    }

    CBORObject protectedHeader() {
        return protectedHeader;
    }

    CBORObject unprotectedHeader() {
        return unprotectedHeader;
    }

    /** The payload, if it is attached. */
    Optional<byte[]> payload() {
        return payload.length == 0 ? Optional.empty() : Optional.of(payload.clone());
    }

    byte[] encoded() {
        return encoded.clone();
    }

    boolean signedBy(PublicKey key, byte[] expectedPayload) {
        CBORObject alg = protectedHeader.get(ALG);
        if (alg == null || !isInteger(alg)) {
            return false;
        }
        return CoseAlgorithm.of(alg.AsInt64Value())
                .map(algorithm -> algorithm.verify(key, toBeSigned(protectedBytes, expectedPayload), signature))
                .orElse(false);
    }

    static CBORObject decode(byte[] bytes, String what) {
        try {
            return CBORObject.DecodeFromBytes(bytes);
        } catch (CBORException e) {
            throw new MalformedException(what + ": not CBOR: " + e.getMessage());
        }
    }

    static boolean isInteger(CBORObject value) {
        return value.getType() == CBORType.Integer && !value.isTagged() && value.CanValueFitInInt64();
    }

    static byte[] bytes(CBORObject value, String what) {
        if (value.getType() != CBORType.ByteString || value.isTagged()) {
            throw new MalformedException(what + ": must be a byte string");
        }
        return value.GetByteString();
    }

    private static CBORObject map(CBORObject value, String what) {
        if (value.getType() != CBORType.Map || value.isTagged()) {
            throw new MalformedException(what + ": must be a map");
        }
        return value;
    }

    private static byte[] toBeSigned(byte[] protectedBytes, byte[] payload) {
        return CBORObject.NewArray()
                .Add("Signature1")
                .Add(protectedBytes)
                .Add(new byte[0])
                .Add(payload)
                .EncodeToBytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sign1 sign1 && Arrays.equals(encoded, sign1.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }
}
