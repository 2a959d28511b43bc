// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that tells only its first module, the owner's validator, that it is installed.
contract SilentInstallAccountMock is SecondAccountMock {
    bool private _hasFirst;

    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _tellInstalled(address validator, bytes calldata data) internal override {
        if (_hasFirst) return;
        _hasFirst = true;
        super._tellInstalled(validator, data);
    }
}
