// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

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

    /// @dev Equal Solidity: keccak256(abi.encode(window, limits, root, signerKind, signerWord)).
    function id(
        bytes32 window,
        bytes32 limits,
        bytes32 root,
        uint256 signerKind,
        bytes32 signerWord
    ) internal pure returns (SessionId hash) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, window)
            mstore(add(words, 32), limits)
            mstore(add(words, 64), root)
            mstore(add(words, 96), signerKind)
            mstore(add(words, 128), signerWord)
            hash := keccak256(words, 160)
        }
    }

    /// @dev The signer as one word: a secp256k1 key's address, of every other kind the hash.
    function signerWordOf(uint256 signerKind, bytes calldata signer) internal pure returns (bytes32) {
        return signerKind == SIGNER_SECP256K1 ? bytes32(uint256(uint160(bytes20(signer)))) : hashOf(signer);
    }

    /// @dev Equal Solidity: keccak256(data).
    function hashOf(bytes calldata data) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let copy := mload(0x40)
            calldatacopy(copy, data.offset, data.length)
            hash := keccak256(copy, data.length)
        }
    }

    /// @dev The root over `level.length` ascending leaves, at least one. Overwrites them, level by level; an odd last node
    /// moves up unchanged.
    function rootOf(bytes32[] memory level) internal pure returns (bytes32) {
        uint256 count = level.length;
        unchecked {
            // Bounds: every index is below `count`, which only shrinks.
            while (count > 1) {
                uint256 parents = count / 2;
                for (uint256 i = 0; i < parents; ++i) {
                    level[i] = Hashes.commutativeKeccak256(level[2 * i], level[2 * i + 1]);
                }
                if (count % 2 == 1) level[parents++] = level[count - 1];
                count = parents;
            }
        }
        return level[0];
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
