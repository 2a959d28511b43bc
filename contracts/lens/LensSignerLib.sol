// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {SIGNER_ERC7913, SIGNER_P256, Session} from "../types/Session.sol";
import {ISessionLens} from "./ISessionLens.sol";
import {LensAuthorizationLib} from "./LensAuthorizationLib.sol";
import {LensHashLib} from "./LensHashLib.sol";

/// @title The session key's word
library LensSignerLib {
    /// @dev Of the signature of a secp256k1 or P-256 key.
    uint16 internal constant SIGNATURE_LENGTH = 64;

    /// @dev I10: the key signed exactly this claim, for this op, chain and module.
    function requireSigned(
        bytes32 id,
        address module,
        Session calldata session,
        ISessionLens.Claim calldata claim,
        PackedUserOperation calldata userOp,
        bytes32 userOpHash
    ) internal view {
        uint16 signatureLength = _signatureLength(session, claim, userOp);
        bool sponsored = userOp.paymasterAndData.length != 0;
        bytes memory expected = LensAuthorizationLib.encode(session, claim, sponsored, signatureLength);

        uint256 length = Math.saturatingSub(userOp.signature.length, signatureLength);
        bytes calldata actual = userOp.signature[:length];
        if (keccak256(actual) != keccak256(expected)) {
            revert ISessionLens.AuthorizationNotExpected(keccak256(expected), keccak256(actual));
        }

        // No authorization is empty, so the whole signature is there.
        bytes calldata signature = userOp.signature[length:];
        if (!_isSigned(digest(module, userOpHash, expected), session, signature)) {
            revert ISessionLens.SessionKeySignatureNotValid(id);
        }
    }

    function digest(address module, bytes32 userOpHash, bytes memory authorization) internal view returns (bytes32) {
        bytes32 moduleWord = bytes32(uint256(uint160(module)));
        return keccak256(abi.encodePacked(userOpHash, block.chainid, moduleWord, authorization));
    }

    /// @dev Of an ERC-7913 key: all that follows the authorization, whose own length does not depend on it.
    function _signatureLength(
        Session calldata session,
        ISessionLens.Claim calldata claim,
        PackedUserOperation calldata userOp
    ) private pure returns (uint16) {
        if (session.signerKind != SIGNER_ERC7913) return SIGNATURE_LENGTH;
        bool sponsored = userOp.paymasterAndData.length != 0;
        uint256 length = LensAuthorizationLib.encode(session, claim, sponsored, 0).length;
        uint256 rest = Math.saturatingSub(userOp.signature.length, length);
        return uint16(Math.min(rest, type(uint16).max));
    }

    /// @dev A P-256 key signs sha256 of the digest; only the precompile checks it, as in the module.
    function _isSigned(
        bytes32 digest_,
        Session calldata session,
        bytes calldata signature
    ) private view returns (bool) {
        if (session.signerKind == SIGNER_ERC7913) {
            return SignatureChecker.isValidSignatureNow(session.signer, digest_, signature);
        }
        bytes32 first = bytes32(signature);
        bytes32 second = bytes32(signature[32:]);
        if (session.signerKind == SIGNER_P256) {
            bytes32 hash = sha256(abi.encode(digest_));
            return P256.verifyNative(hash, first, second, bytes32(session.signer), bytes32(session.signer[32:]));
        }
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecover(digest_, first, second);
        return failure == ECDSA.RecoverError.NoError && recovered == LensHashLib.signerAddress(session);
    }
}
