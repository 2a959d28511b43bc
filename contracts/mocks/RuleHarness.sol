// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AllowanceLib} from "../libraries/AllowanceLib.sol";
import {WordTypeLib} from "../libraries/WordTypeLib.sol";
import {Charges} from "../types/Charges.sol";
import {startOf, Cursor} from "../types/Cursor.sol";
import {SessionId} from "../types/SessionId.sol";
import {Signer, signerAt} from "../types/Signer.sol";
import {NO_SLICE, Slice, sliceOf} from "../types/Slice.sol";
import {NO_SPENDS, Spend, Spends} from "../types/Spends.sol";
import {Spent} from "../types/Spent.sol";

/// @title The internal functions of what rules, allowances and keys are made of, callable
contract RuleHarness {
    /// @dev A {Spend} without its place in a list.
    struct Entry {
        uint256 allowance;
        uint256 cap;
        uint256 amount;
    }

    mapping(bytes32 allowanceId => mapping(address account => Spent)) private _spent;

    // Slice

    /// @dev The part of `data` at `first`, and where it starts and ends in `data`.
    function slice(
        bytes calldata data,
        uint256 first,
        uint256 length
    ) external pure returns (uint256 start, uint256 end, bool isNone, bytes memory part) {
        uint256 base = Cursor.unwrap(startOf(data));
        Slice made = sliceOf(base + first, length);
        return (made.start() - base, made.end() - base, made.isNone(), made.toBytes());
    }

    function noSlice() external pure returns (bool isNone, bytes memory part) {
        return (NO_SLICE.isNone(), NO_SLICE.toBytes());
    }

    // Signer

    function readSigner(
        bytes calldata data,
        uint256 kind,
        uint256 first,
        uint256 length,
        uint256 signatureBytes,
        uint256 grantBytes
    ) external pure returns (uint256, bytes memory, uint256, uint256) {
        uint256 position = Cursor.unwrap(startOf(data)) + first;
        Signer made = signerAt(kind, position, length, signatureBytes, grantBytes);
        return (made.kind(), made.keyBytes(), made.signatureLength(), made.grantLength());
    }

    // WordType

    function isValid(uint256 wordType) external pure returns (bool) {
        return WordTypeLib.isValid(wordType);
    }

    /// @dev For each word, whether it is canonical for the type.
    function areCanonical(uint256[] calldata words, uint256 wordType) external pure returns (bool[] memory answers) {
        answers = new bool[](words.length);
        for (uint256 i = 0; i < words.length; ++i) answers[i] = WordTypeLib.isCanonical(words[i], wordType);
    }

    // Spends and Charges

    /// @dev One call of each value, then each entry added; read back from its first.
    function charges(
        uint256[] calldata values,
        Entry[] calldata entries
    ) external pure returns (uint256 value, uint256 calls, bool hasSpends, bool isNothing, Entry[] memory list) {
        Charges made;
        for (uint256 i = 0; i < values.length; ++i) made = made.addCall(values[i]);
        for (uint256 i = 0; i < entries.length; ++i) {
            made = made.addSpend(entries[i].allowance, entries[i].cap, entries[i].amount);
        }
        return (
            made.value(),
            made.calls(),
            !made.spends().isEmpty(),
            made.isNothing(),
            _list(made.spends(), entries.length)
        );
    }

    function requireNoValue(uint256 word) external pure {
        Charges.wrap(word).requireNoValue();
    }

    function capOf(Entry[] calldata entries, uint256 allowance) external pure returns (uint256) {
        return _spends(entries).capOf(allowance);
    }

    // Spent

    function spend(
        uint256 word,
        Entry calldata entry,
        uint256 index,
        uint256 epochCounter
    ) external pure returns (uint256) {
        Spend memory op = Spend(entry.allowance, entry.cap, entry.amount, NO_SPENDS);
        return Spent.unwrap(Spent.wrap(word).spend(op, index, epochCounter));
    }

    // AllowanceLib

    function charge(bytes32 id, Entry[] calldata entries, uint256 index, uint256 epochCounter) external {
        AllowanceLib.charge(_spent, SessionId.wrap(id), _spends(entries), index, epochCounter);
    }

    function spentOf(bytes32 allowanceId, address account) external view returns (uint256) {
        return Spent.unwrap(_spent[allowanceId][account]);
    }

    function _spends(Entry[] calldata entries) private pure returns (Spends made) {
        for (uint256 i = 0; i < entries.length; ++i) {
            made = made.add(entries[i].allowance, entries[i].cap, entries[i].amount);
        }
    }

    function _list(Spends made, uint256 most) private pure returns (Entry[] memory list) {
        list = new Entry[](most);
        uint256 count;
        for (; !made.isEmpty(); made = made.first().next) {
            Spend memory one = made.first();
            list[count++] = Entry(one.allowance, one.cap, one.amount);
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }
}
