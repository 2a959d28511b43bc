// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that does not follow the offset word of `execute`: its length is always at 68, its data at 100.
contract FixedPositionAccountMock is SecondAccountMock {
    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function execute(bytes32 mode, bytes calldata) external payable override onlyEntryPointOrSelf {
        bytes calldata data;
        assembly ("memory-safe") {
            data.length := calldataload(68)
            data.offset := 100
        }
        _run(mode, data);
    }
}
