// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Permission, SIGNER_ERC7913, SIGNER_P256, Session, UNLIMITED_CALLS, UNLIMITED_FEE} from "../types/Session.sol";
import {ISessionLens} from "./ISessionLens.sol";
import {LensHashLib} from "./LensHashLib.sol";
import {LensRuleLib} from "./LensRuleLib.sol";

/// @title What an op's signature field must say
/// @dev One meaning has one encoding, so nothing is ever decoded here: the expected bytes are written and compared.
library LensAuthorizationLib {
    uint8 private constant LIMITS_FOLLOW = 1 << 2;
    uint8 private constant PAYMASTER_FOLLOWS = 1 << 3;
    uint8 private constant GRANT_FOLLOWS = 1 << 4;

    uint8 private constant CAP_FOLLOWS = 1 << 0;
    uint8 private constant RULES_FOLLOW = 1 << 1;
    uint8 private constant SAME_PERMISSION = 1 << 2;

    /// @dev Everything before the session key's signature.
    /// @param signatureLength Of that signature; carried for an ERC-7913 key only.
    function encode(
        Session calldata session,
        ISessionLens.Claim calldata claim,
        bool sponsored,
        uint16 signatureLength
    ) internal pure returns (bytes memory encoded) {
        bytes memory grant = "";
        if (hasGrant(claim)) grant = abi.encode(session, claim.grant);

        encoded = _terms(session, claim.periodIndex, sponsored, grant.length != 0);
        encoded = bytes.concat(encoded, _signer(session, signatureLength));
        if (grant.length != 0) encoded = abi.encodePacked(encoded, SafeCast.toUint16(grant.length));

        bytes32[] memory leaves = LensHashLib.leaves(session.permissions);
        for (uint256 i = 0; i < claim.permissions.length; i++) {
            uint256 index = claim.permissions[i];
            bool same = i > 0 && index == claim.permissions[i - 1];
            encoded =
                same
                    ? abi.encodePacked(encoded, SAME_PERMISSION)
                    : bytes.concat(encoded, _callHeader(session.permissions, leaves, index));
        }
        encoded = bytes.concat(encoded, grant);
    }

    function hasGrant(ISessionLens.Claim calldata claim) internal pure returns (bool) {
        return claim.grant.ownerSignature.length != 0;
    }

    /// @dev Keys of the two fixed lengths carry none, nor do their signatures.
    function _signer(Session calldata session, uint16 signatureLength) private pure returns (bytes memory) {
        bytes calldata signer = session.signer;
        if (session.signerKind == SIGNER_ERC7913) {
            return abi.encodePacked(SafeCast.toUint16(signer.length), signer, signatureLength);
        }
        if (session.signerKind > SIGNER_ERC7913) {
            revert ISessionKeyValidator.SignerKindNotSupported(session.signerKind);
        }
        if (signer.length != (session.signerKind == SIGNER_P256 ? 64 : 20)) {
            revert ISessionKeyValidator.SignerNotValid(session.signerKind, signer);
        }
        return signer;
    }

    /// @dev A sponsored op shows the paymaster in paymasterAndData.
    function _terms(
        Session calldata session,
        uint32 periodIndex,
        bool sponsored,
        bool granted
    ) private pure returns (bytes memory encoded) {
        bool limited = !_isUnmetered(session);
        bool carriesPaymaster = !sponsored && session.paymaster != address(0);

        uint8 head = session.signerKind;
        if (limited) head |= LIMITS_FOLLOW;
        if (carriesPaymaster) head |= PAYMASTER_FOLLOWS;
        if (granted) head |= GRANT_FOLLOWS;

        encoded = abi.encodePacked(head, session.validAfter, session.validUntil);
        if (limited) {
            encoded = abi.encodePacked(encoded, session.maxFee, session.maxValue, session.maxCalls, session.period);
            if (session.period != 0) encoded = abi.encodePacked(encoded, periodIndex);
        }
        if (carriesPaymaster) encoded = abi.encodePacked(encoded, session.paymaster);
    }

    /// @dev The limits that are meant where none are carried.
    function _isUnmetered(Session calldata session) private pure returns (bool) {
        return
            session.maxCalls == UNLIMITED_CALLS &&
            session.maxFee == UNLIMITED_FEE &&
            session.maxValue == 0 &&
            session.period == 0;
    }

    function _callHeader(
        Permission[] calldata permissions,
        bytes32[] memory leaves,
        uint256 index
    ) private pure returns (bytes memory encoded) {
        if (index >= permissions.length) {
            revert ISessionLens.PermissionIndexNotValid(index, permissions.length);
        }
        Permission calldata permission = permissions[index];
        bytes memory proof = LensHashLib.proof(leaves, index);

        // At most 15 nodes, because a session holds at most 2^15 permissions.
        uint8 flags = uint8(proof.length / 32) << 4;
        if (permission.maxValue != 0) flags |= CAP_FOLLOWS;
        if (permission.rules.length != 0) flags |= RULES_FOLLOW;

        encoded = abi.encodePacked(flags);
        if (permission.maxValue != 0) encoded = abi.encodePacked(encoded, permission.maxValue);
        if (permission.rules.length != 0) {
            bytes memory rules = LensRuleLib.pack(permission.rules);
            encoded = abi.encodePacked(encoded, SafeCast.toUint16(rules.length), rules);
        }
        encoded = bytes.concat(encoded, proof);
    }
}
