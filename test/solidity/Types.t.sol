// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../../contracts/interfaces/ISessionKeyValidator.sol";
import {IModule} from "./helpers/IModule.sol";
import {ILibraryHarness} from "./helpers/ILibraryHarness.sol";
import {Check} from "./helpers/Check.sol";

/// @dev The laws of the value types, against the plainest model of each: numbers of 256 bits, checked arithmetic, one second
/// or one field at a time.
contract TypesTest is Check {
    ILibraryHarness private immutable _harness = ILibraryHarness(
        deploy("mocks/LibraryHarness.sol/LibraryHarness.json")
    );

    uint256 private constant NO_LIMIT_80 = type(uint80).max;
    uint256 private constant NO_LIMIT_32 = type(uint32).max;

    struct Count {
        uint80 fee;
        uint80 value;
        uint32 calls;
        uint32 index;
        uint32 granted;
    }

    function _pack(Count memory count) private pure returns (uint256) {
        return uint256(bytes32(abi.encodePacked(count.fee, count.value, count.calls, count.index, count.granted)));
    }

    // Usage.charge

    /// @dev I7, I8, I9: a sum may reach its limit and not pass it, for each limit that is counted.
    function testFuzz_I7_chargeIsThatOfANaiveModel(
        Count memory used,
        Count memory limit,
        Count memory op,
        uint256 shape
    ) public view {
        _shape(used, limit, op, shape);
        (Count memory left, bytes memory refusal) = _charge(used, limit, op);
        uint256 charges = (uint256(op.value) << 64) | op.calls;
        try _harness.charge(_pack(used), _pack(limit), op.fee, charges, op.index) returns (uint256 charged) {
            equal("must be refused", refusal, "");
            equal("usage", charged, _pack(left));
        } catch (bytes memory reason) {
            equal("refusal", reason, refusal);
        }
    }

    /// @dev The naive model: what is left afterwards, or why not.
    function _charge(
        Count memory used,
        Count memory limit,
        Count memory op
    ) private pure returns (Count memory left, bytes memory refusal) {
        if (op.index < used.index) {
            return (left, abi.encodeWithSelector(ISessionKeyValidator.PeriodOver.selector, op.index, used.index));
        }
        left = Count(used.fee, used.value, used.calls, op.index, used.granted);
        if (op.index > used.index) (left.fee, left.value, left.calls) = (0, 0, 0);
        uint256 fee = uint256(left.fee) + op.fee;
        uint256 value = uint256(left.value) + op.value;
        uint256 calls = uint256(left.calls) + op.calls;
        if (limit.fee != NO_LIMIT_80) {
            if (fee > limit.fee) {
                return (left, abi.encodeWithSelector(ISessionKeyValidator.FeeOverLimit.selector, fee, limit.fee));
            }
            left.fee = uint80(fee);
        }
        if (limit.value != NO_LIMIT_80) {
            if (value > limit.value) {
                return (left, abi.encodeWithSelector(ISessionKeyValidator.ValueOverLimit.selector, value, limit.value));
            }
            left.value = uint80(value);
        }
        if (limit.calls != NO_LIMIT_32) {
            if (calls > limit.calls) {
                return (left, abi.encodeWithSelector(ISessionKeyValidator.CallsOverLimit.selector, calls, limit.calls));
            }
            left.calls = uint32(calls);
        }
    }

    /// @dev Bends free numbers to where something happens: unlimited, at the limit, one above, the same period. Usage is what
    /// charging leaves: zero where nothing is counted, else at most its limit.
    function _shape(Count memory used, Count memory limit, Count memory op, uint256 shape) private pure {
        if (shape & 1 != 0) limit.fee = type(uint80).max;
        if (shape & 2 != 0) limit.value = type(uint80).max;
        if (shape & 4 != 0) limit.calls = type(uint32).max;
        used.fee = limit.fee == NO_LIMIT_80 ? 0 : uint80(between(used.fee, 0, limit.fee));
        used.value = limit.value == NO_LIMIT_80 ? 0 : uint80(between(used.value, 0, limit.value));
        used.calls = limit.calls == NO_LIMIT_32 ? 0 : uint32(between(used.calls, 0, limit.calls));
        if (shape & 8 != 0) op.index = used.index;
        if (shape & 16 != 0) op.fee = uint80(between(op.fee, 0, _oneMore(limit.fee - used.fee, NO_LIMIT_80)));
        if (shape & 32 != 0) op.value = uint80(between(op.value, 0, _oneMore(limit.value - used.value, NO_LIMIT_80)));
        if (shape & 64 != 0) op.calls = uint32(between(op.calls, 0, _oneMore(limit.calls - used.calls, NO_LIMIT_32)));
    }

    function _oneMore(uint256 number, uint256 maximum) private pure returns (uint256) {
        return number == maximum ? maximum : number + 1;
    }

    /// @dev A fee is a product of two numbers below 2^128 and never wraps round into the budget.
    function testFuzz_I8_aHugeFeeIsRefused(Count memory used, uint80 maxFee, uint256 gas, uint256 price) public {
        vm.assume(maxFee != NO_LIMIT_80);
        used.fee = uint80(between(used.fee, 0, maxFee));
        uint256 fee = between(gas, 1 << 80, type(uint128).max) * between(price, 1, type(uint128).max);
        uint256 limits = (uint256(maxFee) << 176) | (NO_LIMIT_80 << 96) | (NO_LIMIT_32 << 64);
        vm.expectRevert(abi.encodeWithSelector(ISessionKeyValidator.FeeOverLimit.selector, used.fee + fee, maxFee));
        _harness.charge(_pack(used), limits, fee, 1, used.index);
    }

    function testFuzz_isLiveInIsThatOfANaiveModel(uint256 usage, uint256 epoch, bool same) public view {
        if (same) usage = (usage & ~NO_LIMIT_32) | (epoch & NO_LIMIT_32);
        uint256 granted = usage % 2 ** 32;
        uint256 counter = epoch % 2 ** 32;
        // An odd counter lets in what was granted under it. Nothing is granted under an even one, whose next odd one counts.
        uint256 wanted = counter % 2 == 1 ? counter : counter + 1;
        isTrue("live", _harness.isLiveIn(usage, epoch) == (granted == wanted));
    }

    // Window

    struct Span {
        uint48 validAfter;
        uint48 validUntil;
        uint32 period;
        uint32 index;
    }

    /// @dev I12, second by second: inside the result exactly if inside both.
    function testFuzz_I12_aPeriodsWindowHoldsTheSecondsOfBoth(
        Span memory span,
        address paymaster,
        uint48 second,
        uint256 shape
    ) public view {
        if (shape & 1 != 0) span.validAfter = uint48(between(span.validAfter, 0, 1 << 32));
        if (shape & 2 != 0) span.index = uint32(between(span.index, 0, 1000));
        if (span.validAfter == type(uint48).max) --span.validAfter;
        span.validUntil = uint48(between(span.validUntil, uint256(span.validAfter) + 1, type(uint48).max));
        // No session has a shorter one; one of a single second at 0 would end at 0, which means never.
        if (span.period != 0 && span.period < 60) span.period = 60;
        (uint256 first, uint256 last) = _periodOf(span);
        if (shape & 4 != 0) second = uint48(between(second, first == 0 ? 0 : first - 1, first + 1));
        if (shape & 8 != 0) second = uint48(between(second, last == 0 ? 0 : last - 1, last + 1));

        uint256 window = uint256(bytes32(abi.encodePacked(span.validAfter, span.validUntil, paymaster)));
        try _harness.windowWithin(window, span.period, span.index) returns (uint256 part) {
            uint256 from = part >> 208;
            uint256 until = uint48(part >> 160);
            bool inSession = second >= span.validAfter && second <= span.validUntil;
            bool inPeriod = second >= first && second <= last;
            isTrue("second", (inSession && inPeriod) == (second >= from && second <= until));
            isTrue("until", until != 0 && from <= until);
        } catch (bytes memory reason) {
            isTrue("refused for nothing", first > span.validUntil);
            bytes4 selector = ISessionKeyValidator.PeriodOutsideSession.selector;
            equal("refusal", reason, abi.encodeWithSelector(selector, first, span.validUntil));
        }
    }

    /// @dev Without a period the whole session is one.
    function _periodOf(Span memory span) private pure returns (uint256 first, uint256 last) {
        if (span.period == 0) return (span.validAfter, span.validUntil);
        first = uint256(span.validAfter) + uint256(span.index) * span.period;
        last = first + span.period - 1;
    }

    function testFuzz_I12_validationDataNamesNoAuthorizer(uint256 window) public view {
        uint256 data = _harness.validationData(window);
        equal("authorizer", data % 2 ** 160, 0);
        equal("times", data / 2 ** 160, window / 2 ** 160);
    }

    // Epoch

    function testFuzz_I13_everyEndOfAnEpochGrowsTheCounterAndChangesTheTag(
        uint224 tag,
        uint32 counter,
        bytes32 salt,
        bytes32 blockHash
    ) public view {
        counter = uint32(between(counter, 0, type(uint32).max - 2));
        uint256 epoch = (uint256(tag) << 32) | counter;
        bool odd = counter % 2 == 1;
        uint256 installed = _harness.epochAfterInstall(epoch, salt);
        uint256 uninstalled = _harness.epochAfterUninstall(epoch, blockHash, salt);
        equal("install", uint32(installed), odd ? counter + 2 : counter + 1);
        equal("uninstall", uint32(uninstalled), odd ? counter + 1 : counter);
        // A grant may be signed before a first install, and before nothing else.
        isTrue("tag of an install", (installed >> 32 == tag) == !odd);
        isTrue("tag of an uninstall", uninstalled >> 32 != tag);
        if (!odd) return;
        uint256 next = _harness.epochAfterRevokeAll(epoch, blockHash, salt);
        equal("revokeAll", uint32(next), counter + 2);
        isTrue("tag of a revokeAll", next >> 32 != tag && next >> 32 != installed >> 32);
    }

    // Cursor

    function testFuzz_takeIsTheSliceOfPlainSolidity(bytes calldata data, uint256 size) public view {
        vm.assume(data.length != 0);
        size = between(size, 1, data.length < 32 ? data.length : 32);
        (uint256 value, uint256 moved) = _harness.take(data, size);
        equal("value", value, _harness.takePlain(data, size));
        equal("moved", moved, size);
    }
}
