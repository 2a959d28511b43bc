// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @title P-256 session keys for chains without the precompile
/// @notice An ERC-7913 verifier of what WebCrypto signs: ECDSA over sha256(hash). Key: x ‖ y. Signature: r ‖ s, low s.
/// @dev OpenZeppelin's ERC7913P256Verifier takes the hash as it is, which WebCrypto and most devices cannot sign: they hash
/// what they are given. Uses the precompile where there is one, and the curve's arithmetic in Solidity where not.
contract P256Verifier is IERC7913SignatureVerifier {
    /// @inheritdoc IERC7913SignatureVerifier
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bool signed =
            key.length == 64 &&
                signature.length == 64 &&
                P256.verify({
                    h: sha256(abi.encode(hash)),
                    r: bytes32(signature),
                    s: bytes32(signature[32:]),
                    qx: bytes32(key),
                    qy: bytes32(key[32:])
                });
        return signed ? IERC7913SignatureVerifier.verify.selector : bytes4(0xffffffff);
    }
}
