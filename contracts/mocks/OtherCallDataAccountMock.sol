// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that shows its validators another callData than the one it executes, once it is told which.
contract OtherCallDataAccountMock is SecondAccountMock {
    bytes private _callData;

    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function show(bytes calldata callData) external {
        _callData = callData;
    }

    function _shown(PackedUserOperation memory copy) internal view override returns (PackedUserOperation memory) {
        if (_callData.length != 0) copy.callData = _callData;
        return copy;
    }
}
