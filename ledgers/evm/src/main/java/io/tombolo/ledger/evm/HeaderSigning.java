package io.tombolo.ledger.evm;

import io.tombolo.ledger.LedgerException;
import io.tombolo.merkle.note.NoteSigner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Signs headers for other members: what they read from their node is signed if this process's own node says the same and it is final. */
final class HeaderSigning {
    private static final Pattern TEXT =
            Pattern.compile("tombolo evm header 1\n([1-9][0-9]{0,17})\n(0|[1-9][0-9]{0,17})\n([0-9a-f]{64})\n");

    private final Chain chain;
    private final long chainId;
    private final List<NoteSigner> signers;

    HeaderSigning(Chain chain, long chainId, List<NoteSigner> signers) {
        this.chain = chain;
        this.chainId = chainId;
        this.signers = signers;
    }

    EvmLedger.HeaderAnswer sign(String text) {
        Matcher named = TEXT.matcher(text);
        if (!named.matches()) {
            return new EvmLedger.HeaderAnswer(
                    400, "must be the lines 'tombolo evm header 1', chain id, number and hash of a block");
        }
        if (!named.group(1).equals(Long.toString(chainId)) || signers.isEmpty()) {
            return new EvmLedger.HeaderAnswer(404, "chain " + named.group(1) + " is not signed for here");
        }
        long number = Long.parseLong(named.group(2));
        try {
            chain.check();
            long finalBlock = chain.finalBlock();
            if (number > finalBlock) {
                return new EvmLedger.HeaderAnswer(
                        409, "block " + number + " is not final here, the newest final block is " + finalBlock);
            }
            String hash = chain.block(JsonRpc.hex(number)).path("hash").asText();
            if (!hash.equals("0x" + named.group(3))) {
                return new EvmLedger.HeaderAnswer(
                        422, "block " + number + " has the hash " + hash + " here, not 0x" + named.group(3));
            }
        } catch (LedgerException e) {
            return new EvmLedger.HeaderAnswer(503, String.valueOf(e.getMessage()));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new EvmLedger.HeaderAnswer(
                200,
                signers.stream().map(signer -> signer.sign(bytes).line() + "\n").collect(Collectors.joining()));
    }
}
