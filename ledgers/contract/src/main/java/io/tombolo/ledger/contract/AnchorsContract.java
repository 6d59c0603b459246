package io.tombolo.ledger.contract;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.NameRule;
import io.tombolo.ledger.Refusal;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.Origin;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.evm.Keccak;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of the contract and what its answers mean; see {@code TomboloAnchors.sol}. */
public final class AnchorsContract {
    /** Topics of the contract's events: a head was anchored, a fork was recorded, anything else was answered. */
    public static final String ANCHORED = topic("Anchored(bytes32,uint64,bytes32,string,bytes,bytes,bytes)");

    static final String FORKED = topic("Forked(bytes32,uint64,bytes32,string,bytes,bytes,bytes)");
    static final String ANSWERED = topic("Answered(uint256,uint8,uint64)");
    static final int TAKEN = 0;
    static final int KNOWN = 1;
    static final int MAX_PAGE = 1000;

    private static final int WORD = 32;
    private static final int ADDRESS = 20;
    private static final List<Refusal.Code> CODES = List.of(
            Refusal.Code.UNKNOWN_DATASET,
            Refusal.Code.NOT_OWNER,
            Refusal.Code.BAD_SIGNATURE,
            Refusal.Code.KEY_NOT_VALID,
            Refusal.Code.INCONSISTENT,
            Refusal.Code.FORK,
            Refusal.Code.SMALLER_UNKNOWN_SIZE,
            Refusal.Code.NOT_FROM_LATEST,
            Refusal.Code.REPEATED_ORIGIN,
            Refusal.Code.ALREADY_REGISTERED,
            Refusal.Code.MALFORMED,
            Refusal.Code.TOO_LARGE,
            Refusal.Code.NAME_NOT_APPROVED,
            Refusal.Code.NOT_MEMBER);

    private AnchorsContract() {}

    /** An answer about one head: a code, and the size of the anchor that it is about, 0 for none. */
    record Answer(int code, long size) {
        Refusal.Code refusal() {
            if (code < 2 || code - 2 >= CODES.size()) {
                throw new LedgerException("the contract's answer has the unknown code " + code, null);
            }
            return CODES.get(code - 2);
        }
    }

    /** An anchor as storage has it. */
    public record Stored(Hash root, Instant time, long block, long previousSize) {}

    /** A recorded fork as storage has it. */
    record StoredFork(Hash root, long size, Instant time, long block) {}

    /** Anchors heads, as {@link #head} makes them. */
    public static byte[] anchor(List<Abi.Value> heads) {
        return Abi.call(
                "anchor((string,string,string,uint64,uint64,bytes32,bytes32[],bytes,bytes,bytes)[])",
                List.of(Abi.array(heads)));
    }

    /**
     * One head as an argument: everything that it consists of but the text that the readers put together again.
     *
     * @param extension lines of the checkpoint after the root
     * @param signature key id and signature by the log's owner; empty when the note has none in the log's name
     * @param others further signature lines
     */
    public static Abi.Value head(HeadToAnchor head, String extension, Bytes signature, String others) {
        Origin origin = Origin.parse(head.origin()).orElseThrow();
        String dataset = origin.dataset().toString();
        return Abi.struct(List.of(
                Abi.text(origin.organisation()),
                Abi.text(origin.dataset().name()),
                Abi.text(head.origin().substring(dataset.length() + 1)),
                Abi.number(head.size()),
                Abi.number(head.previousSize()),
                Abi.hash(head.root()),
                Abi.array(head.consistencyProof().stream().map(Abi::hash).toList()),
                Abi.text(extension),
                Abi.bytes(signature.toArray()),
                Abi.text(others)));
    }

