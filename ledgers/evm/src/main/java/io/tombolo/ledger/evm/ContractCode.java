package io.tombolo.ledger.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.evm.Keccak;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/** The compiled contract, {@code TomboloAnchors.json}: what solc made of {@code TomboloAnchors.sol}. */
final class ContractCode {
    private static final JsonNode COMPILED = read();
    private static final Hash HASH = Keccak.hash(hex("runtime"));

    private ContractCode() {}

    /** What is sent to deploy it, without the constructor's arguments. */
    static byte[] creation() {
        return hex("bytecode");
    }

    /** Keccak-256 of the code as it is on a chain. */
    static Hash hash() {
        return HASH;
    }

    private static byte[] hex(String member) {
        return HexFormat.of().parseHex(COMPILED.get(member).asText());
    }

    private static JsonNode read() {
        try (InputStream in = ContractCode.class.getResourceAsStream("TomboloAnchors.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("TomboloAnchors.json", e);
        }
    }
}
