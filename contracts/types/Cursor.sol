// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A position in calldata from which fields are taken one after the other.
///
/// Laws. It only moves forward, by the length of what was taken. It checks no end: whoever reads compares the position with
/// the end once, after the last field. Reading past the end yields other bytes of calldata or zeros, and that comparison
/// then refuses.
type Cursor is uint256;

using {take, takeWord, peek, skip} for Cursor global;

function startOf(bytes calldata data) pure returns (Cursor cursor) {
    assembly ("memory-safe") {
        cursor := data.offset
    }
}

/// @dev Takes `size` bytes, 1 to 32, as a number.
/// Equal Solidity: uint256(bytes32(msg.data[position:position + 32])) >> (256 - 8 * size), with zeros past the end.
function take(Cursor cursor, uint256 size) pure returns (uint256 value, Cursor next) {
    unchecked {
        value = cursor.peek() >> (256 - 8 * size);
    }
    next = cursor.skip(size);
}

function takeWord(Cursor cursor) pure returns (bytes32 value, Cursor next) {
    return (bytes32(cursor.peek()), cursor.skip(32));
}

/// @dev The 32 bytes at the position, which does not move.
function peek(Cursor cursor) pure returns (uint256 value) {
    assembly ("memory-safe") {
        value := calldataload(cursor)
    }
}

/// @dev Positions stay far below 2^256: every size comes from one or two bytes or is a constant.
function skip(Cursor cursor, uint256 size) pure returns (Cursor) {
    unchecked {
        return Cursor.wrap(Cursor.unwrap(cursor) + size);
    }
}
