// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SessionHashLib} from "../libraries/SessionHashLib.sol";
import {SignerLib} from "../libraries/SignerLib.sol";

/// @title What is a session key, and what it signed, callable
contract SignerHarness {
    function requireValid(uint8 signerKind, bytes calldata signer, address account) external view {
        bytes32 signerWord = SessionHashLib.signerWordOf(signerKind, signer);
        SignerLib.requireValid(signerKind, signer, signerWord, account);
    }

    function signerWordOf(uint256 signerKind, bytes calldata signer) external pure returns (bytes32) {
        return SessionHashLib.signerWordOf(signerKind, signer);
    }

    function isSignedBy(
        bytes32 digest,
        uint256 signerKind,
        bytes calldata signer,
        bytes calldata signature
    ) external view returns (bool) {
        bytes32 signerWord = SessionHashLib.signerWordOf(signerKind, signer);
        return SignerLib.isSignedBy(digest, signerKind, signerWord, signer, signature);
    }

    /// @notice The same, where the word is not that of the signer: what is compared, and what only says the kind.
    function isSignedByWord(
        bytes32 digest,
        uint256 signerKind,
        bytes32 signerWord,
        bytes calldata signer,
        bytes calldata signature
    ) external view returns (bool) {
        return SignerLib.isSignedBy(digest, signerKind, signerWord, signer, signature);
    }
}
