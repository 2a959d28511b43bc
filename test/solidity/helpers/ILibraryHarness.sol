// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {Call} from "./ModuleTest.sol";

/// @dev Of contracts/mocks/LibraryHarness.sol, what these tests call.
interface ILibraryHarness {
    function epochAfterInstall(uint256 epoch, bytes32 salt) external pure returns (uint256);
    function epochAfterUninstall(uint256 epoch, bytes32 blockHash, bytes32 salt) external pure returns (uint256);
    function epochAfterRevokeAll(uint256 epoch, bytes32 blockHash, bytes32 salt) external pure returns (uint256);
    function windowWithin(uint256 window, uint256 period, uint256 index) external pure returns (uint256);
    function validationData(uint256 window) external pure returns (uint256);
    function charge(
        uint256 usage,
        uint256 limits,
        uint256 fee,
        uint256 charges,
        uint256 index
    ) external pure returns (uint256);
    function isLiveIn(uint256 usage, uint256 epoch) external pure returns (bool);
    function readCalls(bytes calldata callData) external pure returns (Call[] memory);
    function take(bytes calldata data, uint256 size) external pure returns (uint256 value, uint256 moved);
    function takePlain(bytes calldata data, uint256 size) external pure returns (uint256);
    function fields(
        PackedUserOperation calldata op
    ) external pure returns (bytes memory callData, bytes memory paymasterAndData, bytes memory signature);
    function worstCaseFee(PackedUserOperation calldata op) external pure returns (uint256);
    function paymasterOf(bytes calldata paymasterAndData) external pure returns (address);
    function leaf(uint256 head, uint256 maxValue, bytes32 rulesHash) external pure returns (bytes32);
    function id(bytes32[4] calldata words) external pure returns (bytes32);
    function opDigest(bytes32 opHash, bytes calldata authorization) external view returns (bytes32);
    function hashOf(bytes calldata data) external pure returns (bytes32);
    function rootOf(bytes32[] memory leaves) external pure returns (bytes32);
}
