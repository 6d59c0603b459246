// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ConsistencyProof} from "./ConsistencyProof.sol";
import {Datasets} from "./Datasets.sol";
import {Names} from "./Names.sol";

/// Heads of logs and who may anchor them, by the rules of the ledger port (io.tombolo.ledger.rules). It does not verify Ed25519
/// signatures: an owner is bound by its account, and a note's signature must name a registered log key by its id.
contract TomboloAnchors is Datasets {
    uint256 private constant MAX_HEADS = 1000;
    uint256 private constant MAX_PATH = 127;
    uint256 private constant MAX_NOTE = 4096;
    uint256 private constant MAX_PAGE = 1000;

    struct Head {
        string organisation;
        string dataset;
        string log; // partition, or partition/generation
        uint64 size;
        uint64 previousSize;
        bytes32 root;
        bytes32[] path; // RFC 9162, section 2.1.4
        bytes extension; // lines of the checkpoint after the root
        bytes signature; // by the log key: 4 bytes of key id and 64 bytes of Ed25519
        bytes others; // further signature lines
    }

    struct Answer {
        uint8 code;
        uint64 size; // of the anchor that the answer is about; 0: none
    }

    struct Fork {
        bytes32 root;
        uint64 size;
        uint64 time;
        uint64 blockNumber;
    }

    mapping(bytes32 => uint64) private newest;
    mapping(bytes32 => Fork[]) private forks;
    mapping(bytes32 => bool) private isFork;
    uint64 public since;

    event Anchored(bytes32 indexed log, uint64 indexed size, bytes32 root, string origin, bytes extension, bytes signature, bytes others);
    event Forked(bytes32 indexed log, uint64 indexed size, bytes32 root, string origin, bytes extension, bytes signature, bytes others);

    /// The accounts that may register organisations: those given, and the deployer. A further one needs more than half of them. And the
    /// chain's unit of time.
    constructor(address[] memory accounts, uint64 tick_) Datasets(tick_) {
        since = uint64(block.number);
        addMember(msg.sender);
        for (uint256 i = 0; i < accounts.length; i++) {
            addMember(accounts[i]);
        }
    }

    /// Decides each head by itself. What is not anchored is answered by an event with the head's index.
    function anchor(Head[] calldata heads) external returns (Answer[] memory answers) {
        require(heads.length <= MAX_HEADS, "too many heads");
        answers = new Answer[](heads.length);
        bytes32[] memory logs = new bytes32[](heads.length);
        for (uint256 i = 0; i < heads.length; i++) {
            answers[i] = decide(heads[i], logs, i);
            if (answers[i].code != TAKEN) {
                emit Answered(i, answers[i].code, answers[i].size);
            }
        }
    }

    function decide(Head calldata head, bytes32[] memory logs, uint256 index) private returns (Answer memory) {
        if (!Names.isLog(bytes(head.log)) || head.size == 0 || head.root == bytes32(0)) {
            return Answer(MALFORMED, 0);
        }
        if (head.path.length > MAX_PATH || head.extension.length + head.others.length > MAX_NOTE) {
            return Answer(TOO_LARGE, 0);
        }
        bytes memory origin = bytes.concat(bytes(head.organisation), "/", bytes(head.dataset), "/", bytes(head.log));
        bytes32 log = keccak256(origin);
        for (uint256 i = 0; i < index; i++) {
            if (logs[i] == log) {
                return Answer(REPEATED_ORIGIN, 0);
            }
        }
        logs[index] = log;
        LogKey[] storage ring = keys[nameOf(head.organisation, head.dataset)];
        if (ring.length == 0) {
            return Answer(UNKNOWN_DATASET, 0);
        }
        if (owners[head.organisation] != msg.sender) {
            return Answer(NOT_OWNER, 0);
        }
        uint64 latest = newest[log];
        uint8 code = signer(head.signature, ring, origin, head.size > latest);
        if (code != TAKEN) {
            return Answer(code, 0);
        }
        return head.size > latest ? extend(head, origin, log, latest) : fromHistory(head, origin, log, latest);
    }

    /// Larger than what is anchored: with a proof that it extends that.
    function extend(Head calldata head, bytes memory origin, bytes32 log, uint64 latest) private returns (Answer memory) {
        if (head.previousSize != latest) {
            return Answer(NOT_FROM_LATEST, latest);
        }
        bool extends_ = latest == 0
            ? head.path.length == 0
            : ConsistencyProof.grows(latest, anchors[place(origin, latest)].root, head.size, head.root, head.path);
        if (!extends_) {
            return Answer(INCONSISTENT, latest);
        }
        anchors[place(origin, head.size)] = Anchor(head.root, uint64(block.timestamp), uint64(block.number), latest, uint64(block.chainid));
        newest[log] = head.size;
        emit Anchored(log, head.size, head.root, string(origin), head.extension, head.signature, head.others);
        return Answer(TAKEN, head.size);
    }

    /// No larger than what is anchored: known, a fork, or a size that never was anchored.
    function fromHistory(Head calldata head, bytes memory origin, bytes32 log, uint64 latest) private returns (Answer memory) {
        bytes32 root = anchors[place(origin, head.size)].root;
        if (root == bytes32(0)) {
            return Answer(SMALLER_UNKNOWN_SIZE, latest);
        }
        if (root == head.root) {
            return Answer(KNOWN, head.size);
        }
        bytes32 key = keccak256(bytes.concat(log, bytes8(head.size), head.root));
        if (!isFork[key]) {
            isFork[key] = true;
            forks[log].push(Fork(head.root, head.size, uint64(block.timestamp), uint64(block.number)));
            emit Forked(log, head.size, head.root, string(origin), head.extension, head.signature, head.others);
        }
        return Answer(FORK, head.size);
    }

    function place(bytes memory origin, uint64 size) private pure returns (bytes32) {
        return keccak256(bytes.concat(origin, bytes8(size)));
    }

    function read(string calldata origin, uint64 size) external view returns (Anchor memory) {
        return anchors[place(bytes(origin), size)];
    }

    function newestOf(string calldata origin) external view returns (uint64) {
        return newest[keccak256(bytes(origin))];
    }

    /// Sizes of anchors from this one down, at most limit.
    function sizesFrom(string calldata origin, uint64 size, uint256 limit) external view returns (uint64[] memory sizes) {
        sizes = new uint64[](limit < MAX_PAGE ? limit : MAX_PAGE);
        uint256 count = 0;
        for (; size != 0 && count < sizes.length; count++) {
            sizes[count] = size;
            size = anchors[place(bytes(origin), size)].previousSize;
        }
        assembly ("memory-safe") {
            mstore(sizes, count)
        }
    }

    function forksOf(string calldata origin) external view returns (Fork[] memory) {
        return forks[keccak256(bytes(origin))];
    }
}
