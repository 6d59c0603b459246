package io.tombolo.ledger.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.evm.Keccak;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;

/** The compiled contract, {@code TomboloAnchors.json}: what solc made of {@code TomboloAnchors.sol}. */
public final class ContractCode {
    private static final JsonNode COMPILED = read();
    private static final Hash IN_SECONDS = hashFor(BlockTime.SECONDS);
    private static final Hash IN_MILLISECONDS = hashFor(BlockTime.MILLISECONDS);

    private ContractCode() {}

    /**
     * What is sent to deploy it. The contract refuses to be deployed where blocks count time in the other unit.
     *
     * @param members accounts that may register organisations, beside the one that deploys
     * @throws IllegalArgumentException when one is not an account
     */
    public static byte[] creation(List<String> members, BlockTime time) {
        for (String member : members) {
            if (!member.matches("0x[0-9a-fA-F]{40}")) {
                throw new IllegalArgumentException(
                        "member: '" + member + "', must be an account, 0x and 40 hex digits");
            }
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(hex("bytecode"));
        data.writeBytes(
                Abi.joined(List.of(Abi.array(members.stream().map(Abi::account).toList()), Abi.number(time.tick()))));
        return data.toByteArray();
    }

    /** Keccak-256 of the code as it is on a chain that counts time in this unit: the unit is a part of it. */
    public static Hash hash(BlockTime time) {
        return time == BlockTime.SECONDS ? IN_SECONDS : IN_MILLISECONDS;
    }

    private static Hash hashFor(BlockTime time) {
        byte[] code = hex("runtime");
        byte[] tick = Abi.number(time.tick()).encoded();
        COMPILED.get("tick").forEach(place -> System.arraycopy(tick, 0, code, place.asInt(), tick.length));
        return Keccak.hash(code);
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
