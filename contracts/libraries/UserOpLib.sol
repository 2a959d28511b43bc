// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";

/// @title The dynamic fields of a userOp, where its ABI encoding points
/// @dev Equal Solidity: op.initCode, op.callData, op.paymasterAndData, op.signature. The compiler checks the pointers once
/// more, for 500 gas an op; whoever could forge them is the account itself, which is free to do anything anyway (I11).
library UserOpLib {
    uint256 private constant SENDER = 0x00;
    uint256 private constant INIT_CODE = 0x40;
    uint256 private constant CALL_DATA = 0x60;
    uint256 private constant PAYMASTER_AND_DATA = 0xe0;
    uint256 private constant SIGNATURE = 0x100;

    /// @dev I11: an op concerns its own account alone, and deploys and delegates nothing.
    function requireSessionOp(PackedUserOperation calldata op, address caller) internal pure {
        uint256 sender = _head(op, SENDER);
        if (sender != uint160(caller)) revert ISessionKeyValidator.SenderNotCaller(address(uint160(sender)), caller);
        uint256 length = _field(op, INIT_CODE).length;
        if (length != 0) revert ISessionKeyValidator.InitCodeNotEmpty(length);
    }

    function callDataField(PackedUserOperation calldata op) internal pure returns (bytes calldata) {
        return _field(op, CALL_DATA);
    }

    function paymasterAndDataField(PackedUserOperation calldata op) internal pure returns (bytes calldata) {
        return _field(op, PAYMASTER_AND_DATA);
    }

    function signatureField(PackedUserOperation calldata op) internal pure returns (bytes calldata) {
        return _field(op, SIGNATURE);
    }

    function _head(PackedUserOperation calldata op, uint256 head) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(op, head))
        }
    }

    function _field(PackedUserOperation calldata op, uint256 head) private pure returns (bytes calldata field) {
        assembly ("memory-safe") {
            let pointer := add(op, calldataload(add(op, head)))
            field.length := calldataload(pointer)
            field.offset := add(pointer, 32)
        }
    }
}
