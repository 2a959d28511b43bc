// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7579Module} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that tells a module of its installation twice, with the same data, as one that installs a module under
/// two types does.
contract InstallTwiceAccountMock is SecondAccountMock {
    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _tellInstalled(address validator, bytes calldata data) internal override {
        super._tellInstalled(validator, data);
        // The owner's validator has an owner already, and says so.
        try IERC7579Module(validator).onInstall(data) {} catch {}
    }
}
