// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that takes whatever a validator did not revert: it hands on neither a wrong signature nor a window.
contract ValidationDataAccountMock is SecondAccountMock {
    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _answered(uint256) internal pure override returns (uint256) {
        return 0;
    }
}
