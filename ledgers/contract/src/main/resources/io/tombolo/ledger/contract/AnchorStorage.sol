// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What receipts prove: the first slot of the contract. And the codes of answers.
abstract contract AnchorStorage {
    // What is answered about a head or a registration; names as in io.tombolo.ledger.Refusal.
    uint8 internal constant TAKEN = 0;
    uint8 internal constant KNOWN = 1;
    uint8 internal constant UNKNOWN_DATASET = 2;
    uint8 internal constant NOT_OWNER = 3;
    uint8 internal constant BAD_SIGNATURE = 4;
    uint8 internal constant KEY_NOT_VALID = 5;
    uint8 internal constant INCONSISTENT = 6;
    uint8 internal constant FORK = 7;
    uint8 internal constant SMALLER_UNKNOWN_SIZE = 8;
    uint8 internal constant NOT_FROM_LATEST = 9;
    uint8 internal constant REPEATED_ORIGIN = 10;
    uint8 internal constant ALREADY_REGISTERED = 11;
    uint8 internal constant MALFORMED = 12;
    uint8 internal constant TOO_LARGE = 13;
    uint8 internal constant NAME_NOT_APPROVED = 14;
    uint8 internal constant NOT_MEMBER = 15;

    struct Anchor {
        bytes32 root;
        uint64 time; // of the block, in the chain's unit (Datasets.tick) since 1970
        uint64 blockNumber;
        uint64 previousSize; // of the anchor before; 0: the first one
        uint64 chainId; // for headers that only seals make trustworthy: no seal names its chain
    }

    /// Slot 0, under keccak256(origin, size as 8 bytes).
    mapping(bytes32 => Anchor) internal anchors;

    event Answered(uint256 indexed index, uint8 code, uint64 size);
}
