// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {SessionId} from "../types/SessionId.sol";
import {Spend, Spends} from "../types/Spends.sol";
import {Spent} from "../types/Spent.sol";

/// @title Shared cumulative limits on amounts in arguments
library AllowanceLib {
    /// @dev What an allowance is stored under: every permission of a session that names the number draws on the one budget.
    function idOf(SessionId id, uint256 allowance) internal pure returns (bytes32) {
        return Hashes.efficientKeccak256(SessionId.unwrap(id), bytes32(allowance));
    }

    /// @dev Charges everything that one op spends, or refuses all of it.
    /// @param index The period that the op claims.
    /// @param epochCounter Of the session's grant.
    function charge(
        mapping(bytes32 allowanceId => mapping(address account => Spent)) storage spent,
        SessionId id,
        Spends spends,
        uint256 index,
        uint256 epochCounter
    ) internal {
        for (; !spends.isEmpty(); spends = spends.first().next) {
            Spend memory op = spends.first();
            mapping(address account => Spent) storage spentOf = spent[idOf(id, op.allowance)];
            spentOf[msg.sender] = spentOf[msg.sender].spend(op, index, epochCounter);
        }
    }
}
