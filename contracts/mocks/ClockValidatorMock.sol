// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VALIDATION_SUCCESS} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ValidatorMock} from "./ValidatorMock.sol";

/// @dev Breaks OP-011: reads the clock during validation.
contract ClockValidatorMock is ValidatorMock {
    error ClockStopped();

    function validateUserOp(PackedUserOperation calldata, bytes32) external view returns (uint256) {
        if (block.timestamp == 0) revert ClockStopped();
        return VALIDATION_SUCCESS;
    }
}
