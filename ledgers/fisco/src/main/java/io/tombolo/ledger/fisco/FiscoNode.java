package io.tombolo.ledger.fisco;

import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LedgerPeer;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fisco.bcos.sdk.v3.client.Client;
import org.fisco.bcos.sdk.v3.client.exceptions.ClientException;
import org.fisco.bcos.sdk.v3.client.protocol.model.JsonTransactionResponse;
import org.fisco.bcos.sdk.v3.client.protocol.request.Transaction;
import org.fisco.bcos.sdk.v3.client.protocol.response.BcosBlock;
import org.fisco.bcos.sdk.v3.client.protocol.response.Call;
import org.fisco.bcos.sdk.v3.model.TransactionReceipt;
import org.jspecify.annotations.Nullable;

/** Calls to nodes of a group through the SDK, which connects to all that are configured, at the first call. Safe for use by several threads. */
final class FiscoNode implements AutoCloseable {
    private static final int SHOWN = 300;

    private final FiscoLedger.Config config;
    private final Supplier<Client> connection;
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean answers = true;
    private @Nullable Client client;

    FiscoNode(FiscoLedger.Config config, Supplier<Client> connection) {
        this.config = config;
        this.connection = connection;
    }

    /** What a node refuses by a number of FISCO BCOS. */
    static final class RefusedException extends LedgerException {
        private static final long serialVersionUID = 1L;

        private final int code;

        RefusedException(int code, String message, Throwable cause) {
            super(message, cause);
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private synchronized Client client() {
        if (client == null) {
            Client connected = connection.get();
            String group = connected.getGroup();
            String chain = connected.getChainId();
            Cryptography found = connected.getCryptoType() == FiscoAccount.type(Cryptography.STANDARD)
                    ? Cryptography.STANDARD
                    : Cryptography.NATIONAL;
            String wrong = !config.groupId().equals(group)
                    ? "the nodes' group is " + group + ", configured is " + config.groupId()
                    : !config.chainId().equals(chain)
                            ? "the nodes' chain has id " + chain + ", configured is " + config.chainId()
                            : found != config.cryptography()
                                    ? "the nodes' cryptography is " + found + ", configured is " + config.cryptography()
                                    : "";
            if (!wrong.isEmpty()) {
                connected.stop();
                throw new LedgerException(wrong + ": nothing is sent there", null);
            }
            client = connected;
        }
        return client;
    }

    /**
     * One call.
     *
     * @throws LedgerException.Unavailable when no node answers
     * @throws RefusedException when a node refuses it
     */
    private <T> T ask(String what, Function<Client, T> call) {
        try {
            T answer = call.apply(client());
            answers = true;
            return answer;
        } catch (ClientException e) {
            String message = shown(String.valueOf(e.getErrorMessage() == null ? e.getMessage() : e.getErrorMessage()));
            if (e.getErrorCode() != 0) {
                answers = true;
                throw new RefusedException(
                        e.getErrorCode(),
                        "the node refuses " + what + ": " + message + " (code " + e.getErrorCode() + ")",
                        e);
            }
            throw away(what, message, e);
        } catch (LedgerException.Unavailable e) {
            throw away(what, String.valueOf(e.getMessage()), e);
        }
    }

    private LedgerException.Unavailable away(String what, String message, RuntimeException cause) {
        answers = false;
        failures.incrementAndGet();
        return new LedgerException.Unavailable(
                "no node of " + config.nodes() + " answers " + what + ": " + message, cause);
    }

    long newestBlock() {
        return ask("getBlockNumber", some -> some.getBlockNumber().getBlockNumber())
                .longValueExact();
    }

    /** With all transactions. */
    BcosBlock.Block block(long number) {
        BcosBlock.Block block = ask(
                "getBlockByNumber",
                some -> some.getBlockByNumber(BigInteger.valueOf(number), false, false)
                        .getBlock());
        if (block == null) {
            throw new LedgerException.Unavailable("group " + config.groupId() + " has no block " + number, null);
        }
        return block;
    }

    /** Without transactions. */
    BcosBlock.Block header(long number) {
        return ask(
                "getBlockByNumber",
                some -> some.getBlockByNumber(BigInteger.valueOf(number), true, true)
                        .getBlock());
    }

    byte[] code(String contract) {
        return bytes(ask("getCode", some -> some.getCode(contract).getCode()));
    }

    /** A transaction's result; empty while no node has it in a block. */
    Optional<TransactionReceipt> result(String id, boolean proof) {
        try {
            TransactionReceipt receipt = ask(
                    "getTransactionReceipt",
                    some -> some.getTransactionReceipt(id, proof).getTransactionReceipt());
            return Optional.ofNullable(receipt).filter(one -> one.getBlockNumber() != null);
        } catch (RefusedException e) {
            // A node has no other answer for one that it doesn't know.
            return Optional.empty();
        }
    }

    JsonTransactionResponse transaction(String id) {
        return ask("getTransaction", some -> some.getTransaction(id, true).getTransaction())
                .orElseThrow(() -> new LedgerException.Unavailable("the node has no transaction " + id, null));
    }

    /** What a contract answers as of the newest block, to this account: a node takes its word for who asks only with a signature. */
    byte[] call(FiscoAccount account, String contract, byte[] input) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes(contract.substring(2).getBytes(StandardCharsets.US_ASCII));
        signed.writeBytes(input);
        Hash hash = FiscoReceiptVerifier.hash(signed.toByteArray(), config.cryptography());
        Transaction call = new Transaction(account.address(), contract, input);
        Call.CallOutput answer = ask(
                "call", some -> some.call(call, account.sign(hash).substring(2)).getCallResult());
        if (answer.getStatus() != 0) {
            throw new LedgerException(
                    "a call of contract " + contract + " failed: status " + answer.getStatus() + " "
                            + answer.getOutput(),
                    null);
        }
        return bytes(answer.getOutput());
    }

    /** Sends a transaction and waits as long as the node does. */
    TransactionReceipt send(SignedTransaction transaction) {
        return ask(
                "sendTransaction",
                some -> some.sendTransaction(transaction.text(), false).getTransactionReceipt());
    }

    List<LedgerPeer> peers() {
        return config.nodes().stream()
                .map(node -> new LedgerPeer(node, answers, failures.get()))
                .toList();
    }

    static byte[] bytes(@Nullable String hex) {
        String text = hex == null ? "" : hex;
        try {
            return HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
        } catch (IllegalArgumentException e) {
            throw new LedgerException("a node's answer has '" + shown(text) + "' where bytes in hex are due", e);
        }
    }

    private static String shown(String text) {
        String stripped = text.strip();
        return stripped.length() <= SHOWN ? stripped : stripped.substring(0, SHOWN) + "…";
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.stop();
            client = null;
        }
    }
}
