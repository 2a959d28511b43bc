// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {Session} from "../../../contracts/types/Session.sol";
import {ModuleTest} from "./ModuleTest.sol";

/// @dev What the module should have stored of a session on an account.
struct Word {
    uint256 fee;
    uint256 value;
    uint256 calls;
    uint256 index;
    uint256 granted;
    bool isRevoked;
    /// @dev By its own key, in the epoch of the grant.
    bool isRenounced;
}

/// @dev The module as one would write it down for oneself: a field for each thing, 256 bits each, nothing packed.
abstract contract SessionModel is ModuleTest {
    uint256 internal constant ACCOUNTS = 3;
    uint256 internal constant SESSIONS = 4;
    address internal constant PAYMASTER = address(0xfee);
    uint256 private constant MAX_FEE = 20_000;

    struct OpParams {
        uint8 count;
        uint16 value;
        uint16 gas;
        uint8 price;
        uint8 index;
        bool isForged;
    }

    struct Sum {
        uint256 fee;
        uint256 value;
        uint256 calls;
    }

    uint256[ACCOUNTS] private _counter;
    Word[SESSIONS][ACCOUNTS] private _words;
    /// @dev All that was accepted under one grant in one period, added up beside the model's usage.
    mapping(bytes32 grantAndPeriod => Sum) private _sums;

    // Who and what

    function accountOf(uint256 a) public pure returns (address) {
        return address(uint160(0xacc0 + (a % ACCOUNTS)));
    }

    function keyOf(uint256 s) public pure returns (uint256) {
        return 0x5e55 + (s % SESSIONS);
    }

    /// @dev All limits counted; a period; fees alone counted; a sponsored one without limits.
    function sessionOf(uint256 s) public pure returns (Session memory session) {
        s %= SESSIONS;
        session = happySession();
        session.signer = abi.encodePacked(vm.addr(keyOf(s)));
        (session.maxCalls, session.maxValue, session.maxFee) = (6, 3 * CAP, uint80(MAX_FEE));
        if (s == 1) {
            session.validUntil = session.validAfter + 10 * 3600 + 5;
            (session.period, session.maxValue) = (3600, type(uint80).max);
        } else if (s == 2) {
            (session.paymaster, session.maxCalls, session.maxValue) = (PAYMASTER, type(uint32).max, 0);
        } else if (s == 3) {
            (session.paymaster, session.maxFee) = (PAYMASTER, type(uint80).max);
            (session.maxCalls, session.maxValue) = (type(uint32).max, 0);
        }
    }

    // State

    function counterOf(uint256 a) public view returns (uint256) {
        return _counter[a % ACCOUNTS];
    }

    function wordOf(uint256 a, uint256 s) public view returns (Word memory) {
        return _words[a % ACCOUNTS][s % SESSIONS];
    }

    function isLive(uint256 a, uint256 s) public view returns (bool) {
        Word memory word = wordOf(a, s);
        return !word.isRevoked && !word.isRenounced && _isOfThisEpoch(a, word);
    }

    /// @dev Renounced, and neither revoked nor overtaken by another epoch: only the account can grant it anew.
    function isRenounced(uint256 a, uint256 s) public view returns (bool) {
        Word memory word = wordOf(a, s);
        return !word.isRevoked && word.isRenounced && _isOfThisEpoch(a, word);
    }

    function _isOfThisEpoch(uint256 a, Word memory word) private view returns (bool) {
        return word.granted % 2 == 1 && word.granted == counterOf(a);
    }

    function usageWordOf(uint256 a, uint256 s) public view returns (bytes32) {
        Word memory word = wordOf(a, s);
        uint32 last = uint32(word.granted + (word.isRenounced ? 1 << 31 : 0));
        if (word.isRevoked) last = type(uint32).max;
        return
            bytes32(
                abi.encodePacked(uint80(word.fee), uint80(word.value), uint32(word.calls), uint32(word.index), last)
            );
    }

    // Changes

    function nextOddCounter(uint256 a) internal {
        _counter[a % ACCOUNTS] += counterOf(a) % 2 == 0 ? 1 : 2;
    }

    function nextEvenCounter(uint256 a) internal {
        _counter[a % ACCOUNTS] += counterOf(a) % 2;
    }

    function noteGrant(uint256 a, uint256 s) internal {
        if (isLive(a, s)) return;
        if (isRenounced(a, s)) {
            _words[a % ACCOUNTS][s % SESSIONS].isRenounced = false;
            return;
        }
        Word memory fresh;
        fresh.granted = counterOf(a);
        _words[a % ACCOUNTS][s % SESSIONS] = fresh;
    }

    function noteRevoked(uint256 a, uint256 s) internal {
        _words[a % ACCOUNTS][s % SESSIONS].isRevoked = true;
    }

    function noteRenounced(uint256 a, uint256 s) internal {
        if (isLive(a, s)) _words[a % ACCOUNTS][s % SESSIONS].isRenounced = true;
    }

    function noteUse(uint256 a, uint256 s, OpParams memory params) internal {
        Word memory word = _afterUse(a, s, params);
        _words[a % ACCOUNTS][s % SESSIONS] = word;

        // I7, I8: what was accepted altogether, whatever the usage says.
        Session memory session = sessionOf(s);
        Sum storage sum = _sums[keccak256(abi.encode(a % ACCOUNTS, s % SESSIONS, word.granted, params.index))];
        sum.fee += feeOf(s, params);
        sum.value += uint256(params.value) * params.count;
        sum.calls += params.count;
        isTrue("fees over the limit", sum.fee <= session.maxFee);
        isTrue("value over the limit", sum.value <= session.maxValue);
        isTrue("calls over the limit", sum.calls <= session.maxCalls);
    }

    // Ops

    /// @dev Numbers brought to where limits are near.
    function shape(uint256 s, OpParams memory params) internal pure returns (OpParams memory) {
        params.count = uint8(between(params.count, 1, 3));
        params.value = params.value % 3 == 0 ? 0 : uint16(between(params.value, 0, CAP + 1));
        params.gas = uint16(between(params.gas, 0, 1000));
        params.price = uint8(between(params.price, 0, 5));
        params.index = sessionOf(s).period == 0 ? 0 : uint8(between(params.index, 0, 11));
        params.isForged = params.isForged && params.gas % 4 == 0;
        return params;
    }

    function opOf(
        uint256 a,
        uint256 s,
        OpParams memory params
    ) internal pure returns (PackedUserOperation memory op, bytes memory authorization) {
        op = opOf(batchOf(params.count, params.value), params.gas, params.price);
        op.sender = accountOf(a);
        Session memory session = sessionOf(s);
        if (isSponsored(session)) {
            op.paymasterAndData = abi.encodePacked(PAYMASTER, uint128(params.gas), uint128(params.gas));
        }
        authorization = authorizationOf(session, params.index, params.count);
    }

    function feeOf(uint256 s, OpParams memory params) internal pure returns (uint256) {
        return (isSponsored(sessionOf(s)) ? 5 : 3) * uint256(params.gas) * params.price;
    }

    function _afterUse(uint256 a, uint256 s, OpParams memory params) private view returns (Word memory word) {
        Session memory session = sessionOf(s);
        word = wordOf(a, s);
        if (params.index > word.index) (word.fee, word.value, word.calls, word.index) = (0, 0, 0, params.index);
        if (session.maxFee != type(uint80).max) word.fee += feeOf(s, params);
        if (session.maxValue != type(uint80).max) word.value += uint256(params.value) * params.count;
        if (session.maxCalls != type(uint32).max) word.calls += params.count;
    }

    /// @dev What validateUserOp must answer; REFUSED for a revert.
    function judge(uint256 a, uint256 s, OpParams memory params) internal view returns (uint256) {
        Session memory session = sessionOf(s);
        if (params.value > CAP || !isLive(a, s)) return REFUSED;
        if (params.isForged) return 1;
        if (params.index < wordOf(a, s).index) return REFUSED;
        Word memory word = _afterUse(a, s, params);
        if (word.fee > session.maxFee || word.value > session.maxValue || word.calls > session.maxCalls) return REFUSED;
        uint256 from = session.validAfter + uint256(params.index) * session.period;
        uint256 until = session.validUntil;
        if (from > until) return REFUSED;
        if (session.period != 0 && from + session.period - 1 < until) until = from + session.period - 1;
        return (from << 208) | (until << 160);
    }
}
