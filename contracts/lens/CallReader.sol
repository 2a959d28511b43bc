// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Execution, IERC7579Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";

/// @title The calls of a userOp, read strictly
/// @dev Every account must execute exactly the calls that are read here, whatever decoder it uses. So the compiler's decoder
/// reads them, and then the compiler's encoder must give back the very bytes that were read.
abstract contract CallReader {
    bytes32 private constant MODE_SINGLE = 0;
    bytes32 private constant MODE_BATCH = bytes32(bytes1(0x01));

    /// @dev `target 20 | value 32`, before a single call's data.
    uint256 private constant SINGLE_HEAD = 52;

    /// @notice The second argument of `execute`. External only so that {_readCalls} can catch what cannot be decoded.
    function decodeExecute(bytes calldata arguments) external pure returns (bytes memory executionCalldata) {
        (, executionCalldata) = abi.decode(arguments, (bytes32, bytes));
    }

    /// @notice The calls of a batch. External only so that {_readCalls} can catch what cannot be decoded.
    function decodeBatch(bytes calldata executionCalldata) external pure returns (Execution[] memory calls) {
        calls = abi.decode(executionCalldata, (Execution[]));
    }

    /// @dev I4: only `execute`, single or batch. I3: a call's data is empty or has a selector.
    function _readCalls(bytes calldata callData) internal view returns (Execution[] memory calls) {
        bytes4 selector = bytes4(callData);
        if (selector != IERC7579Execution.execute.selector) revert ISessionKeyValidator.SelectorNotExecute(selector);
        if (callData.length < 36) revert ISessionKeyValidator.CallDataNotCanonical(callData.length, 36);
        bytes32 mode = bytes32(callData[4:36]);
        if (mode != MODE_SINGLE && mode != MODE_BATCH) revert ISessionKeyValidator.ModeNotAllowed(mode);

        bytes memory executionCalldata = _readExecute(mode, callData);
        calls = mode == MODE_SINGLE ? _readSingle(executionCalldata) : _readBatch(executionCalldata);

        for (uint256 i = 0; i < calls.length; i++) {
            uint256 length = calls[i].callData.length;
            if (length > 0 && length < 4) revert ISessionKeyValidator.SelectorIncomplete(i, length);
        }
    }

    function _readExecute(bytes32 mode, bytes calldata callData) private view returns (bytes memory) {
        try this.decodeExecute(callData[4:]) returns (bytes memory executionCalldata) {
            bytes memory canonical = abi.encodeCall(IERC7579Execution.execute, (mode, executionCalldata));
            _requireEqual(Bytes.slice(callData, 4), Bytes.slice(canonical, 4));
            return executionCalldata;
        } catch {
            revert ISessionKeyValidator.CallDataNotCanonical(callData.length, 0);
        }
    }

    function _readSingle(bytes memory executionCalldata) private pure returns (Execution[] memory calls) {
        if (executionCalldata.length < SINGLE_HEAD) {
            revert ISessionKeyValidator.CallDataNotCanonical(executionCalldata.length, SINGLE_HEAD);
        }
        calls = new Execution[](1);
        calls[0] = Execution({
            target: address(bytes20(executionCalldata)),
            value: uint256(bytes32(Bytes.slice(executionCalldata, 20, SINGLE_HEAD))),
            callData: Bytes.slice(executionCalldata, SINGLE_HEAD)
        });
    }

    function _readBatch(bytes memory executionCalldata) private view returns (Execution[] memory) {
        try this.decodeBatch(executionCalldata) returns (Execution[] memory calls) {
            _requireEqual(executionCalldata, abi.encode(calls));
            if (calls.length == 0) revert ISessionKeyValidator.BatchEmpty();
            return calls;
        } catch {
            revert ISessionKeyValidator.CallDataNotCanonical(executionCalldata.length, 0);
        }
    }

    /// @dev Names the lengths, or else the first word that differs.
    function _requireEqual(bytes memory actual, bytes memory canonical) private pure {
        if (actual.length != canonical.length) {
            revert ISessionKeyValidator.CallDataNotCanonical(actual.length, canonical.length);
        }
        for (uint256 i = 0; i < actual.length; i += 32) {
            bytes32 word = bytes32(Bytes.slice(actual, i, i + 32));
            bytes32 expected = bytes32(Bytes.slice(canonical, i, i + 32));
            if (word != expected) revert ISessionKeyValidator.CallDataNotCanonical(uint256(word), uint256(expected));
        }
    }
}
