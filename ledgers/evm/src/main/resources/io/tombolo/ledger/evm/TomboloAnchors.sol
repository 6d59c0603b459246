// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Heads of logs and who may anchor them, by the rules of the ledger port (io.tombolo.ledger.rules). It does not verify Ed25519
/// signatures: an owner is bound by its account, and a note's signature must name a registered log key by its id.
contract TomboloAnchors {
    // What is answered about a head or a registration; names as in io.tombolo.ledger.Refusal.
    uint8 private constant TAKEN = 0;
    uint8 private constant KNOWN = 1;
    uint8 private constant UNKNOWN_DATASET = 2;
    uint8 private constant NOT_OWNER = 3;
    uint8 private constant BAD_SIGNATURE = 4;
    uint8 private constant KEY_NOT_VALID = 5;
    uint8 private constant INCONSISTENT = 6;
    uint8 private constant FORK = 7;
    uint8 private constant SMALLER_UNKNOWN_SIZE = 8;
    uint8 private constant NOT_FROM_LATEST = 9;
    uint8 private constant REPEATED_ORIGIN = 10;
    uint8 private constant ALREADY_REGISTERED = 11;
    uint8 private constant MALFORMED = 12;
    uint8 private constant TOO_LARGE = 13;

    uint256 private constant MAX_HEADS = 1000;
    uint256 private constant MAX_NAME = 235;
    uint256 private constant MAX_PATH = 127;
    uint256 private constant MAX_NOTE = 4096;
    uint256 private constant MAX_LOG_KEYS = 64;
    uint256 private constant MAX_PAGE = 1000;
    uint256 private constant CLOCK_DISTANCE_MILLIS = 60_000;
    uint256 private constant KEY_NOTICE_MILLIS = 366 days * 1000;

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

    struct Anchor {
        bytes32 root;
        uint64 time; // of the block, seconds since 1970
        uint64 blockNumber;
        uint64 previousSize; // of the anchor before; 0: the first one
    }

    struct Fork {
        bytes32 root;
        uint64 size;
        uint64 time;
        uint64 blockNumber;
    }

    struct LogKey {
        bytes32 key;
        uint64 from; // milliseconds since 1970
    }

    /// Slot 0: receipts prove what is in here, under keccak256(origin, size as 8 bytes).
    mapping(bytes32 => Anchor) private anchors;
    mapping(bytes32 => uint64) private newest;
    mapping(bytes32 => Fork[]) private forks;
    mapping(bytes32 => bool) private isFork;
    mapping(bytes32 => LogKey[]) private keys;
    mapping(string => address) private owners;
    mapping(address => bool) public isMember;
    mapping(address => mapping(address => bool)) private approved;
    mapping(address => uint64) private approvals;
    uint64 public members;
    uint64 public since;

    event Anchored(bytes32 indexed log, uint64 indexed size, bytes32 root, string origin, bytes extension, bytes signature, bytes others);
    event Forked(bytes32 indexed log, uint64 indexed size, bytes32 root, string origin, bytes extension, bytes signature, bytes others);
    event Answered(uint256 indexed index, uint8 code, uint64 size);
    event Member(address account);

    /// The accounts that may register organisations: those given, and the deployer. A further one needs more than half of them.
    constructor(address[] memory accounts) {
        since = uint64(block.number);
        addMember(msg.sender);
        for (uint256 i = 0; i < accounts.length; i++) {
            addMember(accounts[i]);
        }
    }

    function addMember(address account) private {
        if (!isMember[account]) {
            isMember[account] = true;
            members++;
            emit Member(account);
        }
    }

    /// A member's vote for a further account, which is a member once more than half of the members voted for it.
    function approveMember(address account) external {
        require(isMember[msg.sender], "not a member");
        if (!approved[account][msg.sender]) {
            approved[account][msg.sender] = true;
            approvals[account]++;
        }
        if (approvals[account] * 2 > members) {
            addMember(account);
        }
    }

    /// Binds an organisation that is new to the caller's account, and registers its dataset.
    function register(string calldata organisation, string calldata dataset, bytes32 logKey) external returns (uint8 code) {
        code = registration(organisation, dataset, logKey);
        emit Answered(0, code, 0);
    }

    function registration(string calldata organisation, string calldata dataset, bytes32 logKey) private returns (uint8) {
        if (!isOrganisation(bytes(organisation)) || !isName(bytes(dataset)) || bytes(organisation).length + bytes(dataset).length >= MAX_NAME) {
            return MALFORMED;
        }
        address owner = owners[organisation];
        if (owner == address(0) ? !isMember[msg.sender] : owner != msg.sender) {
            return NOT_OWNER;
        }
        LogKey[] storage ring = keys[nameOf(organisation, dataset)];
        if (ring.length > 0) {
            (bool found, uint256 index) = find(ring, logKey);
            if (!found) {
                return ALREADY_REGISTERED;
            }
            return index + 1 < ring.length && blockMillis() >= ring[index + 1].from ? KEY_NOT_VALID : KNOWN;
        }
        owners[organisation] = msg.sender;
        ring.push(LogKey(logKey, 0));
        return TAKEN;
    }

    /// Gives a dataset a new log key from a time on, which ends the one before.
    function rotate(string calldata organisation, string calldata dataset, bytes32 logKey, uint64 from) external returns (uint8 code) {
        code = rotation(organisation, dataset, logKey, from);
        emit Answered(0, code, 0);
    }

    function rotation(string calldata organisation, string calldata dataset, bytes32 logKey, uint64 from) private returns (uint8) {
        LogKey[] storage ring = keys[nameOf(organisation, dataset)];
        if (ring.length == 0) {
            return UNKNOWN_DATASET;
        }
        if (owners[organisation] != msg.sender) {
            return NOT_OWNER;
        }
        LogKey storage last = ring[ring.length - 1];
        if (last.key == logKey && last.from == from) {
            return KNOWN;
        }
        (bool found, ) = find(ring, logKey);
        if (found) {
            return ALREADY_REGISTERED;
        }
        uint256 time = block.timestamp * 1000;
        if (from + CLOCK_DISTANCE_MILLIS < time || from > time + KEY_NOTICE_MILLIS || from <= last.from) {
            return MALFORMED;
        }
        if (ring.length == MAX_LOG_KEYS) {
            return TOO_LARGE;
        }
        ring.push(LogKey(logKey, from));
        return TAKEN;
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
        if (!isLog(bytes(head.log)) || head.size == 0 || head.root == bytes32(0)) {
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
            : grows(latest, anchors[place(origin, latest)].root, head.size, head.root, head.path);
        if (!extends_) {
            return Answer(INCONSISTENT, latest);
        }
        anchors[place(origin, head.size)] = Anchor(head.root, uint64(block.timestamp), uint64(block.number), latest);
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

    /// Whether the signature names one of the dataset's log keys, and for a new head one that is valid now.
    function signer(bytes calldata signature, LogKey[] storage ring, bytes memory origin, bool isNew) private view returns (uint8 code) {
        code = BAD_SIGNATURE;
        if (signature.length != 68) {
            return code;
        }
        bytes4 id = bytes4(signature[:4]);
        uint256 now_ = blockMillis();
        for (uint256 i = ring.length; i > 0; i--) {
            // C2SP signed-note: key id = SHA-256(name, newline, type 1 for Ed25519, key), its first 4 bytes.
            if (bytes4(sha256(bytes.concat(origin, hex"0a01", ring[i - 1].key))) == id) {
                bool ended = i < ring.length && now_ >= ring[i].from;
                if (!isNew || (!ended && now_ >= ring[i - 1].from)) {
                    return TAKEN;
                }
                code = KEY_NOT_VALID;
            }
        }
    }

    /// RFC 9162, section 2.1.4.2.
    function grows(uint256 first, bytes32 firstRoot, uint256 second, bytes32 secondRoot, bytes32[] calldata path) private view returns (bool) {
        if (path.length == 0) {
            return false;
        }
        uint256 fn = first - 1;
        uint256 sn = second - 1;
        uint256 next = 0;
        while (fn & 1 == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        bytes32 fr = fn == 0 ? firstRoot : path[next++];
        bytes32 sr = fr;
        for (; next < path.length; next++) {
            if (sn == 0) {
                return false;
            }
            if (fn & 1 == 1 || fn == sn) {
                fr = node(path[next], fr);
                sr = node(path[next], sr);
                while (fn & 1 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = node(sr, path[next]);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr == firstRoot && sr == secondRoot;
    }

    /// SHA-256(1, left, right) by the precompile at address 2, in memory that is used again.
    function node(bytes32 left, bytes32 right) private view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 1)
            mstore(add(free, 1), left)
            mstore(add(free, 33), right)
            if iszero(staticcall(gas(), 2, free, 65, 0, 32)) {
                revert(0, 0)
            }
            hash := mload(0)
        }
    }

    function place(bytes memory origin, uint64 size) private pure returns (bytes32) {
        return keccak256(bytes.concat(origin, bytes8(size)));
    }

    function nameOf(string calldata organisation, string calldata dataset) private pure returns (bytes32) {
        return keccak256(bytes.concat(bytes(organisation), "/", bytes(dataset)));
    }

    /// A block's time is in whole seconds: a log key's range counts at the end of that second.
    function blockMillis() private view returns (uint256) {
        return block.timestamp * 1000 + 999;
    }

    function find(LogKey[] storage ring, bytes32 logKey) private view returns (bool, uint256) {
        for (uint256 i = 0; i < ring.length; i++) {
            if (ring[i].key == logKey) {
                return (true, i);
            }
        }
        return (false, 0);
    }

    function isLower(bytes1 c) private pure returns (bool) {
        return (c >= "a" && c <= "z") || (c >= "0" && c <= "9");
    }

    /// Labels of letters, digits and -, joined by at least one dot; none begins or ends with -.
    function isOrganisation(bytes calldata name) private pure returns (bool) {
        bool dotted = false;
        uint256 label = 0;
        for (uint256 i = 0; i < name.length; i++) {
            bool ends = i + 1 == name.length || name[i + 1] == ".";
            if (name[i] == ".") {
                if (label == 0) {
                    return false;
                }
                dotted = true;
                label = 0;
            } else if (isLower(name[i]) || (name[i] == "-" && label > 0 && !ends)) {
                label++;
            } else {
                return false;
            }
            if (label > 63) {
                return false;
            }
        }
        return dotted && label > 0;
    }

    function isName(bytes calldata name) private pure returns (bool) {
        for (uint256 i = 0; i < name.length; i++) {
            if (!isLower(name[i]) && (i == 0 || (name[i] != "_" && name[i] != "-"))) {
                return false;
            }
        }
        return name.length > 0 && name.length <= 128;
    }

    /// A partition of at most 9 digits, and /generation from 2 on.
    function isLog(bytes calldata log) private pure returns (bool) {
        uint256 begin = 0;
        bool second = false;
        for (uint256 i = 0; i < log.length; i++) {
            if (log[i] == "/" && !second && i > 0) {
                second = true;
                begin = i + 1;
            } else if (log[i] < "0" || log[i] > "9" || (i > begin && log[begin] == "0") || i - begin == 9) {
                return false;
            }
        }
        return log.length > begin && !(second && log.length - begin == 1 && log[begin] < "2") && !(second && log[begin] == "0");
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

    function keysOf(string calldata organisation, string calldata dataset) external view returns (LogKey[] memory) {
        return keys[nameOf(organisation, dataset)];
    }

    function ownerOf(string calldata organisation) external view returns (address) {
        return owners[organisation];
    }
}
