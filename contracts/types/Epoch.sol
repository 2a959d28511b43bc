// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev An account's revocation word: tag 224 | counter 32.
///
/// Laws. An odd counter means installed; with an even one no session is live and none can be granted. The counter only
/// grows, so a session of an older epoch never matches again. The tag after `revokeAll` and after an uninstall is known once
/// the parent block is; that after a repeated install is known to whoever prepared its data, by the salt. A first install keeps
/// the tag, so that a grant can be signed before. The counter never reaches the tag: it wraps inside its 32 bits, after 2^31
/// calls of the account itself. Sessions of the first epochs, and at its very end revoked ones, would then look live: only the
/// account itself could get there, for some 10^13 gas.
type Epoch is uint256;

using {counter, isInstalled, afterInstall, afterUninstall, afterRevokeAll} for Epoch global;

uint256 constant EPOCH_COUNTER_MASK = type(uint32).max;

/// @dev What a session's usage is compared with.
function counter(Epoch epoch) pure returns (uint256) {
    return Epoch.unwrap(epoch) & EPOCH_COUNTER_MASK;
}

function isInstalled(Epoch epoch) pure returns (bool) {
    return Epoch.unwrap(epoch) & 1 == 1;
}

/// @dev Even counter: the next odd one under the same tag. Odd counter (an uninstall that never reached the module, a
/// repeated install): the next odd one under a new tag, without BLOCKHASH, because an install may run in validation.
function afterInstall(Epoch epoch, bytes32 salt) pure returns (Epoch) {
    if (!epoch.isInstalled()) return Epoch.wrap(Epoch.unwrap(epoch) + 1);
    return _next({epoch: epoch, step: 2, entropy: keccak256(abi.encode(_tag(epoch), salt))});
}

/// @dev The next even counter, or the same even counter, under a new tag.
function afterUninstall(Epoch epoch, bytes32 lastBlockHash, bytes32 salt) pure returns (Epoch) {
    uint256 step = epoch.isInstalled() ? 1 : 0;
    return _next({epoch: epoch, step: step, entropy: keccak256(abi.encode(_tag(epoch), lastBlockHash, salt))});
}

/// @dev The next odd counter under a new tag. The counter must be odd.
function afterRevokeAll(Epoch epoch, bytes32 lastBlockHash, bytes32 salt) pure returns (Epoch) {
    return _next({epoch: epoch, step: 2, entropy: keccak256(abi.encode(_tag(epoch), lastBlockHash, salt))});
}

function _tag(Epoch epoch) pure returns (uint256) {
    return Epoch.unwrap(epoch) & ~EPOCH_COUNTER_MASK;
}

function _next(Epoch epoch, uint256 step, bytes32 entropy) pure returns (Epoch) {
    return Epoch.wrap((uint256(entropy) & ~EPOCH_COUNTER_MASK) | ((epoch.counter() + step) & EPOCH_COUNTER_MASK));
}
