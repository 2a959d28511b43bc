// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {OwnerValidator} from "./OwnerValidator.sol";
import {SmartAccount} from "./SmartAccount.sol";

/// @title Makes smart accounts at addresses known in advance
/// @notice An example for tests and the demo. As initCode of a userOp: factory ‖ abi.encodeCall(createAccount, (owner, salt)).
/// @dev An account is a minimal proxy (ERC-1167) that can never change its implementation. Its address commits to owner
/// and salt, so whoever deploys it, it is the owner's. Strict bundlers take initCode only from staked factories
/// (ERC-7562 STO-022); this one has no stake.
contract SmartAccountFactory {
    /// @notice What every account of this factory runs.
    SmartAccount public immutable IMPLEMENTATION;
    /// @notice What checks the owner's signatures.
    OwnerValidator public immutable VALIDATOR;

    /// @notice `account` was made for `owner`.
    event AccountCreated(address indexed account, address indexed owner, bytes32 salt);

    constructor(IEntryPoint entryPoint, OwnerValidator validator) {
        IMPLEMENTATION = new SmartAccount(entryPoint);
        VALIDATOR = validator;
    }

    /// @notice Makes the account of `owner` and `salt`, or does nothing if there is one already.
    function createAccount(address owner, bytes32 salt) external returns (address account) {
        account = getAccountAddress(owner, salt);
        if (account.code.length != 0) return account;
        Clones.cloneDeterministic(address(IMPLEMENTATION), _cloneSalt(owner, salt));
        SmartAccount(payable(account)).initialize(address(VALIDATOR), abi.encodePacked(owner));
        emit AccountCreated(account, owner, salt);
    }

    /// @notice Where the account of `owner` and `salt` is, or will be.
    function getAccountAddress(address owner, bytes32 salt) public view returns (address account) {
        return Clones.predictDeterministicAddress(address(IMPLEMENTATION), _cloneSalt(owner, salt));
    }

    function _cloneSalt(address owner, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(owner, salt));
    }
}
