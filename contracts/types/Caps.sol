// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Spends} from "./Spends.sol";

/// @dev The caps that the rules of a session give to allowances: a place in memory, in which their list grows.
type Caps is uint256;

using {list, set} for Caps global;

function noCaps() pure returns (Caps caps) {
    assembly ("memory-safe") {
        caps := mload(0x40)
        mstore(caps, 0)
        mstore(0x40, add(caps, 32))
    }
}

function list(Caps caps) pure returns (Spends spends) {
    assembly ("memory-safe") {
        spends := mload(caps)
    }
}

function set(Caps caps, Spends spends) pure {
    assembly ("memory-safe") {
        mstore(caps, spends)
    }
}
