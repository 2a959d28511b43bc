// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";

/// @dev What the calls of one op add up to: native value 128 | calls 128. A call's value is below 2^80 and calldata holds
/// fewer than 2^48 calls, so neither overflows.
type Charges is uint256;

using {addCall, calls, requireNoValue, value} for Charges global;

function addCall(Charges charges, uint256 callValue) pure returns (Charges) {
    unchecked {
        return Charges.wrap(Charges.unwrap(charges) + (callValue << 128) + 1);
    }
}

function calls(Charges charges) pure returns (uint256) {
    return uint128(Charges.unwrap(charges));
}

function value(Charges charges) pure returns (uint256) {
    return Charges.unwrap(charges) >> 128;
}

/// @dev All that is left to check where nothing is counted.
function requireNoValue(Charges charges) pure {
    if (charges.value() != 0) revert ISessionKeyValidator.ValueOverLimit(charges.value(), 0);
}
