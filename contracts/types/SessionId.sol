// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Which session: the hash of its window and payer, limits, permission root and signer. Equal ids mean equal sessions
/// (I17). {SessionHashLib} makes one; nothing else does.
type SessionId is bytes32;
