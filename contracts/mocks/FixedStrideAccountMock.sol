// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SecondAccountMock} from "./SecondAccountMock.sol";

/// @dev An account that does not follow the pointers of a batch: it looks for each call one call of 36 bytes of data further,
/// where it is found as long as all calls before have one argument.
contract FixedStrideAccountMock is SecondAccountMock {
    bytes32 private constant BATCH_MODE = bytes32(uint256(1) << 248);
    uint256 private constant STRIDE = 192;

    constructor(IEntryPoint entryPoint_) SecondAccountMock(entryPoint_) {}

    function _run(bytes32 mode, bytes calldata data) internal override {
        if (mode != BATCH_MODE) return super._run(mode, data);
        uint256 count = uint256(bytes32(data[32:64]));
        bytes calldata tuples = data[64 + 32 * count:];
        for (uint256 i = 0; i < count; ++i) {
            bytes calldata tuple = tuples[i * STRIDE:];
            uint256 length = uint256(bytes32(tuple[96:128]));
            _call(i, false, address(bytes20(tuple[12:32])), uint256(bytes32(tuple[32:64])), tuple[128:128 + length]);
        }
    }
}
