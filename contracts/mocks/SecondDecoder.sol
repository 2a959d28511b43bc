// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title How the second account reads what it is to execute
/// @dev Written without OpenZeppelin's ERC7579Utils and without the compiler's decoder, in the lax way of accounts that save
/// gas: pointers and lengths are followed wherever they lead, and dirty upper bits of an address are dropped. So whatever a
/// validator lets through that has two readings shows a second one here.
library SecondDecoder {
    /// @dev target 20 | value 32 | data.
    function single(
        bytes calldata data
    ) internal pure returns (address target, uint256 value, bytes calldata callData) {
        return (address(bytes20(data[0:20])), uint256(bytes32(data[20:52])), data[52:]);
    }

    /// @dev target 20 | data.
    function delegation(bytes calldata data) internal pure returns (address target, bytes calldata callData) {
        return (address(bytes20(data[0:20])), data[20:]);
    }

    /// @dev How many calls abi.encode(Execution[]) holds.
    function count(bytes calldata data) internal pure returns (uint256 length) {
        assembly ("memory-safe") {
            length := calldataload(add(data.offset, calldataload(data.offset)))
        }
    }

    /// @dev The call at `index` of abi.encode(Execution[]).
    function batched(
        bytes calldata data,
        uint256 index
    ) internal pure returns (address target, uint256 value, bytes calldata callData) {
        assembly ("memory-safe") {
            let first := add(add(data.offset, calldataload(data.offset)), 32)
            let tuple := add(first, calldataload(add(first, mul(index, 32))))
            target := shr(96, shl(96, calldataload(tuple)))
            value := calldataload(add(tuple, 32))
            let tail := add(tuple, calldataload(add(tuple, 64)))
            callData.length := calldataload(tail)
            callData.offset := add(tail, 32)
        }
    }
}
