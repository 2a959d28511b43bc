// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";

/// @dev A span of time, laid out as ERC-4337's validationData: validAfter 48 | validUntil 48 | zero 160. Both ends belong to
/// it (on EntryPoint v0.8 and v0.9 the first second does not).
///
/// Laws. `a & b` holds exactly the seconds that both hold, and refuses to be empty, so that until is never zero, which an
/// EntryPoint would read as "for ever" (I12).
type Window is uint256;

using {validAfter, validUntil, within, validationData} for Window global;

function validAfter(Window window) pure returns (uint256) {
    return Window.unwrap(window) >> 208;
}

function validUntil(Window window) pure returns (uint256) {
    return uint48(Window.unwrap(window) >> 160);
}

/// @dev The part of `window` that lies in its period number `index`: [validAfter + index * period, + period - 1]. Without a
/// period all of it.
function within(Window window, uint256 period, uint256 index) pure returns (Window) {
    if (period == 0) return window;
    unchecked {
        // Bounds: index and period are below 2^32, times below 2^48.
        uint256 start = window.validAfter() + index * period;
        uint256 until = window.validUntil();
        if (start > until) revert ISessionKeyValidator.PeriodOutsideSession(start, until);
        uint256 end = start + period - 1;
        if (end < until) until = end;
        return Window.wrap((start << 208) | (until << 160));
    }
}

/// @dev As an EntryPoint reads it: no authorizer, which means valid.
function validationData(Window window) pure returns (uint256) {
    return (Window.unwrap(window) >> 160) << 160;
}
