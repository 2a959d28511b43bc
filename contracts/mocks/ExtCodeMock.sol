// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VALIDATION_SUCCESS} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ValidatorMock} from "./ValidatorMock.sol";

/// @dev Breaks OP-041: looks at an address without code.
contract ExtCodeMock is ValidatorMock {
    address private constant NO_CONTRACT = address(0xbeef);

    error ContractFound();

    function validateUserOp(PackedUserOperation calldata, bytes32) external view returns (uint256) {
        if (NO_CONTRACT.code.length != 0) revert ContractFound();
        return VALIDATION_SUCCESS;
    }
}
