// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Members} from "./Members.sol";
import {Names} from "./Names.sol";

/// The datasets of organisations, and their log keys with ranges of time.
abstract contract Datasets is Members {
    uint256 private constant MAX_NAME = 235;
    uint256 private constant MAX_LOG_KEYS = 64;
    uint256 private constant CLOCK_DISTANCE_MILLIS = 60_000;
    uint256 private constant KEY_NOTICE_MILLIS = 366 days * 1000;

    struct LogKey {
        bytes32 key;
        uint64 from; // milliseconds since 1970
    }

    mapping(bytes32 => LogKey[]) internal keys;

    /// Milliseconds in a unit of block.timestamp: 1000 on chains that count seconds, 1 on those that count milliseconds (FISCO BCOS).
    uint64 public immutable tick;

    /// The unit is stated by whoever deploys, and must give a time between 2020 and 2200: the other unit can't.
    constructor(uint64 tick_) {
        require(tick_ == 1 || tick_ == 1000, "tick: 1 or 1000");
        require(block.timestamp * tick_ >= 1_577_836_800_000 && block.timestamp * tick_ < 7_258_118_400_000, "tick: not this chain's unit of time");
        tick = tick_;
    }

    /// Binds an organisation that is new to the caller's account, and registers its dataset.
    function register(string calldata organisation, string calldata dataset, bytes32 logKey) external returns (uint8 code) {
        code = registration(organisation, dataset, logKey);
        emit Answered(0, code, 0);
    }

    function registration(string calldata organisation, string calldata dataset, bytes32 logKey) private returns (uint8) {
        if (!Names.isOrganisation(bytes(organisation)) || !Names.isName(bytes(dataset)) || bytes(organisation).length + bytes(dataset).length >= MAX_NAME) {
            return MALFORMED;
        }
        address owner = owners[organisation];
        uint8 code = owner == address(0) ? mayTake(organisation) : owner == msg.sender ? TAKEN : NOT_OWNER;
        if (code != TAKEN) {
            return code;
        }
        LogKey[] storage ring = keys[nameOf(organisation, dataset)];
        if (ring.length > 0) {
            (bool found, uint256 index) = find(ring, logKey);
            if (!found) {
                return ALREADY_REGISTERED;
            }
            return index + 1 < ring.length && blockMillis() >= ring[index + 1].from ? KEY_NOT_VALID : KNOWN;
        }
        if (owner == address(0)) {
            take(organisation);
        }
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
        uint256 time = block.timestamp * tick;
        if (from + CLOCK_DISTANCE_MILLIS < time || from > time + KEY_NOTICE_MILLIS || from <= last.from) {
            return MALFORMED;
        }
        if (ring.length == MAX_LOG_KEYS) {
            return TOO_LARGE;
        }
        ring.push(LogKey(logKey, from));
        return TAKEN;
    }

    /// Whether the signature names one of the dataset's log keys, and for a new head one that is valid now.
    function signer(bytes calldata signature, LogKey[] storage ring, bytes memory origin, bool isNew) internal view returns (uint8 code) {
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

    function nameOf(string calldata organisation, string calldata dataset) internal pure returns (bytes32) {
        return keccak256(bytes.concat(bytes(organisation), "/", bytes(dataset)));
    }

    /// A log key's range counts at the end of the unit that the block's time names: the last millisecond of a second.
    function blockMillis() private view returns (uint256) {
        return block.timestamp * tick + tick - 1;
    }

    function find(LogKey[] storage ring, bytes32 logKey) private view returns (bool, uint256) {
        for (uint256 i = 0; i < ring.length; i++) {
            if (ring[i].key == logKey) {
                return (true, i);
            }
        }
        return (false, 0);
    }

    function keysOf(string calldata organisation, string calldata dataset) external view returns (LogKey[] memory) {
        return keys[nameOf(organisation, dataset)];
    }
}
