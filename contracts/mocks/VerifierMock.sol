// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";

/// @title A verifier of ERC-7913 that answers whatever a test wants
/// @dev Not `is IERC7913SignatureVerifier`: that one promises to write nothing. A key's first byte says how to answer, so one
/// contract stands for all; `Yes` still asks that the signature be the hash.
contract VerifierMock {
    enum Answer {
        Yes,
        No,
        Revert,
        RevertWithYes,
        Zero,
        Nothing,
        FourBytes,
        YesWithDirt,
        YesWithMore,
        Mebibyte,
        Burn,
        Write,
        Log
    }

    bytes4 private constant YES = IERC7913SignatureVerifier.verify.selector;

    uint256 public writes;

    error NotVerified();
    error KeyNotKnown(bytes key);

    event Verified(bytes32 hash);

    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external returns (bytes4) {
        if (key.length == 0) revert KeyNotKnown(key);
        Answer answer = Answer(uint8(key[0]));
        if (answer == Answer.Yes) return keccak256(signature) == keccak256(abi.encode(hash)) ? YES : bytes4(0xffffffff);
        if (answer == Answer.No) return 0xffffffff;
        if (answer == Answer.Revert) revert NotVerified();
        if (answer == Answer.Zero) return 0;
        if (answer == Answer.Write) ++writes;
        if (answer == Answer.Log) emit Verified(hash);
        _answerRaw(answer);
        return YES;
    }

    /// @dev What no Solidity function would return.
    function _answerRaw(Answer answer) private pure {
        bytes32 yes = YES;
        if (answer == Answer.RevertWithYes) {
            assembly ("memory-safe") {
                mstore(0, yes)
                revert(0, 32)
            }
        } else if (answer == Answer.Nothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        } else if (answer == Answer.FourBytes) {
            assembly ("memory-safe") {
                mstore(0, yes)
                return(0, 4)
            }
        } else if (answer == Answer.YesWithDirt) {
            assembly ("memory-safe") {
                mstore(0, or(yes, 1))
                return(0, 32)
            }
        } else if (answer == Answer.YesWithMore) {
            assembly ("memory-safe") {
                mstore(0, yes)
                return(0, 64)
            }
        } else if (answer == Answer.Mebibyte) {
            assembly {
                return(0, 0x100000)
            }
        } else if (answer == Answer.Burn) {
            assembly ("memory-safe") {
                invalid()
            }
        }
    }
}
