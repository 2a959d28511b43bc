// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {PERMISSIONS_MAX, Permission, SIGNER_SECP256K1, Session} from "../types/Session.sol";
import {LensRuleLib} from "./LensRuleLib.sol";

/// @title The hashes of a session, computed from the full session
/// @dev Packed encoding is used only to fill whole words from fields of fixed width, so it is never ambiguous.
library LensHashLib {
    function sessionId(Session calldata session) internal pure returns (bytes32) {
        bytes32 window = bytes32(abi.encodePacked(session.validAfter, session.validUntil, session.paymaster));
        bytes32 limits = bytes32(
            abi.encodePacked(session.maxFee, session.maxValue, session.maxCalls, session.period, uint32(0))
        );
        bytes32 tree = root(leaves(session.permissions));
        return keccak256(abi.encode(window, limits, tree, signerWord(session)));
    }

    /// @dev An address, or kind 8 | the first 31 bytes of a hash 248: words of different kinds differ.
    function signerWord(Session calldata session) internal pure returns (bytes32) {
        if (session.signerKind == SIGNER_SECP256K1) return bytes32(uint256(uint160(signerAddress(session))));
        return bytes32(abi.encodePacked(session.signerKind, bytes31(keccak256(session.signer))));
    }

    /// @dev The address of a secp256k1 key.
    function signerAddress(Session calldata session) internal pure returns (address) {
        if (session.signer.length != 20) {
            revert ISessionKeyValidator.SignerNotValid(session.signerKind, session.signer);
        }
        return address(bytes20(session.signer));
    }

    // Permissions

    function leaf(Permission calldata permission) internal pure returns (bytes32) {
        uint64 transferBit = isTransfer(permission) ? 1 : 0;
        bytes32 head = bytes32(abi.encodePacked(permission.selector, transferBit, permission.target));
        return keccak256(abi.encode(head, permission.maxValue, LensRuleLib.hash(permission.rules)));
    }

    /// @dev A function whose selector happens to be zero has a text; a plain transfer has none.
    function isTransfer(Permission calldata permission) internal pure returns (bool) {
        return bytes(permission.functionSignature).length == 0;
    }

    function leaves(Permission[] calldata permissions) internal pure returns (bytes32[] memory nodes) {
        uint256 count = permissions.length;
        if (count == 0) revert ISessionKeyValidator.PermissionsEmpty();
        if (count > PERMISSIONS_MAX) revert ISessionKeyValidator.PermissionsTooMany(count, PERMISSIONS_MAX);
        nodes = new bytes32[](count);
        for (uint256 i = 0; i < count; i++) nodes[i] = leaf(permissions[i]);
    }

    // The tree, level by level

    function root(bytes32[] memory nodes) internal pure returns (bytes32) {
        while (nodes.length > 1) nodes = _parents(nodes);
        return nodes[0];
    }

    /// @dev The siblings of `nodes[index]` and of its ancestors, 32 bytes each. A node that moves up has no sibling there.
    function proof(bytes32[] memory nodes, uint256 index) internal pure returns (bytes memory siblings) {
        while (nodes.length > 1) {
            uint256 sibling = index % 2 == 0 ? index + 1 : index - 1;
            if (sibling < nodes.length) siblings = bytes.concat(siblings, nodes[sibling]);
            nodes = _parents(nodes);
            index = index / 2;
        }
    }

    function _parents(bytes32[] memory nodes) private pure returns (bytes32[] memory parents) {
        uint256 pairs = nodes.length / 2;
        bool odd = nodes.length % 2 == 1;
        parents = new bytes32[](odd ? pairs + 1 : pairs);
        for (uint256 i = 0; i < pairs; i++) {
            parents[i] = Hashes.commutativeKeccak256(nodes[2 * i], nodes[2 * i + 1]);
        }
        if (odd) parents[pairs] = nodes[nodes.length - 1];
    }
}
