// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account whose success flag is inverted: it goes on after a call that failed, and ends the batch quietly, as if it
/// had to, after one that succeeded.
contract InvertedSuccessAccountMock is SecondAccountMock {
    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _call(
        uint256 index,
        bool,
        address target,
        uint256 value,
        bytes calldata callData
    ) internal override returns (bool isLast) {
        (bool success, bytes memory answer) = target.call{value: value}(callData);
        if (success) emit CallFailed(index, answer);
        return success;
    }
}
