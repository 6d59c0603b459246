// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AnchorStorage} from "./AnchorStorage.sol";
import {Names} from "./Names.sol";

/// The accounts that may register organisations, and their say in names (io.tombolo.ledger.rules.NameApprovals): a rule by which so many
/// of them must approve the name of a new organisation. Off until they vote for one.
abstract contract Members is AnchorStorage {
    uint256 private constant MAX_RULE = 100;

    struct Rule {
        uint64 needed; // 0 without members: no rule
        address[] members; // in ascending order
    }

    struct Vote {
        bytes32 rule; // 0: never voted
        uint64 serial; // of the rule under which it was cast; an old one never counts again
    }

    mapping(address => bool) public isMember;
    mapping(address => mapping(address => bool)) private approved;
    mapping(address => uint64) private approvals;
    uint64 public members;

    mapping(string => address) internal owners;
    mapping(address => bool) private hasName;
    address[] private named;

    mapping(bytes32 => Rule) private rules;
    bytes32 private inForce = keccak256(abi.encode(Rule(0, new address[](0))));
    uint64 private serial;
    mapping(address => Vote) private votes;
    address[] private voters;
    mapping(bytes32 => mapping(address => address)) private nameApprovals;

    event Member(address account);

    function addMember(address account) internal {
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

    /// A member's vote for the rule that is to follow. The first one begins when all that it names voted for it, and must name all who have a
    /// name; one in force is replaced when as many of its members as it asks for voted for the same other one.
    function voteForRule(Rule calldata wanted) external returns (uint8 code) {
        code = vote(wanted);
        emit Answered(0, code, 0);
    }

    function vote(Rule calldata wanted) private returns (uint8) {
        if (!isRule(wanted)) {
            return MALFORMED;
        }
        Rule storage now_ = rules[inForce];
        bool isFirst = now_.needed == 0;
        bool isOff = wanted.needed == 0;
        if (!isMember[msg.sender] || !(isFirst ? isOff || contains(wanted.members, msg.sender) : contains(now_.members, msg.sender))) {
            return NOT_MEMBER;
        }
        for (uint256 i = 0; i < wanted.members.length; i++) {
            if (!isMember[wanted.members[i]]) {
                return NOT_MEMBER;
            }
        }
        for (uint256 i = 0; isFirst && !isOff && i < named.length; i++) {
            if (!contains(wanted.members, named[i])) {
                return NOT_MEMBER;
            }
        }
        bytes32 rule = keccak256(abi.encode(wanted));
        if (votes[msg.sender].rule == rule && votes[msg.sender].serial == serial) {
            return KNOWN;
        }
        if (votes[msg.sender].rule == 0) {
            voters.push(msg.sender);
        }
        votes[msg.sender] = Vote(rule, serial);
        rules[rule] = wanted;
        if (rule != inForce) {
            address[] memory counted = now_.members;
            if (isFirst) {
                counted = wanted.members;
            }
            uint256 count = 0;
            for (uint256 i = 0; i < counted.length; i++) {
                count += votes[counted[i]].rule == rule && votes[counted[i]].serial == serial ? 1 : 0;
            }
            if (count >= (isFirst ? counted.length : now_.needed)) {
                inForce = rule;
                serial++;
            }
        }
        return TAKEN;
    }

    function isRule(Rule calldata rule) private pure returns (bool) {
        uint256 count = rule.members.length;
        for (uint256 i = 1; i < count; i++) {
            if (rule.members[i - 1] >= rule.members[i]) {
                return false;
            }
        }
        return count == 0 ? rule.needed == 0 : rule.needed > 0 && rule.needed <= count && count <= MAX_RULE;
    }

    function contains(address[] memory some, address one) private pure returns (bool) {
        for (uint256 i = 0; i < some.length; i++) {
            if (some[i] == one) {
                return true;
            }
        }
        return false;
    }

    /// Approves a name for an account; for account 0, takes the approval back. Changes nothing once the name is bound.
    function approveName(string calldata organisation, address account) external returns (uint8 code) {
        code = approval(organisation, account);
        emit Answered(0, code, 0);
    }

    function approval(string calldata organisation, address account) private returns (uint8) {
        if (!Names.isOrganisation(bytes(organisation))) {
            return MALFORMED;
        }
        if (!contains(rules[inForce].members, msg.sender)) {
            return NOT_MEMBER;
        }
        address owner = owners[organisation];
        if (owner != address(0)) {
            return owner == account ? KNOWN : ALREADY_REGISTERED;
        }
        mapping(address => address) storage known = nameApprovals[keccak256(bytes(organisation))];
        if (known[msg.sender] == account) {
            return KNOWN;
        }
        known[msg.sender] = account;
        return TAKEN;
    }

    /// Whether the caller may take a name that is new.
    function mayTake(string calldata organisation) internal view returns (uint8) {
        if (!isMember[msg.sender]) {
            return NOT_OWNER;
        }
        Rule storage rule = rules[inForce];
        mapping(address => address) storage known = nameApprovals[keccak256(bytes(organisation))];
        uint256 count = 0;
        for (uint256 i = 0; i < rule.members.length; i++) {
            count += known[rule.members[i]] == msg.sender ? 1 : 0;
        }
        return count < rule.needed ? NAME_NOT_APPROVED : TAKEN;
    }

    function take(string calldata organisation) internal {
        owners[organisation] = msg.sender;
        if (!hasName[msg.sender]) {
            hasName[msg.sender] = true;
            named.push(msg.sender);
        }
    }

    /// Accounts that have a name.
    function holders() external view returns (address[] memory) {
        return named;
    }

    function ruleForNames() external view returns (Rule memory) {
        return rules[inForce];
    }

    /// The votes for a rule that is to come.
    function openVotes() external view returns (address[] memory by, Rule[] memory wanted) {
        by = new address[](voters.length);
        wanted = new Rule[](voters.length);
        uint256 count = 0;
        for (uint256 i = 0; i < voters.length; i++) {
            Vote storage one = votes[voters[i]];
            if (one.serial == serial && one.rule != inForce) {
                by[count] = voters[i];
                wanted[count++] = rules[one.rule];
            }
        }
        assembly ("memory-safe") {
            mstore(by, count)
            mstore(wanted, count)
        }
    }

    /// What the rule's members approved for a name, in their order; account 0: nothing.
    function approvalsOf(string calldata organisation) external view returns (address[] memory accounts) {
        Rule storage rule = rules[inForce];
        accounts = new address[](rule.members.length);
        for (uint256 i = 0; i < accounts.length; i++) {
            accounts[i] = nameApprovals[keccak256(bytes(organisation))][rule.members[i]];
        }
    }

    function ownerOf(string calldata organisation) external view returns (address) {
        return owners[organisation];
    }
}
