// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {SIGNER_ERC7913, SIGNER_P256, SIGNER_SECP256K1} from "../types/Session.sol";
import {SIGNATURE_LENGTH} from "../types/Signer.sol";

/// @title Session keys: which are valid, and what they signed
library SignerLib {
    /// @dev Refuses what no key can be, at grant. A P-256 key must be a point of the curve: another can never sign. A verifier
    /// is a contract of its own: never the account, whose ERC-1271 would ask the owner, nor this module, nor an address that is
    /// kept for precompiles, of which the identity would echo the question as its answer.
    function requireValid(uint8 signerKind, bytes calldata signer, bytes32 signerWord, address account) internal view {
        if (signerKind > SIGNER_ERC7913) revert ISessionKeyValidator.SignerKindNotSupported(signerKind);
        bool valid;
        if (signerKind == SIGNER_SECP256K1) {
            valid = signer.length == 20 && signerWord != 0;
        } else if (signerKind == SIGNER_P256) {
            valid = signer.length == 64 && P256.isValidPublicKey(bytes32(signer), bytes32(signer[32:]));
        } else {
            valid = signer.length > 20 && signer.length <= type(uint16).max;
            if (valid) {
                address verifier = address(bytes20(signer));
                valid = uint160(verifier) > type(uint16).max && verifier != account && verifier != address(this);
            }
        }
        if (!valid) revert ISessionKeyValidator.SignerNotValid(signerKind, signer);
    }

    /// @dev Whether a key of any kind signed `digest`, in the one form that its kind has.
    function isSignedBy(
        bytes32 digest,
        uint256 signerKind,
        bytes32 signerWord,
        bytes calldata signer,
        bytes calldata signature
    ) internal view returns (bool) {
        if (signerKind == SIGNER_ERC7913) return _isSignedByErc7913(digest, signer, signature);
        if (signature.length != SIGNATURE_LENGTH) return false;
        if (signerKind == SIGNER_P256) return _isSignedByP256(digest, signer, signature);
        return isSignedBySecp256k1(digest, signerWord, signature);
    }

    /// @dev Whether the key whose address `signerWord` is signed. One form only: 64 bytes, low s (ERC-2098).
    function isSignedBySecp256k1(
        bytes32 digest,
        bytes32 signerWord,
        bytes calldata signature
    ) internal pure returns (bool) {
        (address recovered, ECDSA.RecoverError err, ) = ECDSA.tryRecover(
            digest,
            bytes32(signature),
            bytes32(signature[32:])
        );
        return err == ECDSA.RecoverError.NoError && bytes32(uint256(uint160(recovered))) == signerWord;
    }

    /// @dev P-256 by the precompile alone, over sha256(digest) because WebCrypto hashes what it signs. One form only: low s. That
    /// the key is a point of the curve was checked at grant, and the precompile checks it again. What it does not confirm goes
    /// to OpenZeppelin, which tells a wrong signature from a chain without the precompile: that one refuses by an error.
    function _isSignedByP256(
        bytes32 digest,
        bytes calldata signer,
        bytes calldata signature
    ) private view returns (bool) {
        bytes32 hash;
        bytes32 s;
        uint256 answer;
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, digest)
            if iszero(staticcall(gas(), 0x02, words, 32, words, 32)) {
                revert(0, 0)
            }
            hash := mload(words)
            calldatacopy(add(words, 32), signature.offset, 64)
            calldatacopy(add(words, 96), signer.offset, 64)
            s := mload(add(words, 64))
            mstore(0, 0)
            pop(staticcall(gas(), 0x100, words, 160, 0, 32))
            answer := mload(0)
        }
        if (uint256(s) > P256.N / 2) return false;
        if (answer == 1) return true;
        return P256.verifyNative(hash, bytes32(signature), s, bytes32(signer), bytes32(signer[32:]));
    }

    /// @dev The verifier, which the owner granted with the key, gets the digest itself. Whatever else it does means no.
    function _isSignedByErc7913(
        bytes32 digest,
        bytes calldata signer,
        bytes calldata signature
    ) private view returns (bool) {
        bytes memory question = abi.encodeCall(IERC7913SignatureVerifier.verify, (signer[20:], digest, signature));
        (bool success, bytes memory answer) = address(bytes20(signer)).staticcall(question);
        return success && answer.length >= 32 && bytes32(answer) == IERC7913SignatureVerifier.verify.selector;
    }
}
