// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VALIDATION_SUCCESS} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ValidatorMock} from "./ValidatorMock.sol";

/// @dev Breaks STO-021: reads the word of another account.
contract ForeignStorageMock is ValidatorMock {
    address private constant OTHER_ACCOUNT = address(0xbeef);

    error OtherAccountCounted();

    mapping(address account => uint256 count) private _counts;

    function validateUserOp(PackedUserOperation calldata, bytes32) external view returns (uint256) {
        if (_counts[OTHER_ACCOUNT] != 0) revert OtherAccountCounted();
        return VALIDATION_SUCCESS;
    }
}
