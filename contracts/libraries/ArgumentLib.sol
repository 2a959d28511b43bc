// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Charges} from "../types/Charges.sol";
import {Cursor} from "../types/Cursor.sol";

/// @title One word among the arguments of a call, found along a rule's path
/// @dev Laws. Every word that is read lies whole inside what encloses it: the call's data, and inside nested calldata that
/// calldata. What lies outside, or does not exist, is refused, whatever the rule asks for. A pointer counts from where the
/// ABI counts it: the arguments, the tuple, or an array's first element. That a path is well formed is checked at grant.
library ArgumentLib {
    uint256 internal constant WORD = 0;
    uint256 internal constant FOLLOW = 1;
    uint256 internal constant ELEMENT = 2;
    uint256 internal constant LENGTH = 3;
    uint256 internal constant BYTES_WORD = 4;
    uint256 internal constant NESTED = 5;

    /// @dev How a path of one step begins that leads to a word of the arguments themselves, as most do.
    uint256 private constant ONE_WORD = 0x0100;

    /// @dev Reads a path, and the word that it leads to.
    /// @param path At the number of its steps.
    /// @param start Position of the arguments in calldata.
    /// @param end Position after the call's data.
    /// @param before What the calls before add up to, for errors, as is `rule`, the index of the rule.
    /// @return word The word found.
    /// @return next After the path.
    function read(
        Cursor path,
        uint256 start,
        uint256 end,
        Charges before,
        uint256 rule
    ) internal pure returns (uint256 word, Cursor next) {
        unchecked {
            uint256 head = path.peek();
            if (head >> 240 == ONE_WORD) {
                // Bytes 2 to 4 are the index of the word; 32 bytes for each.
                uint256 position = start + 32 * uint24(head >> 216);
                if (position + 32 > end) _refuse((before.calls() << 8) | rule);
                word = Cursor.wrap(position).peek();
                next = path.skip(5);
            } else {
                (word, next) = _follow(path, start, end, (before.calls() << 8) | rule);
            }
        }
    }

    /// @param place Of the rule, for errors: call index << 8 | rule index.
    function _follow(
        Cursor path,
        uint256 start,
        uint256 end,
        uint256 place
    ) private pure returns (uint256 word, Cursor next) {
        unchecked {
            // Bounds: positions are below 2^48, operands below 2^24, and what is read from calldata is compared before it is
            // added.
            uint256 steps;
            (steps, next) = path.take(1);
            uint256 base = start;
            uint256 position = start;
            while (true) {
                uint256 step;
                (step, next) = next.take(4);
                uint256 kind = step >> 24;
                if (kind == WORD) {
                    position += 32 * step;
                } else if (kind == FOLLOW) {
                    uint256 pointer = _word(position, end, place);
                    if (pointer > end - base) _refuse(place);
                    position = base = base + pointer;
                } else if (kind == ELEMENT) {
                    uint256 index = (step >> 8) & 0xffff;
                    if (index >= _word(position, end, place)) _refuse(place);
                    base = position + 32;
                    position = base + 32 * index * (step & 0xff);
                } else if (kind == BYTES_WORD) {
                    return (_bytesWord(position, step & 0xffffff, end, place), next);
                } else if (kind == NESTED) {
                    end = _bytesEnd(position, end, place);
                    position = base = position + 36;
                    if (position > end) _refuse(place);
                }
                // LENGTH stays where it is: the word there is the length.
                if (steps < 2) return (_word(position, end, place), next);
                --steps;
            }
        }
    }

    /// @dev Word number `index` of the `bytes` whose length word is at `position`. What lies in it beyond the end of these
    /// bytes must be zero.
    function _bytesWord(
        uint256 position,
        uint256 index,
        uint256 end,
        uint256 place
    ) private pure returns (uint256 word) {
        unchecked {
            uint256 bytesEnd = _bytesEnd(position, end, place);
            position += 32 + 32 * index;
            if (position >= bytesEnd) _refuse(place);
            word = _word(position, end, place);
            // A shift by 256 or more yields zero.
            if (word << (8 * (bytesEnd - position)) != 0) _refuse(place);
        }
    }

    /// @dev Where the `bytes` whose length word is at `position` end: inside what encloses them.
    function _bytesEnd(uint256 position, uint256 end, uint256 place) private pure returns (uint256) {
        unchecked {
            uint256 length = _word(position, end, place);
            if (length > end - position - 32) _refuse(place);
            return position + 32 + length;
        }
    }

    function _word(uint256 position, uint256 end, uint256 place) private pure returns (uint256) {
        unchecked {
            if (position + 32 > end) _refuse(place);
            return Cursor.wrap(position).peek();
        }
    }

    function _refuse(uint256 place) private pure {
        revert ISessionKeyValidator.ArgumentNotReadable(place >> 8, place & 0xff);
    }
}
