// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {ALLOWANCE_CAP_END, PATH_MAX, Permission, Rule, RULES_MAX, VALUES_MAX} from "../types/Session.sol";
import {LensArgumentLib} from "./LensArgumentLib.sol";
import {LensRuleLib} from "./LensRuleLib.sol";

/// @title Whether rules could be granted
library LensRuleGrantLib {
    uint8 private constant UINT = 0;
    uint8 private constant INT = 1;
    uint8 private constant BYTES = 2;

    /// @dev Where a step has led to, which says what the next one may be.
    enum Place {
        /// @dev Arguments, or an element of several words: a word must be named.
        Tuple,
        /// @dev A word: the path ends, or it is a pointer.
        Word,
        /// @dev What a pointer leads to.
        Pointed,
        /// @dev A word that is no pointer.
        End,
        Nowhere
    }

    /// @param permissions Of the whole session, in which an allowance has one cap.
    function requireValid(Rule[] calldata rules, Permission[] calldata permissions) internal pure {
        if (rules.length > RULES_MAX) revert ISessionKeyValidator.RulesTooMany(rules.length, RULES_MAX);
        bytes32 previous = 0;
        for (uint256 i = 0; i < rules.length; i++) {
            _requirePath(i, rules[i].path);
            _requireComparison(i, rules[i]);
            _requireValues(i, rules[i]);
            _requireAllowance(i, rules[i], permissions);
            bytes32 hash = keccak256(LensRuleLib.packOne(rules[i]));
            if (hash <= previous) revert ISessionKeyValidator.RulesNotAscending(i, hash, previous);
            previous = hash;
        }
    }

    function _requirePath(uint256 index, uint32[] calldata path) private pure {
        if (path.length == 0 || path.length > PATH_MAX) {
            revert ISessionKeyValidator.PathLengthNotValid(index, path.length, PATH_MAX);
        }
        Place place = Place.Tuple;
        for (uint256 i = 0; i < path.length; i++) {
            place = _next(place, uint8(path[i] >> 24), path[i] & 0xffffff);
            bool mayEnd = place == Place.Word || place == Place.End;
            bool isLast = i == path.length - 1;
            if (place == Place.Nowhere || (isLast && !mayEnd)) {
                revert ISessionKeyValidator.PathStepNotValid(index, i, path[i]);
            }
        }
    }

    function _next(Place place, uint8 kind, uint256 operand) private pure returns (Place) {
        if (kind == LensArgumentLib.WORD) {
            return place == Place.Tuple || place == Place.Pointed ? Place.Word : Place.Nowhere;
        }
        if (kind == LensArgumentLib.FOLLOW) {
            return place == Place.Word && operand == 0 ? Place.Pointed : Place.Nowhere;
        }
        if (place != Place.Pointed) return Place.Nowhere;
        if (kind == LensArgumentLib.BYTES_WORD) return Place.End;
        if (kind == LensArgumentLib.ELEMENT) {
            uint8 words = uint8(operand);
            if (words == 0) return Place.Nowhere;
            return words == 1 ? Place.Word : Place.Tuple;
        }
        if (operand != 0) return Place.Nowhere;
        if (kind == LensArgumentLib.LENGTH) return Place.End;
        return kind == LensArgumentLib.NESTED ? Place.Tuple : Place.Nowhere;
    }

    /// @dev Type, comparison and mask.
    function _requireComparison(uint256 index, Rule calldata rule) private pure {
        if (!LensRuleLib.isType(rule.wordType)) {
            revert ISessionKeyValidator.WordTypeNotValid(index, rule.wordType);
        }
        uint8 class = uint8(rule.wordType >> 8);
        bool exists = rule.comparison <= LensRuleLib.CHARGE;
        bool fits = LensRuleLib.isMembership(rule) || class == UINT;
        if (rule.comparison == LensRuleLib.BETWEEN) fits = class == UINT || class == BYTES;
        if (rule.comparison == LensRuleLib.BETWEEN_SIGNED) fits = class == INT;
        if (!exists || !fits) {
            revert ISessionKeyValidator.ComparisonNotValid(index, rule.comparison, rule.wordType);
        }
        bool masks = rule.mask != LensRuleLib.MASK_NONE;
        if (rule.mask == 0 || (masks && !LensRuleLib.isMembership(rule))) {
            revert ISessionKeyValidator.MaskNotValid(index, rule.mask);
        }
    }

    /// @dev How many, and each of them canonical, inside the mask, and after the one before.
    function _requireValues(uint256 index, Rule calldata rule) private pure {
        uint256 count = rule.values.length;
        bool countFits = count != 0 && count <= VALUES_MAX;
        if (LensRuleLib.isCharge(rule)) countFits = count == 1;
        else if (!LensRuleLib.isMembership(rule)) countFits = count == 2;
        if (!countFits) revert ISessionKeyValidator.ValueCountNotValid(index, count);

        for (uint256 i = 0; i < count; i++) {
            bytes32 value = rule.values[i];
            bool valid = LensRuleLib.isCanonical(uint256(value), rule.wordType) && value & rule.mask == value;
            if (!valid || (i > 0 && !_inOrder(rule, rule.values[i - 1], value))) {
                revert ISessionKeyValidator.ValueNotValid(index, i, value);
            }
        }
    }

    function _inOrder(Rule calldata rule, bytes32 first, bytes32 second) private pure returns (bool) {
        if (LensRuleLib.isMembership(rule)) return first < second;
        if (rule.comparison == LensRuleLib.BETWEEN) return first <= second;
        return int256(uint256(first)) <= int256(uint256(second));
    }

    function _requireAllowance(uint256 index, Rule calldata rule, Permission[] calldata permissions) private pure {
        if (!LensRuleLib.isCharge(rule)) {
            if (rule.allowance != 0) revert ISessionKeyValidator.AllowanceNotValid(index, rule.allowance);
            return;
        }
        uint256 cap = uint256(rule.values[0]);
        if (cap == 0 || cap >= ALLOWANCE_CAP_END) {
            revert ISessionKeyValidator.ValueNotValid(index, 0, rule.values[0]);
        }
        uint256 other = _firstCap(permissions, rule.allowance);
        if (cap != other) revert ISessionKeyValidator.AllowanceCapsDiffer(rule.allowance, cap, other);
    }

    /// @dev Of an allowance that some rule names: at the latest the one that asks, whose cap is there.
    function _firstCap(Permission[] calldata permissions, uint8 allowance) private pure returns (uint256 cap) {
        for (uint256 i = 0; i < permissions.length; i++) {
            Rule[] calldata rules = permissions[i].rules;
            for (uint256 j = 0; j < rules.length; j++) {
                if (LensRuleLib.isCharge(rules[j]) && rules[j].allowance == allowance) {
                    return uint256(rules[j].values[0]);
                }
            }
        }
    }
}
