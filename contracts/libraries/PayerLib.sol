// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {startOf} from "../types/Cursor.sol";
import {UNLIMITED_FEE} from "../types/Session.sol";
import {Limits} from "../types/Usage.sol";
import {UserOpLib} from "./UserOpLib.sol";

/// @title Who pays for a userOp, and how much at most (I8)
library PayerLib {
    using UserOpLib for PackedUserOperation;

    /// @dev paymaster 20 | verification gas limit 16 | post-op gas limit 16.
    uint256 internal constant PAYMASTER_DATA_MIN = 52;

    /// @dev The paymaster, or zero for a self-paid op: only an empty paymasterAndData is self-paid. An EntryPoint that takes
    /// a zero address with gas fields for no paymaster charges the account for those too, so that is refused.
    function paymasterOf(bytes calldata paymasterAndData) internal pure returns (address paymaster) {
        uint256 length = paymasterAndData.length;
        if (length != 0) {
            if (length < PAYMASTER_DATA_MIN) {
                revert ISessionKeyValidator.PaymasterDataTooShort(length, PAYMASTER_DATA_MIN);
            }
            paymaster = address(uint160(startOf(paymasterAndData).peek() >> 96));
            if (paymaster == address(0)) revert ISessionKeyValidator.PaymasterNotAllowed(paymaster);
        }
    }

    /// @dev What counts against the limit on fees: nothing where they are unlimited.
    function feeToCount(PackedUserOperation calldata op, Limits limits) internal pure returns (uint256) {
        return limits.maxFee() == UNLIMITED_FEE ? 0 : worstCaseFee(op);
    }

    /// @dev All five gas limits at maxFeePerGas: what the op can cost whoever pays, without any refund.
    function worstCaseFee(PackedUserOperation calldata op) internal pure returns (uint256) {
        bytes calldata paymasterAndData = op.paymasterAndDataField();
        unchecked {
            // Bounds: five terms below 2^128 each, then a product of two numbers below 2^128.
            uint256 gas = op.preVerificationGas;
            if (gas > type(uint128).max) revert ISessionKeyValidator.GasOverMaximum(gas, type(uint128).max);
            gas += uint256(op.accountGasLimits) >> 128;
            gas += uint128(uint256(op.accountGasLimits));
            if (paymasterAndData.length != 0) {
                uint256 limits = startOf(paymasterAndData).skip(20).peek();
                gas += (limits >> 128) + uint128(limits);
            }
            if (gas > type(uint128).max) revert ISessionKeyValidator.GasOverMaximum(gas, type(uint128).max);
            return gas * uint128(uint256(op.gasFees));
        }
    }
}
