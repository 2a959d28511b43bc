// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

/// @title The EntryPoint of several accounts, the account of the module, and the journal of every target
/// @dev For the decoder's test, which asks in few calls what the module makes of many callDatas and what accounts execute.
/// Whatever happens is undone before the next question.
contract DecoderJuryMock {
    error Undone(bool success, bytes answer);
    error CallFailed(bytes reason);

    struct Answer {
        bool success;
        bytes answer;
    }

    /// @dev Enough for any question of the test; what runs wild takes no gas from the next one.
    uint256 private constant GAS = 2_000_000;

    bytes32 private _journal;

    /// @notice Makes a call for good.
    function act(address target, bytes calldata data) external {
        (bool success, bytes memory answer) = target.call(data);
        if (!success) revert CallFailed(answer);
    }

    /// @notice What `target` answers to each of these calls, each from the same state.
    function ask(address target, bytes[] calldata datas) external returns (Answer[] memory answers) {
        answers = new Answer[](datas.length);
        for (uint256 i = 0; i < datas.length; ++i) {
            try this.callAndUndo(target, datas[i], false) {} catch (bytes memory undone) {
                answers[i] = _read(undone);
            }
        }
    }

    /// @notice What is in the journal after `account` was called, as by its EntryPoint, with each of these callDatas.
    function execute(address account, bytes[] calldata datas) external returns (Answer[] memory answers) {
        answers = new Answer[](datas.length);
        for (uint256 i = 0; i < datas.length; ++i) {
            try this.callAndUndo(account, datas[i], true) {} catch (bytes memory undone) {
                answers[i] = _read(undone);
            }
        }
    }

    /// @notice Calls and reverts with what came of it. External only so that it can be caught.
    function callAndUndo(address target, bytes calldata data, bool readsJournal) external {
        (bool success, bytes memory answer) = target.call{gas: GAS}(data);
        revert Undone(success, readsJournal ? abi.encode(_journal) : answer);
    }

    /// @notice A target, called by `caller` just now, says what arrived.
    function note(address caller, uint256 value, bytes calldata data) external {
        _journal = keccak256(abi.encode(_journal, msg.sender, caller, value, keccak256(data)));
    }

    function _read(bytes memory undone) private pure returns (Answer memory) {
        (bool success, bytes memory answer) = abi.decode(Bytes.slice(undone, 4), (bool, bytes));
        return Answer(success, answer);
    }
}
