// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A callee that trusts whatever it is sent
/// @dev It reads calldata where the ABI would have a word, follows pointers wherever they lead, looks at no length, drops the
/// bits that its type does not have, and hands calls among its arguments on to their callee. What it would use is what
/// callees in assembly, or of other compilers, would use.
contract AssemblyCalleeMock {
    uint256 private transient _path;
    uint256 private transient _steps;
    uint256 private transient _wordType;

    /// @param path Steps of a rule, 32 bits each, the first in the highest bits.
    function prepare(uint256 path, uint256 steps, uint256 wordType) external {
        (_path, _steps, _wordType) = (path, steps, wordType);
    }

    fallback() external {
        unchecked {
            uint256 base = 4;
            uint256 position = 4;
            for (; _steps != 0; --_steps) {
                uint256 kind = _path >> 248;
                uint256 operand = (_path >> 224) & 0xffffff;
                _path <<= 32;
                if (kind == 0) position += 32 * operand;
                if (kind == 1) position = base = base + _load(position);
                if (kind == 2) {
                    base = position + 32;
                    position = base + 32 * (operand >> 8) * (operand & 0xff);
                }
                if (kind == 4) position += 32 + 32 * operand;
                if (kind == 5) {
                    --_steps;
                    return _handOn(position);
                }
            }
            _answer(_masked(_load(position), _wordType >> 8, 8 * (_wordType & 0xff)));
        }
    }

    /// @dev The call whose length is at `position` goes to its callee, which is of the same kind. Past the end of calldata
    /// there is nothing but zeros: no use in copying more of them than could matter.
    function _handOn(uint256 position) private {
        uint256 length = _load(position);
        if (length > msg.data.length) length = msg.data.length;
        bytes memory inner = new bytes(length);
        assembly ("memory-safe") {
            calldatacopy(add(inner, 32), add(position, 32), length)
        }
        (, bytes memory answer) = address(this).call(inner);
        _answer(uint256(bytes32(answer)));
    }

    function _masked(uint256 word, uint256 class, uint256 bits) private pure returns (uint256) {
        if (class == 1) return uint256(int256(word << (256 - bits)) >> (256 - bits));
        if (class == 2) return (word >> (256 - bits)) << (256 - bits);
        if (class == 4) return word == 0 ? 0 : 1;
        return (word << (256 - bits)) >> (256 - bits);
    }

    function _load(uint256 position) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(position)
        }
    }

    function _answer(uint256 word) private pure {
        assembly {
            mstore(0, word)
            return(0, 32)
        }
    }
}
