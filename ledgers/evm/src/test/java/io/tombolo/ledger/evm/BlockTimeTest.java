package io.tombolo.ledger.evm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.contract.BlockTime;
import io.tombolo.ledger.contract.ContractCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract is deployed for the unit in which a chain counts time, and for no other one. */
class BlockTimeTest {
    @Test
    void refusesSecondsWhereTimeIsInMilliseconds(@TempDir Path state) throws IOException {
        try (DevelopmentChain chain =
                DevelopmentChain.anvil("--timestamp", String.valueOf(System.currentTimeMillis()))) {
            assertThatThrownBy(() -> chain.deploy(state)).hasMessageContaining("tick: not this chain's unit of time");
        }
    }

    @Test
    void refusesMillisecondsWhereTimeIsInSeconds() throws IOException {
        try (DevelopmentChain chain = DevelopmentChain.anvil()) {
            byte[] creation = ContractCode.creation(List.of(), BlockTime.MILLISECONDS);
            String from = Account.ofHex(DevelopmentChain.KEYS.get(0)).address();

            assertThatThrownBy(() -> chain.call(
                            "eth_estimateGas",
                            JsonRpc.object().put("from", from).put("data", JsonRpc.hex(creation))))
                    .hasMessageContaining("tick: not this chain's unit of time");
        }
    }
}
