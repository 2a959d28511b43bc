// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {SIGNER_SECP256K1} from "../types/Session.sol";

/// @title Session keys: which are valid, and what they signed
library SignerLib {
    /// @dev Of kind 0: 64 bytes, r ‖ vs.
    uint256 internal constant SIGNATURE_LENGTH = 64;

    /// @dev Refuses what no key can be, at grant: an unusable or unsupported signer.
    function requireValid(uint8 signerKind, bytes calldata signer) internal pure {
        if (signerKind != SIGNER_SECP256K1) revert ISessionKeyValidator.SignerKindNotSupported(signerKind);
        if (signer.length != 20 || bytes20(signer) == 0) {
            revert ISessionKeyValidator.SignerNotValid(signerKind, signer);
        }
    }

    /// @dev Whether the key behind `signerWord` signed `digest`. One form only: 64 bytes, low s (ERC-2098).
    function isSignedBy(bytes32 digest, bytes32 signerWord, bytes calldata signature) internal pure returns (bool) {
        (address recovered, ECDSA.RecoverError err, ) = ECDSA.tryRecover(
            digest,
            bytes32(signature),
            bytes32(signature[32:])
        );
        return err == ECDSA.RecoverError.NoError && bytes32(uint256(uint160(recovered))) == signerWord;
    }
}
