// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Rule} from "../types/Session.sol";
import {ISessionLens} from "./ISessionLens.sol";

/// @title The packed form of rules
/// @dev Judges no rule; only what would share its bytes with another rule has no packed form.
library LensRuleLib {
    uint8 private constant COMPARISON_CHARGE = 4;
    uint8 private constant MASK_FOLLOWS = 0x80;
    bytes32 private constant MASK_NONE = bytes32(type(uint256).max);

    function hash(Rule[] calldata rules) internal pure returns (bytes32) {
        return rules.length == 0 ? bytes32(0) : keccak256(pack(rules));
    }

    function pack(Rule[] calldata rules) internal pure returns (bytes memory packed) {
        for (uint256 i = 0; i < rules.length; i++) {
            if (!_isPackable(rules[i])) revert ISessionLens.RuleNotPackable(i);
            packed = bytes.concat(packed, _packOne(rules[i]));
        }
    }

    function _isPackable(Rule calldata rule) private pure returns (bool) {
        bool countsFit = rule.path.length <= type(uint8).max && rule.values.length <= type(uint8).max;
        bool allowanceFits = rule.allowance == 0 || rule.comparison == COMPARISON_CHARGE;
        return countsFit && allowanceFits && rule.comparison <= COMPARISON_CHARGE;
    }

    function _packOne(Rule calldata rule) private pure returns (bytes memory packed) {
        bool hasMask = rule.mask != MASK_NONE;

        // Both lengths are below 256, see _isPackable.
        packed = abi.encodePacked(uint8(rule.path.length));
        for (uint256 i = 0; i < rule.path.length; i++) packed = abi.encodePacked(packed, rule.path[i]);
        packed = abi.encodePacked(packed, rule.wordType, hasMask ? rule.comparison | MASK_FOLLOWS : rule.comparison);
        if (hasMask) packed = abi.encodePacked(packed, rule.mask);
        if (rule.comparison == COMPARISON_CHARGE) packed = abi.encodePacked(packed, rule.allowance);
        packed = abi.encodePacked(packed, uint8(rule.values.length), rule.values);
    }
}
