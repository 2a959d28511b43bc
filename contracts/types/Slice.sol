// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A part of calldata as one value: position of its first byte 64 | position after its last byte 64.
///
/// Laws. Zero is no part at all, and no part starts at position zero. It promises nothing about what is there: who makes a
/// slice from numbers that came with the op compares its end with the end of what it was read from.
type Slice is uint256;

using {start, end, isNone, toBytes} for Slice global;

Slice constant NO_SLICE = Slice.wrap(0);

function sliceOf(uint256 first, uint256 length) pure returns (Slice) {
    unchecked {
        // Bounds: calldata is shorter than 2^48 bytes, lengths from the wire have 16 bits.
        return Slice.wrap((first << 64) | (first + length));
    }
}

function start(Slice slice) pure returns (uint256) {
    return Slice.unwrap(slice) >> 64;
}

function end(Slice slice) pure returns (uint256) {
    return uint64(Slice.unwrap(slice));
}

function isNone(Slice slice) pure returns (bool) {
    return Slice.unwrap(slice) == 0;
}

function toBytes(Slice slice) pure returns (bytes calldata data) {
    uint256 first = slice.start();
    uint256 length;
    unchecked {
        length = slice.end() - first;
    }
    assembly ("memory-safe") {
        data.offset := first
        data.length := length
    }
}
