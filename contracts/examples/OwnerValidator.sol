// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    IERC7579Validator,
    MODULE_TYPE_VALIDATOR,
    VALIDATION_FAILED,
    VALIDATION_SUCCESS
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

/// @title The plain owner key of an ERC-7579 account
/// @notice One secp256k1 owner per account, who signs the hash itself (no message prefix) as r ‖ s ‖ v, 65 bytes.
/// @dev An example, and the measure: a session's cost is stated over what the same userOp costs under this validator. So
/// it does the least that is safe: one storage slot, one ecrecover. It does not refuse the second (high s) form of a
/// signature: nonces make replay impossible for userOps, and an ERC-1271 caller must not use signatures as identifiers.
contract OwnerValidator is IERC7579Validator {
    mapping(address account => address owner) private _owners;

    /// @notice `account` is now owned by `owner`; zero: by nobody, the validator is uninstalled.
    event OwnerChanged(address indexed account, address indexed owner);

    /// @notice `account` has an owner already: uninstall first.
    error OwnerAlreadySet(address account, address owner);
    /// @notice Install data is the owner's address, 20 bytes, not zero.
    error OwnerNotValid(bytes data);

    /// @inheritdoc IERC7579Validator
    /// @dev Never reverts for a bad signature: returns VALIDATION_FAILED.
    function validateUserOp(
        PackedUserOperation calldata userOp,
        bytes32 userOpHash
    ) external view returns (uint256 validationData) {
        return _isOwner(userOpHash, userOp.signature) ? VALIDATION_SUCCESS : VALIDATION_FAILED;
    }

    function isValidSignatureWithSender(
        address,
        bytes32 hash,
        bytes calldata signature
    ) external view returns (bytes4 magicValue) {
        return _isOwner(hash, signature) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    function onInstall(bytes calldata data) external {
        address owner = _owners[msg.sender];
        if (owner != address(0)) revert OwnerAlreadySet(msg.sender, owner);
        owner = address(bytes20(data));
        if (data.length != 20 || owner == address(0)) revert OwnerNotValid(data);
        _owners[msg.sender] = owner;
        emit OwnerChanged(msg.sender, owner);
    }

    function onUninstall(bytes calldata) external {
        delete _owners[msg.sender];
        emit OwnerChanged(msg.sender, address(0));
    }

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR;
    }

    function getOwner(address account) external view returns (address) {
        return _owners[account];
    }

    function _isOwner(bytes32 hash, bytes calldata signature) private view returns (bool) {
        if (signature.length != 65) return false;
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        // Zero is the owner of an account that has none, and what ecrecover answers for what is no signature.
        address owner = _owners[msg.sender];
        if (owner == address(0)) return false;
        return ecrecover(hash, uint8(signature[64]), r, s) == owner;
    }
}
