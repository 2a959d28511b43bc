// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SIGNER_SECP256K1} from "../types/Session.sol";
import {SessionId} from "../types/SessionId.sol";

/// @title What is hashed, and over which words (docs/encoding.md)
/// @dev Adjacent words are hashed in assembly from unallocated memory; the tests compare each with the Solidity named above it.
library SessionHashLib {
    bytes32 internal constant RENOUNCE_TYPEHASH = keccak256(
        "Renounce(uint256 chainId,address account,bytes32 sessionId)"
    );
    bytes32 internal constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,address verifyingContract)"
    );

    /// @dev A leaf's first word names what is called: a function, or a plain transfer.
    function callHead(address target, bytes4 selector) internal pure returns (uint256) {
        return (uint256(bytes32(selector))) | uint160(target);
    }

    function transferHead(address target) internal pure returns (uint256) {
        return (1 << 160) | uint160(target);
    }

    /// @dev Three words, so that no inner node (two words) is a leaf.
    /// Equal Solidity: keccak256(abi.encode(head, maxValue, rulesHash)).
    function leaf(uint256 head, uint256 maxValue, bytes32 rulesHash) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, head)
            mstore(add(words, 32), maxValue)
            mstore(add(words, 64), rulesHash)
            hash := keccak256(words, 96)
        }
    }

    /// @dev Equal Solidity: keccak256(abi.encode(window, limits, root, signerWord)).
    function id(
        bytes32 window,
        bytes32 limits,
        bytes32 root,
        bytes32 signerWord
    ) internal pure returns (SessionId hash) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, window)
            mstore(add(words, 32), limits)
            mstore(add(words, 64), root)
            mstore(add(words, 96), signerWord)
            hash := keccak256(words, 128)
        }
    }

    /// @dev The same where it is not for an op: {id} then has one caller, and the compiler writes it inline. The words are
    /// written in another order, or it would see that the two are one.
    function idOfGrant(
        bytes32 window,
        bytes32 limits,
        bytes32 root,
        bytes32 signerWord
    ) internal pure returns (SessionId hash) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(add(words, 96), signerWord)
            mstore(add(words, 64), root)
            mstore(add(words, 32), limits)
            mstore(words, window)
            hash := keccak256(words, 128)
        }
    }

    /// @dev The signer as one word, which also says its kind: a secp256k1 key's address; of every other kind, kind 8 | the
    /// first 31 bytes of the hash 248.
    function signerWordOf(uint256 signerKind, bytes calldata signer) internal pure returns (bytes32) {
        if (signerKind == SIGNER_SECP256K1) return bytes32(uint256(uint160(bytes20(signer))));
        return bytes32((signerKind << 248) | (uint256(hashOf(signer)) >> 8));
    }

    /// @dev Equal Solidity: keccak256(data).
    function hashOf(bytes calldata data) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let copy := mload(0x40)
            calldatacopy(copy, data.offset, data.length)
            hash := keccak256(copy, data.length)
        }
    }

    /// @dev What a session key signs for a userOp: the EntryPoint's hash alone would leave out the signature field, and an
    /// account may hand over a hash without chain id (I10).
    /// Equal Solidity: keccak256(abi.encodePacked(userOpHash, block.chainid, uint256(uint160(address(this))), authorization)).
    function opDigest(bytes32 userOpHash, bytes calldata authorization) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, userOpHash)
            mstore(add(words, 32), chainid())
            mstore(add(words, 64), address())
            calldatacopy(add(words, 96), authorization.offset, authorization.length)
            hash := keccak256(words, add(96, authorization.length))
        }
    }

    /// @dev The same for ops that are not the common case: {opDigest} then has one caller, and the compiler writes it inline.
    /// As {idOfGrant}, it writes in another order.
    function uncommonOpDigest(bytes32 userOpHash, bytes calldata authorization) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            calldatacopy(add(words, 96), authorization.offset, authorization.length)
            mstore(add(words, 64), address())
            mstore(add(words, 32), chainid())
            mstore(words, userOpHash)
            hash := keccak256(words, add(96, authorization.length))
        }
    }

    /// @dev EIP-712 domain without chain id: the messages carry it.
    function domainSeparator(bytes32 nameHash, bytes32 versionHash) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, nameHash, versionHash, address(this)));
    }

    /// @dev What a session key signs to end its own session.
    function renounceDigest(bytes32 domain, address account, SessionId sessionId) internal view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(RENOUNCE_TYPEHASH, block.chainid, account, sessionId));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }
}
