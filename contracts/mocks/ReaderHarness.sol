// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LensArgumentLib} from "../lens/LensArgumentLib.sol";
import {LensRuleLib} from "../lens/LensRuleLib.sol";
import {ArgumentLib} from "../libraries/ArgumentLib.sol";
import {RuleLib} from "../libraries/RuleLib.sol";
import {Charges} from "../types/Charges.sol";
import {Cursor, startOf} from "../types/Cursor.sol";
import {Rule} from "../types/Session.sol";
import {Slice, sliceOf} from "../types/Slice.sol";
import {Spend, Spends} from "../types/Spends.sol";

/// @title How the module reads arguments and judges rules, and how the Lens does, callable
/// @dev The data of a call comes before path or rules, so that whoever reads past its end reads them.
contract ReaderHarness {
    /// @param place call index << 8 | rule index, for errors.
    /// @param path The number of steps, and the steps: the start of a packed rule.
    /// @return word What the path leads to.
    /// @return size Of the path, as far as it was read.
    function read(
        uint256 place,
        bytes calldata data,
        bytes calldata path
    ) external pure returns (uint256 word, uint256 size) {
        Cursor next;
        uint256 start = Cursor.unwrap(startOf(data));
        (word, next) = ArgumentLib.read(
            startOf(path),
            start + 4,
            start + data.length,
            Charges.wrap(place >> 8),
            place & 0xff
        );
        size = Cursor.unwrap(next) - Cursor.unwrap(startOf(path));
    }

    /// @param callIndex How many calls came before.
    /// @return amount What the call charges to the allowance that was named last.
    function check(
        uint256 callIndex,
        bytes calldata data,
        bytes calldata rules
    ) external pure returns (uint256 amount) {
        Spends spends = _check(callIndex, data, rules).spends();
        if (!spends.isEmpty()) amount = spends.first().amount;
    }

    /// @return list What the call charges to allowances, the one that was named last first.
    function spendsOf(
        uint256 callIndex,
        bytes calldata data,
        bytes calldata rules
    ) external pure returns (Spend[] memory list) {
        Spends spends = _check(callIndex, data, rules).spends();
        uint256 count;
        for (Spends rest = spends; !rest.isEmpty(); rest = rest.first().next) ++count;
        list = new Spend[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = spends.first();
            spends = spends.first().next;
        }
    }

    function readAsLens(
        bytes calldata data,
        uint32[] calldata path
    ) external pure returns (bool readable, uint256 word) {
        return LensArgumentLib.read(data, path);
    }

    /// @return amount Of the first rule, if that is a charge.
    function checkAsLens(
        uint256 callIndex,
        bytes calldata data,
        Rule[] calldata rules
    ) external pure returns (uint256 amount) {
        LensRuleLib.requireMet(rules, callIndex, data);
        if (LensRuleLib.isCharge(rules[0])) amount = LensRuleLib.wordOf(rules[0], callIndex, 0, data);
    }

    function _check(uint256 callIndex, bytes calldata data, bytes calldata rules) private pure returns (Charges) {
        return RuleLib.check(_sliceOf(rules), Cursor.unwrap(startOf(data)), data.length, Charges.wrap(callIndex));
    }

    function _sliceOf(bytes calldata data) private pure returns (Slice) {
        return sliceOf(Cursor.unwrap(startOf(data)), data.length);
    }
}
