// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SmartAccount} from "../examples/SmartAccount.sol";

/// @dev An account that takes userOps from any caller, so from every EntryPoint, and hands its validators a hash that binds
/// neither EntryPoint nor chain, if it is told to. Shows what of a signature the module binds by itself.
contract EntryPointlessAccountMock is SmartAccount {
    bool private immutable IS_CHAINLESS;

    constructor(IEntryPoint entryPoint_, bool isChainless) SmartAccount(entryPoint_) {
        IS_CHAINLESS = isChainless;
    }

    function _checkEntryPoint() internal view override {}

    function _checkEntryPointOrSelf() internal view override {}

    function _signableUserOpHash(
        PackedUserOperation calldata op,
        bytes32 userOpHash
    ) internal view override returns (bytes32) {
        return IS_CHAINLESS ? keccak256(abi.encode(op.sender, op.nonce, keccak256(op.callData))) : userOpHash;
    }
}
