// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

/// @title A callee that is asked for one word of the arguments that the next call brings
/// @dev The question is the way to that word, said in Solidity's terms: which argument, which field, which element, which word
/// of `bytes`, or LENGTH; 16 bits each, the first in the highest bits. It is asked beforehand, so that the call itself is the
/// very calldata that rules were checked against.
abstract contract AskedMock {
    error NoSuchWord(uint256 index, uint256 length);
    error NoSelector(uint256 length);

    uint256 internal constant LENGTH = 0xffff;

    uint256 private transient _question;

    function ask(uint256 question) external {
        _question = question;
    }

    function words(
        uint256 a,
        uint128 b,
        uint8 c,
        int256 d,
        int128 e,
        int8 f,
        address g,
        bool h,
        bytes32 i,
        bytes4 j,
        bytes1 k,
        uint64 l
    ) external view returns (uint256) {
        uint256[12] memory all = [
            a,
            b,
            c,
            _int(d),
            _int(e),
            _int(f),
            _word(g),
            _word(h),
            _word(i),
            _word(j),
            _word(k),
            l
        ];
        return all[_choice(0)];
    }

    function _choice(uint256 level) internal view returns (uint256) {
        return (_question >> (240 - 16 * level)) & 0xffff;
    }

    function _isLength(uint256 level) internal view returns (bool) {
        return _choice(level) == LENGTH;
    }

    /// @dev The length of `bytes`, or one word of them, filled up with zeros.
    function _wordOf(bytes memory data, uint256 level) internal view returns (uint256 word) {
        if (_isLength(level)) return data.length;
        uint256 start = 32 * _choice(level);
        if (start >= data.length) revert NoSuchWord(_choice(level), data.length);
        for (uint256 i = 0; i < 32; ++i) {
            word <<= 8;
            if (start + i < data.length) word |= uint8(data[start + i]);
        }
    }

    /// @dev What a call inside the call brings after its selector.
    function _arguments(bytes memory call) internal pure returns (bytes memory) {
        if (call.length < 4) revert NoSelector(call.length);
        return Bytes.slice(call, 4);
    }

    function _word(address value) internal pure returns (uint256) {
        return uint256(uint160(value));
    }

    function _word(bool value) internal pure returns (uint256) {
        return value ? 1 : 0;
    }

    function _word(bytes32 value) internal pure returns (uint256) {
        return uint256(value);
    }

    function _int(int256 value) internal pure returns (uint256) {
        return uint256(value);
    }
}