    static List<Answer> answers(Abi.Reader reader) {
        int at = reader.offset(0);
        int count = reader.offset(at);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int one = at + WORD + i * 2 * WORD;
            answers.add(new Answer(reader.offset(one), reader.number(one + WORD)));
        }
        return answers;
    }

    static byte[] register(String organisation, String dataset, String logKey) {
        return Abi.call(
                "register(string,string,bytes32)", List.of(Abi.text(organisation), Abi.text(dataset), key(logKey)));
    }

    static byte[] rotate(String organisation, String dataset, String logKey, Instant from) {
        return Abi.call(
                "rotate(string,string,bytes32,uint64)",
                List.of(Abi.text(organisation), Abi.text(dataset), key(logKey), Abi.number(from.toEpochMilli())));
    }

    private static Abi.Value key(String base64) {
        return new Abi.Value(false, Base64.getDecoder().decode(base64));
    }

    /** Asks for an anchor. */
    public static byte[] read(String origin, long size) {
        return Abi.call("read(string,uint64)", List.of(Abi.text(origin), Abi.number(size)));
    }

    /** The anchor that was asked for. */
    public static Optional<Stored> stored(Abi.Reader answer, BlockTime time) {
        Stored stored = new Stored(
                answer.hash(0), time.instant(answer.number(WORD)), answer.number(2 * WORD), answer.number(3 * WORD));
        return stored.block() == 0 ? Optional.empty() : Optional.of(stored);
    }

    static byte[] newest(String origin) {
        return Abi.call("newestOf(string)", List.of(Abi.text(origin)));
    }

    static byte[] sizesFrom(String origin, long size, int limit) {
        return Abi.call(
                "sizesFrom(string,uint64,uint256)", List.of(Abi.text(origin), Abi.number(size), Abi.number(limit)));
    }

    static List<Long> sizes(Abi.Reader answer) {
        int at = answer.offset(0);
        List<Long> sizes = new ArrayList<>();
        for (int i = 1; i <= answer.offset(at); i++) {
            sizes.add(answer.number(at + i * WORD));
        }
        return sizes;
    }

    static byte[] forks(String origin) {
        return Abi.call("forksOf(string)", List.of(Abi.text(origin)));
    }

    static List<StoredFork> forks(Abi.Reader answer, BlockTime time) {
        int at = answer.offset(0);
        List<StoredFork> forks = new ArrayList<>();
        for (int i = 0; i < answer.offset(at); i++) {
            int one = at + WORD + i * 4 * WORD;
            forks.add(new StoredFork(
                    answer.hash(one),
                    answer.number(one + WORD),
                    time.instant(answer.number(one + 2 * WORD)),
                    answer.number(one + 3 * WORD)));
        }
        return forks;
    }

    static byte[] keys(String organisation, String dataset) {
        return Abi.call("keysOf(string,string)", List.of(Abi.text(organisation), Abi.text(dataset)));
    }

    static List<LogKeyRange> keys(Abi.Reader answer) {
        int at = answer.offset(0);
        int count = answer.offset(at);
        List<LogKeyRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int one = at + WORD + i * 2 * WORD;
            Optional<Instant> until = i + 1 == count
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(answer.number(one + 3 * WORD)));
            ranges.add(
                    new LogKeyRange(answer.hash(one).base64(), Instant.ofEpochMilli(answer.number(one + WORD)), until));
        }
        return ranges;
    }

    static byte[] owner(String organisation) {
        return Abi.call("ownerOf(string)", List.of(Abi.text(organisation)));
    }

    static byte[] voteForRule(NameRule rule) {
        List<Abi.Value> members = rule.members().stream().map(Abi::account).toList();
        return Abi.call(
                "voteForRule((uint64,address[]))",
                List.of(Abi.struct(List.of(Abi.number(rule.needed()), Abi.array(members)))));
    }

    static byte[] approveName(String organisation, String account) {
        return Abi.call("approveName(string,address)", List.of(Abi.text(organisation), Abi.account(account)));
    }

    static byte[] ruleForNames() {
        return Abi.call("ruleForNames()", List.of());
    }

    static byte[] openVotes() {
        return Abi.call("openVotes()", List.of());
    }

    static byte[] holders() {
        return Abi.call("holders()", List.of());
    }

    static byte[] approvals(String organisation) {
        return Abi.call("approvalsOf(string)", List.of(Abi.text(organisation)));
    }

    static byte[] isMember(String account) {
        return Abi.call("isMember(address)", List.of(Abi.account(account)));
    }

    /** An account as the contract has it in a word. */
    static String account(Abi.Reader answer, int at) {
        return "0x" + HexFormat.of().formatHex(answer.word(at), WORD - ADDRESS, WORD);
    }

    /** The accounts of an array that begins at a place with its length. */
    static List<String> accounts(Abi.Reader answer, int at) {
        List<String> accounts = new ArrayList<>();
        for (int i = 1; i <= answer.offset(at); i++) {
            accounts.add(account(answer, at + i * WORD));
        }
        return accounts;
    }

    static NameRule rule(Abi.Reader answer, int at) {
        return new NameRule(answer.offset(at), accounts(answer, at + answer.offset(at + WORD)));
    }

    /** Who voted, and for which rule. */
    static Map<String, NameRule> votes(Abi.Reader answer) {
        List<String> by = accounts(answer, answer.offset(0));
        int rules = answer.offset(WORD) + WORD;
        Map<String, NameRule> votes = new HashMap<>();
        for (int i = 0; i < by.size(); i++) {
            votes.put(by.get(i), rule(answer, rules + answer.offset(rules + i * WORD)));
        }
        return votes;
    }

    /** Asks for the block that the contract was deployed in. */
    public static byte[] since() {
        return Abi.call("since()", List.of());
    }

    /** A log as the topic of an event, on a chain whose hash is Keccak-256. */
    public static String topicOf(String origin) {
        return topic(origin);
    }

    /** A size as the topic of an event. */
    public static String topicOf(long size) {
        return "0x" + HexFormat.of().formatHex(Abi.number(size).encoded());
    }

    private static String topic(String text) {
        return "0x" + Keccak.hash(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
