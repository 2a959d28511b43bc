// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IERC7579Validator} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that asks its validators and does not listen: it takes what they refuse, and what they revert.
contract DeafAccountMock is SecondAccountMock {
    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _ask(
        IERC7579Validator validator,
        PackedUserOperation memory userOp,
        bytes32 userOpHash
    ) internal override returns (uint256) {
        try validator.validateUserOp(userOp, userOpHash) {} catch {}
        return 0;
    }
}
