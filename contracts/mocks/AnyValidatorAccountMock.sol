// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that asks whichever validator the nonce names, installed or not: whoever deploys one is its owner.
contract AnyValidatorAccountMock is SecondAccountMock {
    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _mayValidate(address) internal pure override returns (bool) {
        return true;
    }
}
