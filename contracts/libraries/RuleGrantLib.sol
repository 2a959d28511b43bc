// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Caps} from "../types/Caps.sol";
import {
    ALLOWANCE_CAP_END,
    BETWEEN,
    BETWEEN_SIGNED,
    CHARGE,
    NONE_OF,
    PATH_MAX,
    Permission,
    Rule,
    RULES_MAX,
    VALUES_MAX
} from "../types/Session.sol";
import {ArgumentLib} from "./ArgumentLib.sol";
import {RuleLib} from "./RuleLib.sol";
import {SessionHashLib} from "./SessionHashLib.sol";
import {WordTypeLib} from "./WordTypeLib.sol";

/// @title Which rules may be granted, and their packed form
/// @dev One meaning has one form, and a rule that could never be met, or always, is refused where that shows. What passes
/// here is what {RuleLib} relies on.
library RuleGrantLib {
    uint256 private constant NO_MASK = type(uint256).max;

    /// @dev The leaf of a permission that has rules, each of them valid; to `caps` are added those that they give to allowances.
    function leaf(Permission calldata permission, Caps caps) internal pure returns (bytes32 hashed) {
        address target = permission.target;
        if (bytes(permission.functionSignature).length == 0) revert ISessionKeyValidator.RulesOnTransfer(target);
        Rule[] calldata rules = permission.rules;
        uint256 count = rules.length;
        if (count > RULES_MAX) revert ISessionKeyValidator.RulesTooMany(count, RULES_MAX);
        bytes memory packed;
        bytes32 previous;
        for (uint256 i = 0; ; ++i) {
            // Most permissions have no rules; a return from the loop keeps this out of theirs (docs/decisions/0009).
            if (i == count) {
                uint256 head = SessionHashLib.callHead(target, permission.selector);
                return keccak256(abi.encode(head, permission.maxValue, keccak256(packed)));
            }
            bytes memory rule = _pack(i, rules[i]);
            _requireAllowance(i, rules[i], caps);
            bytes32 hash = keccak256(rule);
            if (hash <= previous) revert ISessionKeyValidator.RulesNotAscending(i, hash, previous);
            previous = hash;
            packed = bytes.concat(packed, rule);
        }
    }

    function _pack(uint256 index, Rule calldata rule) private pure returns (bytes memory) {
        _requirePath(index, rule.path);
        uint16 wordType = rule.wordType;
        uint8 comparison = rule.comparison;
        if (!WordTypeLib.isValid(wordType)) revert ISessionKeyValidator.WordTypeNotValid(index, wordType);
        if (!_compares(comparison, wordType)) {
            revert ISessionKeyValidator.ComparisonNotValid(index, comparison, wordType);
        }
        uint256 mask = uint256(rule.mask);
        bool isMasked = mask != NO_MASK;
        if (mask == 0 || (isMasked && comparison > NONE_OF)) revert ISessionKeyValidator.MaskNotValid(index, rule.mask);
        _requireValues(index, rule);
        bytes memory head = abi.encodePacked(_packPath(rule.path), wordType);
        if (isMasked) head = abi.encodePacked(head, comparison | RuleLib.MASK_FOLLOWS, mask);
        else if (comparison == CHARGE) head = abi.encodePacked(head, comparison, rule.allowance);
        else head = abi.encodePacked(head, comparison);
        return abi.encodePacked(head, uint8(rule.values.length), rule.values);
    }

    function _packPath(uint32[] calldata path) private pure returns (bytes memory packed) {
        packed = abi.encodePacked(uint8(path.length));
        for (uint256 i = 0; i < path.length; ++i) packed = abi.encodePacked(packed, path[i]);
    }

    /// @dev Whether a comparison makes sense for a type.
    function _compares(uint256 comparison, uint256 wordType) private pure returns (bool) {
        uint256 class = wordType >> 8;
        if (comparison <= NONE_OF) return true;
        if (comparison == BETWEEN) return class == WordTypeLib.UINT || class == WordTypeLib.BYTES;
        if (comparison == BETWEEN_SIGNED) return class == WordTypeLib.INT;
        return comparison == CHARGE && class == WordTypeLib.UINT;
    }

    /// @dev A path alternates between structures and what is found in them. It starts at the arguments with a word; a pointer
    /// found there is followed to a tuple (a word of it), an array (an element of it), `bytes` (a word of them, or the
    /// arguments of the call in them), or the length of either. One way of saying it: an element of one word is not asked
    /// for its word 0.
    function _requirePath(uint256 index, uint32[] calldata path) private pure {
        uint256 count = path.length;
        if (count == 0 || count > PATH_MAX) revert ISessionKeyValidator.PathLengthNotValid(index, count, PATH_MAX);
        // What the next step may be, and whether the path may end here.
        uint256 expected = 1 << ArgumentLib.WORD;
        bool mayEnd;
        for (uint256 i = 0; i < count; ++i) {
            uint256 kind = path[i] >> 24;
            uint256 operand = path[i] & 0xffffff;
            bool valid = kind <= ArgumentLib.NESTED && expected & (1 << kind) != 0;
            mayEnd = true;
            if (kind == ArgumentLib.WORD) {
                expected = 1 << ArgumentLib.FOLLOW;
            } else if (kind == ArgumentLib.ELEMENT) {
                uint256 size = operand & 0xff;
                valid = valid && size != 0;
                mayEnd = size == 1;
                expected = size == 1 ? 1 << ArgumentLib.FOLLOW : 1 << ArgumentLib.WORD;
            } else if (kind == ArgumentLib.BYTES_WORD) {
                expected = 0;
            } else {
                valid = valid && operand == 0;
                mayEnd = kind == ArgumentLib.LENGTH;
                expected =
                    kind == ArgumentLib.LENGTH
                        ? 0
                        : kind == ArgumentLib.NESTED
                            ? 1 << ArgumentLib.WORD
                            : (1 << ArgumentLib.WORD) |
                                (1 << ArgumentLib.ELEMENT) |
                                (1 << ArgumentLib.LENGTH) |
                                (1 << ArgumentLib.BYTES_WORD) |
                                (1 << ArgumentLib.NESTED);
            }
            if (!valid || (i == count - 1 && !mayEnd)) {
                revert ISessionKeyValidator.PathStepNotValid(index, i, path[i]);
            }
        }
    }

    /// @dev Each canonical for the type and inside the mask; of oneOf and noneOf strictly ascending, of between two in order,
    /// of charge the cap.
    function _requireValues(uint256 index, Rule calldata rule) private pure {
        uint256 comparison = rule.comparison;
        bytes32[] calldata values = rule.values;
        uint256 count = values.length;
        uint256 expected =
            comparison <= NONE_OF
                ? count
                : comparison == CHARGE
                    ? 1
                    : 2;
        if (count == 0 || count > VALUES_MAX || count != expected) {
            revert ISessionKeyValidator.ValueCountNotValid(index, count);
        }
        uint256 mask = uint256(rule.mask);
        for (uint256 i = 0; i < count; ++i) {
            uint256 value = uint256(values[i]);
            bool valid = WordTypeLib.isCanonical(value, rule.wordType) && value & ~mask == 0;
            if (i != 0) {
                uint256 last = uint256(values[i - 1]);
                if (comparison == BETWEEN) valid = valid && last <= value;
                else if (comparison == BETWEEN_SIGNED) valid = valid && int256(last) <= int256(value);
                else valid = valid && last < value;
            }
            if (!valid) revert ISessionKeyValidator.ValueNotValid(index, i, values[i]);
        }
    }

    /// @dev One cap for each allowance number, in the whole session.
    function _requireAllowance(uint256 index, Rule calldata rule, Caps caps) private pure {
        uint256 allowance = rule.allowance;
        if (rule.comparison != CHARGE) {
            if (allowance != 0) revert ISessionKeyValidator.AllowanceNotValid(index, allowance);
            return;
        }
        uint256 cap = uint256(rule.values[0]);
        if (cap == 0 || cap >= ALLOWANCE_CAP_END) revert ISessionKeyValidator.ValueNotValid(index, 0, rule.values[0]);
        uint256 known = caps.list().capOf(allowance);
        if (known != 0 && known != cap) revert ISessionKeyValidator.AllowanceCapsDiffer(allowance, cap, known);
        caps.set(caps.list().add({allowance: allowance, cap: cap, amount: 0}));
    }
}
