// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";

/// @dev The calls of `execute(bytes32 mode, bytes executionCalldata)`, read one after the other from calldata, exactly as
/// every account will run them (I1): only the canonical encoding passes, in which all decoders see the same calls.
///
/// Layout, positions in calldata of 48 bits each: end of the execution data | base from which pointers count, zero for a
/// single execution | end of the pointers | the next call's pointer | the next call.
///
/// Laws. {callsOf} accepts at least one call. `next` reads them in order, each inside the execution data. Zero means that all
/// were read, and then nothing is left unread.
type Calls is uint256;

using {next, isDone} for Calls global;

bytes4 constant EXECUTE_SELECTOR = bytes4(keccak256("execute(bytes32,bytes)"));
bytes32 constant MODE_SINGLE = bytes32(0);
bytes32 constant MODE_BATCH = bytes32(uint256(1) << 248);

uint256 constant POSITION_MASK = type(uint48).max;

/// @dev The calls of an op's callData: `selector | mode | 0x40 | length | execution data, zero-padded`, nothing after it.
function callsOf(bytes calldata callData) pure returns (Calls) {
    unchecked {
        // Bounds: calldata is shorter than 2^48 bytes.
        uint256 start;
        assembly ("memory-safe") {
            start := callData.offset
        }
        bytes4 selector = bytes4(bytes32(_word(start)));
        if (selector != EXECUTE_SELECTOR) revert ISessionKeyValidator.SelectorNotExecute(selector);
        uint256 offset = _word(start + 36);
        uint256 length = _word(start + 68);
        uint256 total = 100 + _padded(length);
        start += 100;
        uint256 padding = _padding(start + length, length);
        // One branch for all that must be exact; which of them is not is found out only to refuse. A length below 2^64 does
        // not overflow.
        if ((offset ^ 0x40) | (length >> 64) | (callData.length ^ total) | padding != 0) {
            _expect(offset, 0x40);
            if (length >> 64 != 0) _refuse(length, callData.length);
            _expect(callData.length, total);
            _expect(padding, 0);
        }

        bytes32 mode = bytes32(_word(start - 96));
        uint256 end = start + length;
        if (mode == MODE_SINGLE) {
            if (length < 52) _refuse(length, 52);
            return Calls.wrap((end << 192) | start);
        }
        if (mode != MODE_BATCH) revert ISessionKeyValidator.ModeNotAllowed(mode);
        if (length < 64) _refuse(length, 64);
        _expect(_word(start), 0x20);
        uint256 count = _word(start + 32);
        if (count == 0) revert ISessionKeyValidator.BatchEmpty();
        if (count > length / 32) _refuse(count, length / 32);
        uint256 base = start + 64;
        uint256 pointersEnd = base + 32 * count;
        return Calls.wrap((end << 192) | (base << 144) | (pointersEnd << 96) | (base << 48) | pointersEnd);
    }
}

/// @dev Whether all calls were read.
function isDone(Calls calls) pure returns (bool) {
    return Calls.unwrap(calls) == 0;
}

/// @dev Reads the next call; there must be one. `dataOffset` is a position in calldata. After the last call of a batch the
/// execution data must be over.
function next(
    Calls calls
) pure returns (address target, uint256 value, uint256 dataOffset, uint256 dataLength, Calls rest) {
    unchecked {
        // Bounds: all positions are at most `end`, below 2^48.
        uint256 packed = Calls.unwrap(calls);
        uint256 base = (packed >> 144) & POSITION_MASK;
        uint256 position = packed & POSITION_MASK;
        uint256 end = packed >> 192;
        if (base == 0) {
            dataOffset = position + 52;
            target = address(uint160(_word(position) >> 96));
            value = _word(position + 20);
            return (target, value, dataOffset, end - dataOffset, Calls.wrap(0));
        }
        uint256 pointer = (packed >> 48) & POSITION_MASK;
        uint256 targetWord = _word(position);
        target = address(uint160(targetWord));
        value = _word(position + 32);
        dataOffset = position + 128;
        dataLength = _word(position + 96);
        if (dataLength > end) _refuse(dataLength, end);
        uint256 following = dataOffset + _padded(dataLength);
        if (following > end) _refuse(following, end);
        uint256 padding = _padding(dataOffset + dataLength, dataLength);
        // One branch for all that must be exact; which of them is not is found out only to refuse.
        if ((_word(pointer) ^ (position - base)) | (targetWord >> 160) | (_word(position + 64) ^ 0x60) | padding != 0) {
            _expect(_word(pointer), position - base);
            _expect(targetWord, uint160(targetWord));
            _expect(_word(position + 64), 0x60);
            _expect(padding, 0);
        }
        if (pointer + 32 == (packed >> 96) & POSITION_MASK) _expect(following, end);
        else rest = Calls.wrap(packed + (32 << 48) + (following - position));
    }
}

function _word(uint256 position) pure returns (uint256 value) {
    assembly ("memory-safe") {
        value := calldataload(position)
    }
}

function _padded(uint256 length) pure returns (uint256) {
    unchecked {
        return (length + 31) & ~uint256(31);
    }
}

/// @dev The bytes from `position` to the next multiple of 32 of `length`. A shift by 256 yields zero.
function _padding(uint256 position, uint256 length) pure returns (uint256) {
    unchecked {
        return _word(position) >> (256 - 8 * (_padded(length) - length));
    }
}

function _expect(uint256 actual, uint256 expected) pure {
    if (actual != expected) _refuse(actual, expected);
}

function _refuse(uint256 actual, uint256 expected) pure {
    revert ISessionKeyValidator.CallDataNotCanonical(actual, expected);
}
