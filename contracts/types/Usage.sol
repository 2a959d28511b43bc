// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE} from "./Session.sol";
import {Charges} from "./Charges.sol";
import {Epoch} from "./Epoch.sol";

/// @dev What is used of a session: fee 80 | value 80 | calls 32 | period index 32 | epoch counter of the grant 32.
///
/// Laws. Only counted limits have a usage, the fields of the others stay zero. The last field all ones means revoked, for
/// good; its highest bit beside a counter means renounced in that epoch (a counter never gets there). An empty word belongs
/// to no session.
type Usage is uint256;

/// @dev The bounds, in the same layout: maxFee 80 | maxValue 80 | maxCalls 32 | period 32 | zero 32.
type Limits is uint256;

using {
    isNone,
    isRevoked,
    revoked,
    restored,
    isRenouncedIn,
    renounced,
    isLiveIn,
    differsFrom,
    grantCounter,
    charge
} for Usage global;
using {period, maxFee, equal as ==} for Limits global;

Usage constant NO_USAGE = Usage.wrap(0);

uint256 constant USAGE_REVOKED = type(uint32).max;

/// @dev Beside the epoch counter, which stays below 2^31.
uint256 constant RENOUNCED = 1 << 31;

/// @dev No limits on the wire: unlimited fees and calls, no value, no period.
Limits constant LIMITS_UNMETERED = Limits.wrap((uint256(type(uint80).max) << 176) | (uint256(type(uint32).max) << 64));

/// @dev Usage of a session that was granted just now.
function freshUsage(Epoch epoch) pure returns (Usage) {
    return Usage.wrap(epoch.counter());
}

/// @dev The same of a session that its key renounced in this epoch: what it used stays used.
function restored(Usage usage) pure returns (Usage) {
    return Usage.wrap(Usage.unwrap(usage) & ~RENOUNCED);
}

function isRevoked(Usage usage) pure returns (bool) {
    return uint32(Usage.unwrap(usage)) == USAGE_REVOKED;
}

/// @dev What was used stays readable.
function revoked(Usage usage) pure returns (Usage) {
    return Usage.wrap(Usage.unwrap(usage) | USAGE_REVOKED);
}

/// @dev Ended by its own key: over in its epoch, until the account itself grants it anew. What was used stays.
function renounced(Usage usage) pure returns (Usage) {
    return Usage.wrap(Usage.unwrap(usage) | RENOUNCED);
}

function isRenouncedIn(Usage usage, Epoch epoch) pure returns (bool) {
    return uint32(Usage.unwrap(usage)) == (epoch.counter() | 1 | RENOUNCED);
}

/// @dev Granted in this epoch and not revoked. With an even counter this compares with that of the next epoch, in which
/// nothing has been granted yet: no grant is made under an even counter, and none ahead of the account's own. An empty word
/// is never live.
function isLiveIn(Usage usage, Epoch epoch) pure returns (bool) {
    return usage.differsFrom(epoch) == 0;
}

/// @dev Zero if it is live in this epoch.
function differsFrom(Usage usage, Epoch epoch) pure returns (uint256) {
    return uint32(Usage.unwrap(usage)) ^ (epoch.counter() | 1);
}

function isNone(Usage usage) pure returns (bool) {
    return Usage.unwrap(usage) == 0;
}

/// @dev The epoch counter under which it was granted.
function grantCounter(Usage usage) pure returns (uint256) {
    return uint32(Usage.unwrap(usage));
}

function period(Limits limits) pure returns (uint256) {
    return uint32(Limits.unwrap(limits) >> 32);
}

function equal(Limits a, Limits b) pure returns (bool) {
    return Limits.unwrap(a) == Limits.unwrap(b);
}

function maxFee(Limits limits) pure returns (uint256) {
    return Limits.unwrap(limits) >> 176;
}

/// @dev Adds one op's fee, value and calls to what its period has used, or refuses: a sum may reach its limit and not pass
/// it. Sums are compared in 256 bits before they are packed. A limit at its type's maximum is not counted.
/// @param index The period that the op claims: at least the stored one; a later one starts from zero.
function charge(Usage usage, Limits limits, uint256 fee, Charges charges, uint256 index) pure returns (Usage) {
    unchecked {
        // Bounds: fee is at most 2^256 - 2^129 + 1, the other terms of sums are below 2^128; a sum that is packed is at most its
        // limit, which fits its field.
        uint256 used = Usage.unwrap(usage);
        uint256 bounds = Limits.unwrap(limits);

        uint256 current = uint32(used >> 32);
        if (index != current) {
            if (index < current) revert ISessionKeyValidator.PeriodOver(index, current);
            used = (index << 32) | uint32(used);
        }

        uint256 limit = bounds >> 176;
        if (limit != UNLIMITED_FEE) {
            uint256 sum = (used >> 176) + fee;
            if (sum > limit) revert ISessionKeyValidator.FeeOverLimit(sum, limit);
            used += fee << 176;
        }
        limit = uint80(bounds >> 96);
        if (limit != UNLIMITED_VALUE) {
            uint256 sum = uint80(used >> 96) + charges.value();
            if (sum > limit) revert ISessionKeyValidator.ValueOverLimit(sum, limit);
            used += charges.value() << 96;
        }
        limit = uint32(bounds >> 64);
        if (limit != UNLIMITED_CALLS) {
            uint256 sum = uint32(used >> 64) + charges.calls();
            if (sum > limit) revert ISessionKeyValidator.CallsOverLimit(sum, limit);
            used += charges.calls() << 64;
        }
        return Usage.wrap(used);
    }
}
