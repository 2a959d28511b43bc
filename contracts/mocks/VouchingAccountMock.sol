// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {AccountMock} from "./AccountMock.sol";

/// @title An account that says to the module whatever it is told to, and vouches for its owner as it is told to
/// @dev At first it is honest: ERC-1271 says yes to what its owner signed, 65 bytes over the hash itself.
contract VouchingAccountMock is AccountMock {
    enum Manner {
        Honest,
        Return,
        Revert,
        Burn
    }

    address private immutable _owner;

    Manner private _manner;
    bytes32 private _word;
    uint256 private _length;

    address private _target;
    bytes private _data;

    constructor(address module, address owner) AccountMock(module) {
        _owner = owner;
    }

    /// @notice From now on every question has this answer: `length` bytes that begin with `word`, the others zero.
    function answerWith(Manner manner, bytes32 word, uint256 length) external {
        (_manner, _word, _length) = (manner, word, length);
    }

    /// @notice From now on it calls `target` before it answers.
    function callFirst(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    /// @dev Not a view, so that it can try what a view must not.
    function isValidSignature(bytes32 hash, bytes calldata signature) external returns (bytes4) {
        if (_target != address(0)) {
            (bool ignored, ) = _target.call{gas: 100_000}(_data);
            ignored;
        }
        if (_manner == Manner.Honest) {
            (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(hash, signature);
            bool isOwner = failure == ECDSA.RecoverError.NoError && signer == _owner;
            return isOwner ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
        }
        if (_manner == Manner.Burn) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        (bytes32 word, uint256 length, bool mayReturn) = (_word, _length, _manner == Manner.Return);
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, word)
            if mayReturn {
                return(start, length)
            }
            revert(start, length)
        }
    }
}
