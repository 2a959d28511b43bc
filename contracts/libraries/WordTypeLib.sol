// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The types that a word of arguments can have
/// @dev class << 8 | bytes, as in {Rule-wordType}. A callee that looks at fewer bits than a word has must not see another
/// value than a rule did, so a word must be what the ABI encodes for its type.
library WordTypeLib {
    uint256 internal constant UINT = 0;
    uint256 internal constant INT = 1;
    uint256 internal constant BYTES = 2;
    uint256 internal constant ADDRESS = 3;
    uint256 internal constant BOOL = 4;

    /// @dev The type of which every word is a value: uint256.
    uint256 internal constant ANY_WORD = (UINT << 8) | 32;

    /// @dev Whether there is such a type: 1 to 32 bytes, an address 20, a bool 1.
    function isValid(uint256 wordType) internal pure returns (bool) {
        uint256 class = wordType >> 8;
        uint256 size = wordType & 0xff;
        if (class == ADDRESS) return size == 20;
        if (class == BOOL) return size == 1;
        return class < ADDRESS && size != 0 && size <= 32;
    }

    /// @dev Whether the ABI encodes a value of this type, which is valid, as `word`. Shifts by 256 yield zero.
    function isCanonical(uint256 word, uint256 wordType) internal pure returns (bool) {
        unchecked {
            uint256 class = wordType >> 8;
            uint256 bits = (wordType & 0xff) << 3;
            if (class == UINT) return word >> bits == 0;
            if (class == INT) return _signExtended(word, bits) == word;
            if (class == BYTES) return word << bits == 0;
            if (class == BOOL) return word < 2;
            return word >> bits == 0;
        }
    }

    /// @dev The lower `bits`, 8 to 256, as a signed number.
    function _signExtended(uint256 word, uint256 bits) private pure returns (uint256) {
        unchecked {
            return uint256(int256(word << (256 - bits)) >> (256 - bits));
        }
    }
}
