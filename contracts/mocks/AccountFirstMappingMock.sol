// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VALIDATION_SUCCESS} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ValidatorMock} from "./ValidatorMock.sol";

/// @dev Breaks STO-021: with the account as the outer key its words are not storage associated with the account, though
/// they are nobody else's.
contract AccountFirstMappingMock is ValidatorMock {
    mapping(address account => mapping(bytes32 id => uint256 count)) private _counts;

    function validateUserOp(PackedUserOperation calldata, bytes32 userOpHash) external returns (uint256) {
        ++_counts[msg.sender][userOpHash];
        return VALIDATION_SUCCESS;
    }
}
