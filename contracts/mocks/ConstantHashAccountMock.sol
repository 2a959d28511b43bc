// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that hands its validators always the same hash, so that no signature, the owner's included, is for one
/// op.
contract ConstantHashAccountMock is SecondAccountMock {
    bytes32 private constant HASH = keccak256("the hash of every op");

    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _shownHash(bytes32) internal pure override returns (bytes32) {
        return HASH;
    }
}
