// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev The leaves of a session, and the tree over them (docs/encoding.md): a position in memory, laid out as a bytes32[].
///
/// Laws. Every leaf is set, at an index below the count, before the root is asked for, once: it overwrites them.
type Leaves is uint256;

using {set, root} for Leaves global;

/// @dev Room for `count` leaves. Nothing is zeroed, because each is written.
function newLeaves(uint256 count) pure returns (Leaves leaves) {
    assembly ("memory-safe") {
        leaves := mload(0x40)
        mstore(leaves, count)
        mstore(0x40, add(leaves, shl(5, add(count, 1))))
    }
}

function set(Leaves leaves, uint256 index, bytes32 leaf) pure {
    assembly ("memory-safe") {
        mstore(add(leaves, shl(5, add(index, 1))), leaf)
    }
}

/// @dev Of at least one leaf. Level by level: neighbours are hashed as a sorted pair, and an odd last node moves up
/// unchanged.
function root(Leaves leaves) pure returns (bytes32 hash) {
    assembly ("memory-safe") {
        let first := add(leaves, 32)
        let count := mload(leaves)
        for {} gt(count, 1) {} {
            let from := first
            let to := first
            for {
                let end := add(first, shl(6, shr(1, count)))
            } lt(from, end) {
                from := add(from, 64)
            } {
                let left := mload(from)
                let right := mload(add(from, 32))
                let place := shl(5, gt(left, right))
                mstore(place, left)
                mstore(xor(place, 32), right)
                mstore(to, keccak256(0, 64))
                to := add(to, 32)
            }
            if and(count, 1) {
                mstore(to, mload(from))
            }
            count := sub(count, shr(1, count))
        }
        hash := mload(first)
    }
}
