// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that tells a module of its end twice, as one that uninstalls a module under two types does.
contract UninstallTwiceAccountMock is SecondAccountMock {
    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _tellUninstalled(address validator, bytes memory data) internal override {
        super._tellUninstalled(validator, data);
        super._tellUninstalled(validator, data);
    }
}
