// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev How an op is signed: kind of the key 8 | zero 88 | length of the attached grant 16 | position of the key's bytes in
/// calldata 64 | length of the key's bytes 16 | zero 48 | length of the signature 16.
type Signer is uint256;

using {kind, grantLength, keyBytes, signatureLength} for Signer global;

/// @dev Of kinds 0 and 1: r ‖ vs and r ‖ s.
uint256 constant SIGNATURE_LENGTH = 64;

/// @param position Of the key's bytes.
/// @param length Of the key's bytes, below 2^16.
/// @param signatureBytes Length of the signature, below 2^16.
/// @param grantBytes Length of the attached grant, below 2^16; zero for none.
function signerAt(
    uint256 signerKind,
    uint256 position,
    uint256 length,
    uint256 signatureBytes,
    uint256 grantBytes
) pure returns (Signer) {
    return Signer.wrap((signerKind << 248) | (grantBytes << 144) | (position << 80) | (length << 64) | signatureBytes);
}

function kind(Signer signer) pure returns (uint256) {
    return Signer.unwrap(signer) >> 248;
}

function grantLength(Signer signer) pure returns (uint256) {
    return uint16(Signer.unwrap(signer) >> 144);
}

function keyBytes(Signer signer) pure returns (bytes calldata data) {
    uint256 value = Signer.unwrap(signer);
    uint256 first = uint64(value >> 80);
    uint256 length = uint16(value >> 64);
    assembly ("memory-safe") {
        data.offset := first
        data.length := length
    }
}

function signatureLength(Signer signer) pure returns (uint256) {
    return uint16(Signer.unwrap(signer));
}
