// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @dev What a test says: a failed check reverts with both values, and forge prints them.
abstract contract Check {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotEqual(string what, bytes32 actual, bytes32 expected);
    error NotTrue(string what);
    error BytesNotEqual(string what, bytes actual, bytes expected);

    function equal(string memory what, bytes32 actual, bytes32 expected) internal pure {
        if (actual != expected) revert NotEqual(what, actual, expected);
    }

    function equal(string memory what, uint256 actual, uint256 expected) internal pure {
        if (actual != expected) revert NotEqual(what, bytes32(actual), bytes32(expected));
    }

    function equal(string memory what, bytes memory actual, bytes memory expected) internal pure {
        if (keccak256(actual) != keccak256(expected)) revert BytesNotEqual(what, actual, expected);
    }

    function isTrue(string memory what, bool condition) internal pure {
        if (!condition) revert NotTrue(what);
    }

    /// @dev A contract of this project, from the bytecode that Hardhat made: what is tested is what is deployed.
    function deploy(string memory path) internal returns (address made) {
        bytes memory code = vm.getCode(string.concat("artifacts/contracts/", path));
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        isTrue("deployed", made != address(0));
    }

    /// @dev A fuzzed number, brought between two bounds, both included.
    function between(uint256 number, uint256 low, uint256 high) internal pure returns (uint256) {
        uint256 size = high - low + 1;
        return size == 0 ? number : low + (number % size);
    }
}
