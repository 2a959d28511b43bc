// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

/// @title A word among the arguments of a call, by the path of a rule
/// @dev Works on copies: what encloses a word is cut out first, so that nothing outside of it can be read. Nothing is thrown:
/// what is not there is reported as not readable.
library LensArgumentLib {
    uint8 internal constant WORD = 0;
    uint8 internal constant FOLLOW = 1;
    uint8 internal constant ELEMENT = 2;
    uint8 internal constant LENGTH = 3;
    uint8 internal constant BYTES_WORD = 4;
    uint8 internal constant NESTED = 5;

    /// @dev Where a path has come to.
    struct Place {
        /// @dev The arguments of the call, or of a call inside it: all that can be read.
        bytes enclosing;
        /// @dev What pointers count from.
        uint256 origin;
        /// @dev The word, or the first word of the structure.
        uint256 position;
    }

    /// @param callData Selector and arguments.
    /// @return readable Whether the path leads to a word.
    function read(bytes memory callData, uint32[] calldata path) internal pure returns (bool readable, uint256 word) {
        Place memory place = Place({enclosing: Bytes.slice(callData, 4), origin: 0, position: 0});
        readable = true;
        for (uint256 i = 0; i < path.length && readable; i++) {
            uint8 kind = uint8(path[i] >> 24);
            uint256 operand = path[i] & 0xffffff;
            if (kind == BYTES_WORD) return _bytesWord(place, operand);
            readable = _step(place, kind, operand);
        }
        if (readable) (readable, word) = _wordAt(place.enclosing, place.position);
    }

    /// @dev Moves `place` on; false if it leads nowhere.
    function _step(Place memory place, uint8 kind, uint256 operand) private pure returns (bool) {
        if (kind == WORD) {
            place.position += 32 * operand;
            return true;
        }
        if (kind == LENGTH) return true;

        (bool readable, uint256 word) = _wordAt(place.enclosing, place.position);
        if (!readable) return false;
        if (kind == FOLLOW) {
            if (word > place.enclosing.length) return false;
            place.origin += word;
            place.position = place.origin;
        } else if (kind == ELEMENT) {
            (uint256 index, uint256 words) = (operand >> 8, operand & 0xff);
            if (index >= word) return false;
            place.origin = place.position + 32;
            place.position = place.origin + 32 * words * index;
        } else {
            if (kind != NESTED) return false;
            (bool whole, bytes memory content) = _bytesAt(place.enclosing, place.position);
            if (!whole || content.length < 4) return false;
            place.enclosing = Bytes.slice(content, 4);
            place.origin = 0;
            place.position = 0;
        }
        return place.origin <= place.enclosing.length;
    }

    /// @dev A word of `bytes`, filled up with zeros, which must be there too.
    function _bytesWord(Place memory place, uint256 index) private pure returns (bool readable, uint256 word) {
        (bool whole, bytes memory content) = _bytesAt(place.enclosing, place.position);
        if (!whole || 32 * index >= content.length) return (false, 0);
        (readable, word) = _wordAt(place.enclosing, place.position + 32 + 32 * index);
        bytes32 expected = bytes32(Bytes.slice(content, 32 * index));
        if (readable && bytes32(word) != expected) return (false, 0);
    }

    /// @dev The bytes whose length is at `position`, if they are all there.
    function _bytesAt(bytes memory data, uint256 position) private pure returns (bool whole, bytes memory content) {
        (bool readable, uint256 length) = _wordAt(data, position);
        if (!readable || length > data.length - position - 32) return (false, "");
        return (true, Bytes.slice(data, position + 32, position + 32 + length));
    }

    function _wordAt(bytes memory data, uint256 position) private pure returns (bool readable, uint256 word) {
        if (position + 32 > data.length) return (false, 0);
        return (true, uint256(bytes32(Bytes.slice(data, position, position + 32))));
    }
}
