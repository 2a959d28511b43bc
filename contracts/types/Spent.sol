// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Spend} from "./Spends.sol";

/// @dev What is used of an allowance: amount 192 | period index 32 | epoch counter of the grant 32.
///
/// Laws. What an older epoch spent, or an earlier period, does not count. An empty word has spent nothing.
type Spent is uint256;

using {spend} for Spent global;

/// @dev Adds one op's amount, or refuses: a sum may reach the cap, which is below 2^192, and not pass it.
/// @param index The period that the op claims: not before the one that is stored.
/// @param epochCounter Of the session's grant.
function spend(Spent spent, Spend memory op, uint256 index, uint256 epochCounter) pure returns (Spent) {
    unchecked {
        uint256 word = Spent.unwrap(spent);
        uint256 amount;
        if (uint32(word) == epochCounter) {
            uint256 current = uint32(word >> 32);
            if (index < current) revert ISessionKeyValidator.PeriodOver(index, current);
            if (index == current) amount = word >> 64;
        }
        uint256 sum = amount + op.amount;
        // Below 2^192 the sum cannot have overflowed, or the amount itself is over the cap.
        if (sum > op.cap || op.amount > op.cap) {
            revert ISessionKeyValidator.AllowanceOverCap(op.allowance, sum < amount ? type(uint256).max : sum, op.cap);
        }
        return Spent.wrap((sum << 64) | (index << 32) | epochCounter);
    }
}
