// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Rule} from "../types/Session.sol";
import {ISessionLens} from "./ISessionLens.sol";
import {LensArgumentLib} from "./LensArgumentLib.sol";

/// @title Rules: what they say of a call, and their packed form
library LensRuleLib {
    uint8 internal constant ONE_OF = 0;
    uint8 internal constant NONE_OF = 1;
    uint8 internal constant BETWEEN = 2;
    uint8 internal constant BETWEEN_SIGNED = 3;
    uint8 internal constant CHARGE = 4;
    uint8 private constant MASK_FOLLOWS = 0x80;
    bytes32 internal constant MASK_NONE = bytes32(type(uint256).max);

    /// @dev Every rule of the permission that is claimed for call `callIndex` holds; amounts are judged by {LensAllowanceLib}.
    function requireMet(Rule[] calldata rules, uint256 callIndex, bytes memory callData) internal pure {
        for (uint256 i = 0; i < rules.length; i++) {
            uint256 word = wordOf(rules[i], callIndex, i, callData);
            if (!_holds(rules[i], word)) revert ISessionKeyValidator.RuleNotMet(callIndex, i, word);
        }
    }

    /// @dev The word that a rule speaks of, canonical for its type.
    function wordOf(
        Rule calldata rule,
        uint256 callIndex,
        uint256 ruleIndex,
        bytes memory callData
    ) internal pure returns (uint256) {
        (bool readable, uint256 word) = LensArgumentLib.read(callData, rule.path);
        if (!readable) revert ISessionKeyValidator.ArgumentNotReadable(callIndex, ruleIndex);
        if (!isCanonical(word, rule.wordType)) {
            revert ISessionKeyValidator.WordNotCanonical(callIndex, ruleIndex, word, rule.wordType);
        }
        return word;
    }

    /// @dev oneOf or noneOf.
    function isMembership(Rule calldata rule) internal pure returns (bool) {
        return rule.comparison == ONE_OF || rule.comparison == NONE_OF;
    }

    function isCharge(Rule calldata rule) internal pure returns (bool) {
        return rule.comparison == CHARGE;
    }

    /// @dev uint 0, int 1, bytesN 2 of 1 to 32 bytes; address 3 of 20; bool 4 of 1.
    function isType(uint16 wordType) internal pure returns (bool) {
        (uint8 class, uint8 size) = (uint8(wordType >> 8), uint8(wordType));
        if (class == 3) return size == 20;
        if (class == 4) return size == 1;
        return class < 3 && size >= 1 && size <= 32;
    }

    /// @dev Whether the ABI would encode some value of this type as `word`. There is none of a type that does not exist.
    function isCanonical(uint256 word, uint16 wordType) internal pure returns (bool) {
        if (!isType(wordType)) return false;
        (uint8 class, uint8 size) = (uint8(wordType >> 8), uint8(wordType));
        if (class == 4) return word == 0 || word == 1;
        if (class == 3) return word < 1 << 160;
        if (size == 32) return true;
        uint256 values = 1 << (8 * uint256(size));
        if (class == 2) return word % (1 << (256 - 8 * uint256(size))) == 0;
        if (class == 0) return word < values;
        int256 half = int256(values / 2);
        return int256(word) >= -half && int256(word) < half;
    }

    function _holds(Rule calldata rule, uint256 word) private pure returns (bool) {
        if (rule.comparison == ONE_OF) return _isAmong(rule, word);
        if (rule.comparison == NONE_OF) return !_isAmong(rule, word);
        if (isCharge(rule)) return true;
        if (rule.values.length != 2) return false;
        (bytes32 low, bytes32 high) = (rule.values[0], rule.values[1]);
        if (rule.comparison == BETWEEN) return bytes32(word) >= low && bytes32(word) <= high;
        return int256(word) >= int256(uint256(low)) && int256(word) <= int256(uint256(high));
    }

    function _isAmong(Rule calldata rule, uint256 word) private pure returns (bool) {
        bytes32 compared = bytes32(word) & rule.mask;
        for (uint256 i = 0; i < rule.values.length; i++) if (rule.values[i] == compared) return true;
        return false;
    }

    function hash(Rule[] calldata rules) internal pure returns (bytes32) {
        return rules.length == 0 ? bytes32(0) : keccak256(pack(rules));
    }

    function pack(Rule[] calldata rules) internal pure returns (bytes memory packed) {
        for (uint256 i = 0; i < rules.length; i++) {
            if (!_isPackable(rules[i])) revert ISessionLens.RuleNotPackable(i);
            packed = bytes.concat(packed, packOne(rules[i]));
        }
    }

    function _isPackable(Rule calldata rule) private pure returns (bool) {
        bool countsFit = rule.path.length <= type(uint8).max && rule.values.length <= type(uint8).max;
        bool allowanceFits = rule.allowance == 0 || rule.comparison == CHARGE;
        return countsFit && allowanceFits && rule.comparison <= CHARGE;
    }

    function packOne(Rule calldata rule) internal pure returns (bytes memory packed) {
        bool hasMask = rule.mask != MASK_NONE;

        // Both lengths are below 256, see _isPackable.
        packed = abi.encodePacked(uint8(rule.path.length));
        for (uint256 i = 0; i < rule.path.length; i++) packed = abi.encodePacked(packed, rule.path[i]);
        packed = abi.encodePacked(packed, rule.wordType, hasMask ? rule.comparison | MASK_FOLLOWS : rule.comparison);
        if (hasMask) packed = abi.encodePacked(packed, rule.mask);
        if (rule.comparison == CHARGE) packed = abi.encodePacked(packed, rule.allowance);
        packed = abi.encodePacked(packed, uint8(rule.values.length), rule.values);
    }
}
