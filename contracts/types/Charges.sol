// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Spends} from "./Spends.sol";

/// @dev What the calls of one op add up to: what they charge to allowances 64 | native value 128 | calls 64. A call's value
/// is below 2^80 and calldata holds fewer than 2^48 calls, so nothing overflows.
type Charges is uint256;

using {addCall, addSpend, calls, isNothing, requireNoValue, spends, value} for Charges global;

function addCall(Charges charges, uint256 callValue) pure returns (Charges) {
    unchecked {
        return Charges.wrap(Charges.unwrap(charges) + (callValue << 64) + 1);
    }
}

function addSpend(Charges charges, uint256 allowance, uint256 cap, uint256 amount) pure returns (Charges) {
    Spends before = charges.spends();
    Spends list = before.add({allowance: allowance, cap: cap, amount: amount});
    return Charges.wrap(Charges.unwrap(charges) ^ ((Spends.unwrap(before) ^ Spends.unwrap(list)) << 192));
}

function calls(Charges charges) pure returns (uint256) {
    return uint64(Charges.unwrap(charges));
}

function spends(Charges charges) pure returns (Spends) {
    return Spends.wrap(Charges.unwrap(charges) >> 192);
}

function value(Charges charges) pure returns (uint256) {
    return uint128(Charges.unwrap(charges) >> 64);
}

/// @dev Whether there are only calls.
function isNothing(Charges charges) pure returns (bool) {
    return Charges.unwrap(charges) >> 64 == 0;
}

/// @dev All that is left to check where nothing is counted.
function requireNoValue(Charges charges) pure {
    if (charges.value() != 0) revert ISessionKeyValidator.ValueOverLimit(charges.value(), 0);
}
