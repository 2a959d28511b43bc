// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {PayerLib} from "../libraries/PayerLib.sol";
import {Leaves, newLeaves} from "../types/Leaves.sol";
import {SessionHashLib} from "../libraries/SessionHashLib.sol";
import {UserOpLib} from "../libraries/UserOpLib.sol";
import {Calls, callsOf} from "../types/Calls.sol";
import {Charges} from "../types/Charges.sol";
import {Cursor, startOf} from "../types/Cursor.sol";
import {Epoch} from "../types/Epoch.sol";
import {SessionId} from "../types/SessionId.sol";
import {Limits, Usage} from "../types/Usage.sol";
import {Window} from "../types/Window.sol";

/// @title The internal functions of types and libraries, callable
/// @dev Where assembly stands for plain Solidity, the plain form stands beside it, for tests to compare.
contract LibraryHarness {
    using UserOpLib for PackedUserOperation;

    struct Call {
        address target;
        uint256 value;
        bytes data;
    }

    // Epoch

    function epochAfterInstall(uint256 epoch, bytes32 salt) external pure returns (uint256) {
        return Epoch.unwrap(Epoch.wrap(epoch).afterInstall(salt));
    }

    function epochAfterUninstall(uint256 epoch, bytes32 blockHash, bytes32 salt) external pure returns (uint256) {
        return Epoch.unwrap(Epoch.wrap(epoch).afterUninstall(blockHash, salt));
    }

    function epochAfterRevokeAll(uint256 epoch, bytes32 blockHash, bytes32 salt) external pure returns (uint256) {
        return Epoch.unwrap(Epoch.wrap(epoch).afterRevokeAll(blockHash, salt));
    }

    // Window

    function windowWithin(uint256 window, uint256 period, uint256 index) external pure returns (uint256) {
        return Window.unwrap(Window.wrap(window).within(period, index));
    }

    function validationData(uint256 window) external pure returns (uint256) {
        return Window.wrap(window).validationData();
    }

    // Usage

    function charge(
        uint256 usage,
        uint256 limits,
        uint256 fee,
        uint256 charges,
        uint256 index
    ) external pure returns (uint256) {
        return Usage.unwrap(Usage.wrap(usage).charge(Limits.wrap(limits), fee, Charges.wrap(charges), index));
    }

    function isLiveIn(uint256 usage, uint256 epoch) external pure returns (bool) {
        return Usage.wrap(usage).isLiveIn(Epoch.wrap(epoch));
    }

    function isRenouncedIn(uint256 usage, uint256 epoch) external pure returns (bool) {
        return Usage.wrap(usage).isRenouncedIn(Epoch.wrap(epoch));
    }

    function isRevoked(uint256 usage) external pure returns (bool) {
        return Usage.wrap(usage).isRevoked();
    }

    function revoked(uint256 usage) external pure returns (uint256) {
        return Usage.unwrap(Usage.wrap(usage).revoked());
    }

    function renounced(uint256 usage) external pure returns (uint256) {
        return Usage.unwrap(Usage.wrap(usage).renounced());
    }

    function restored(uint256 usage) external pure returns (uint256) {
        return Usage.unwrap(Usage.wrap(usage).restored());
    }

    // Calls

    function readCalls(bytes calldata callData) external pure returns (Call[] memory list) {
        Calls calls = callsOf(callData);
        list = new Call[](callData.length / 32 + 1);
        uint256 count;
        while (!calls.isDone()) {
            uint256 offset;
            uint256 length;
            Call memory call;
            (call.target, call.value, offset, length, calls) = calls.next();
            call.data = msg.data[offset:offset + length];
            list[count++] = call;
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }

    // Cursor

    function take(bytes calldata data, uint256 size) external pure returns (uint256 value, uint256 moved) {
        Cursor start = startOf(data);
        Cursor next;
        (value, next) = start.take(size);
        moved = Cursor.unwrap(next) - Cursor.unwrap(start);
    }

    function takePlain(bytes calldata data, uint256 size) external pure returns (uint256 value) {
        return uint256(bytes32(data[:size])) >> (256 - 8 * size);
    }

    // UserOp

    function fields(
        PackedUserOperation calldata op
    ) external pure returns (bytes memory callData, bytes memory paymasterAndData, bytes memory signature) {
        return (op.callDataField(), op.paymasterAndDataField(), op.signatureField());
    }

    function fieldsPlain(
        PackedUserOperation calldata op
    ) external pure returns (bytes memory callData, bytes memory paymasterAndData, bytes memory signature) {
        return (op.callData, op.paymasterAndData, op.signature);
    }

    function worstCaseFee(PackedUserOperation calldata op) external pure returns (uint256) {
        return PayerLib.worstCaseFee(op);
    }

    function paymasterOf(bytes calldata paymasterAndData) external pure returns (address) {
        return PayerLib.paymasterOf(paymasterAndData);
    }

    // Hashes

    function leaf(uint256 head, uint256 maxValue, bytes32 rulesHash) external pure returns (bytes32) {
        return SessionHashLib.leaf(head, maxValue, rulesHash);
    }

    function leafPlain(uint256 head, uint256 maxValue, bytes32 rulesHash) external pure returns (bytes32) {
        return keccak256(abi.encode(head, maxValue, rulesHash));
    }

    function id(bytes32[4] calldata words) external pure returns (bytes32) {
        return SessionId.unwrap(SessionHashLib.id(words[0], words[1], words[2], words[3]));
    }

    function idAside(bytes32[4] calldata words) external pure returns (bytes32) {
        return SessionId.unwrap(SessionHashLib.idOfGrant(words[0], words[1], words[2], words[3]));
    }

    function idPlain(bytes32[4] calldata words) external pure returns (bytes32) {
        return keccak256(abi.encodePacked(words));
    }

    function opDigest(bytes32 userOpHash, bytes calldata authorization) external view returns (bytes32) {
        return SessionHashLib.opDigest(userOpHash, authorization);
    }

    function opDigestAside(bytes32 userOpHash, bytes calldata authorization) external view returns (bytes32) {
        return SessionHashLib.uncommonOpDigest(userOpHash, authorization);
    }

    function opDigestPlain(bytes32 userOpHash, bytes calldata authorization) external view returns (bytes32) {
        return keccak256(abi.encodePacked(userOpHash, block.chainid, uint256(uint160(address(this))), authorization));
    }

    function hashOf(bytes calldata data) external pure returns (bytes32) {
        return SessionHashLib.hashOf(data);
    }

    function hashPlain(bytes calldata data) external pure returns (bytes32) {
        return keccak256(data);
    }

    function rootOf(bytes32[] calldata all) external pure returns (bytes32) {
        Leaves leaves = newLeaves(all.length);
        for (uint256 i = 0; i < all.length; ++i) leaves.set(i, all[i]);
        return leaves.root();
    }
}
