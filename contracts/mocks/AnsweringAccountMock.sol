// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {SmartAccount} from "../examples/SmartAccount.sol";

/// @dev An account whose ERC-1271 has one answer to every question: yes, no, or a revert.
contract AnsweringAccountMock is SmartAccount {
    enum Answer {
        Yes,
        No,
        Revert
    }

    Answer private immutable _answer;

    error NotAnswered();

    constructor(IEntryPoint entryPoint_, Answer answer) SmartAccount(entryPoint_) {
        _answer = answer;
    }

    function isValidSignature(bytes32, bytes calldata) public view override returns (bytes4) {
        if (_answer == Answer.Revert) revert NotAnswered();
        return _answer == Answer.Yes ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
