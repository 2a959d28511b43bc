// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IERC7579Validator} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that takes whatever a validator did not revert: it hands on neither a wrong signature nor a window.
contract ValidationDataAccountMock is SecondAccountMock {
    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _ask(
        IERC7579Validator validator,
        PackedUserOperation memory userOp,
        bytes32 userOpHash
    ) internal override returns (uint256) {
        super._ask(validator, userOp, userOpHash);
        return 0;
    }
}
