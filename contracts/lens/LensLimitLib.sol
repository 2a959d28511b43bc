// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Session, UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE} from "../types/Session.sol";
import {LensUsageLib, Used} from "./LensUsageLib.sol";

/// @title The limits of a session in time, fees, calls and value
/// @dev I7, I8: what is used already and what the op adds never pass a limit. A limit at its type's maximum is none, and
/// nothing is compared; zero is a limit like any other.
library LensLimitLib {
    /// @dev No op has more gas than this, and gas · price below it stays inside 256 bits.
    uint256 private constant GAS_MAX = type(uint128).max;

    /// @dev Comes before the other limits, because what is used of them depends on the period.
    /// @return What is used in the claimed period.
    function requirePeriod(
        Session calldata session,
        uint32 periodIndex,
        Used memory used
    ) internal pure returns (Used memory) {
        if (session.period == 0) return used;
        if (periodIndex < used.periodIndex) revert ISessionKeyValidator.PeriodOver(periodIndex, used.periodIndex);
        uint256 start = periodStart(session, periodIndex);
        if (start > session.validUntil) revert ISessionKeyValidator.PeriodOutsideSession(start, session.validUntil);
        return LensUsageLib.inPeriod(used, periodIndex);
    }

    /// @dev The worst case: every gas limit exhausted at the highest price, whoever pays, nothing refunded.
    function requireFee(uint80 limit, uint256 used, PackedUserOperation calldata userOp) internal pure {
        if (limit == UNLIMITED_FEE) return;
        uint256 gasLimit =
            ERC4337Utils.verificationGasLimit(userOp) +
                ERC4337Utils.callGasLimit(userOp) +
                ERC4337Utils.paymasterVerificationGasLimit(userOp) +
                ERC4337Utils.paymasterPostOpGasLimit(userOp);
        // The one gas field of 256 bits; the four above have 128.
        gasLimit = Math.saturatingAdd(gasLimit, userOp.preVerificationGas);
        if (gasLimit > GAS_MAX) revert ISessionKeyValidator.GasOverMaximum(gasLimit, GAS_MAX);
        uint256 fee = used + gasLimit * ERC4337Utils.maxFeePerGas(userOp);
        if (fee > limit) revert ISessionKeyValidator.FeeOverLimit(fee, limit);
    }

    function requireCalls(uint32 limit, uint256 used, uint256 count) internal pure {
        if (limit == UNLIMITED_CALLS) return;
        uint256 calls = used + count;
        if (calls > limit) revert ISessionKeyValidator.CallsOverLimit(calls, limit);
    }

    /// @dev Each call's value is at most its permission's cap, so the sum stays inside 256 bits.
    function requireValue(uint80 limit, uint256 used, Execution[] memory calls) internal pure {
        if (limit == UNLIMITED_VALUE) return;
        uint256 value = used;
        for (uint256 i = 0; i < calls.length; i++) value += calls[i].value;
        if (value > limit) revert ISessionKeyValidator.ValueOverLimit(value, limit);
    }

    /// @dev What is left of `limit`, which means none where it equals `unlimited`.
    function left(uint256 limit, uint256 unlimited, uint256 used) internal pure returns (uint256) {
        return limit == unlimited ? type(uint256).max : Math.saturatingSub(limit, used);
    }

    /// @dev I12: the session's window and the period's, intersected; both ends inclusive. As the EntryPoint reads it:
    /// validAfter 48 | validUntil 48 | 0.
    function window(Session calldata session, uint32 periodIndex) internal pure returns (uint256) {
        uint256 validAfter = session.validAfter;
        uint256 validUntil = session.validUntil;
        if (session.period != 0) {
            validAfter = periodStart(session, periodIndex);
            validUntil = Math.min(validUntil, validAfter + session.period - 1);
        }
        return (validAfter << 208) | (validUntil << 160);
    }

    function periodStart(Session calldata session, uint32 periodIndex) internal pure returns (uint256) {
        return uint256(session.validAfter) + uint256(periodIndex) * session.period;
    }
}
