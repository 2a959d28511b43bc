// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VALIDATION_SUCCESS} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ValidatorMock} from "./ValidatorMock.sol";

/// @dev Breaks OP-080: reads a balance during validation, without a stake.
contract BalanceMock is ValidatorMock {
    error AccountTooRich();

    function validateUserOp(PackedUserOperation calldata, bytes32) external view returns (uint256) {
        if (msg.sender.balance == type(uint256).max) revert AccountTooRich();
        return VALIDATION_SUCCESS;
    }
}
