// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibraryHarness} from "../../contracts/mocks/LibraryHarness.sol";
import {ISessionKeyValidator} from "../../contracts/interfaces/ISessionKeyValidator.sol";
import {Check} from "./helpers/Check.sol";

/// @dev The laws of the value types, against the plainest model of each: numbers of 256 bits, checked arithmetic, one second
/// or one field at a time.
contract TypesTest is Check {
    LibraryHarness private immutable _harness = new LibraryHarness();

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

    /// @dev I7, I8, I9: the sum that may reach its limit and not pass it, of each counted limit.
    function testFuzz_I7_chargeIsThatOfANaiveModel(
        Count memory used,
        Count memory limit,
        uint80 fee,
        uint80 value,
        uint32 calls,
        uint32 index,
        uint256 shape
    ) public view {
        (used, limit, fee, value, calls, index) = _shape(used, limit, fee, value, calls, index, shape);
        bytes memory refusal;
        Count memory left = Count(used.fee, used.value, used.calls, used.index, used.granted);
        if (index < used.index) {
            refusal = abi.encodeWithSelector(ISessionKeyValidator.PeriodOver.selector, index, used.index);
        } else if (index > used.index) {
            (left.fee, left.value, left.calls, left.index) = (0, 0, 0, index);
        }
        uint256 sum = uint256(left.fee) + fee;
        if (refusal.length == 0 && limit.fee != NO_LIMIT_80 && sum > limit.fee) {
            refusal = abi.encodeWithSelector(ISessionKeyValidator.FeeOverLimit.selector, sum, limit.fee);
        }
        sum = uint256(left.value) + value;
        if (refusal.length == 0 && limit.value != NO_LIMIT_80 && sum > limit.value) {
            refusal = abi.encodeWithSelector(ISessionKeyValidator.ValueOverLimit.selector, sum, limit.value);
        }
        sum = uint256(left.calls) + calls;
        if (refusal.length == 0 && limit.calls != NO_LIMIT_32 && sum > limit.calls) {
            refusal = abi.encodeWithSelector(ISessionKeyValidator.CallsOverLimit.selector, sum, limit.calls);
        }
        uint256 charges = (uint256(value) << 128) | calls;
        try _harness.charge(_pack(used), _pack(limit), fee, charges, index) returns (uint256 charged) {
            equal("must be refused", refusal, "");
            if (limit.fee != NO_LIMIT_80) left.fee += fee;
            if (limit.value != NO_LIMIT_80) left.value += value;
            if (limit.calls != NO_LIMIT_32) left.calls += calls;
            equal("usage", charged, _pack(left));
        } catch (bytes memory reason) {
            equal("refusal", reason, refusal);
        }
    }

    /// @dev Bends free numbers to where something happens: unlimited, at the limit, one above, the same period. Usage is what
    /// charging leaves: zero where nothing is counted, else at most its limit.
    function _shape(
        Count memory used,
        Count memory limit,
        uint80 fee,
        uint80 value,
        uint32 calls,
        uint32 index,
        uint256 shape
    ) private pure returns (Count memory, Count memory, uint80, uint80, uint32, uint32) {
        if (shape & 1 != 0) limit.fee = type(uint80).max;
        if (shape & 2 != 0) limit.value = type(uint80).max;
        if (shape & 4 != 0) limit.calls = type(uint32).max;
        used.fee = limit.fee == NO_LIMIT_80 ? 0 : uint80(between(used.fee, 0, limit.fee));
        used.value = limit.value == NO_LIMIT_80 ? 0 : uint80(between(used.value, 0, limit.value));
        used.calls = limit.calls == NO_LIMIT_32 ? 0 : uint32(between(used.calls, 0, limit.calls));
        if (shape & 8 != 0) index = used.index;
        if (shape & 16 != 0) fee = uint80(between(fee, 0, _oneMore(limit.fee - used.fee, NO_LIMIT_80)));
        if (shape & 32 != 0) value = uint80(between(value, 0, _oneMore(limit.value - used.value, NO_LIMIT_80)));
        if (shape & 64 != 0) calls = uint32(between(calls, 0, _oneMore(limit.calls - used.calls, NO_LIMIT_32)));
        return (used, limit, fee, value, calls, index);
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

    /// @dev I12, second by second: inside the result exactly if inside both.
    function testFuzz_I12_aPeriodsWindowHoldsTheSecondsOfBoth(
        uint48 validAfter,
        uint48 validUntil,
        uint160 paymaster,
        uint32 period,
        uint32 index,
        uint48 second,
        uint256 shape
    ) public view {
        if (shape & 1 != 0) validAfter = uint48(between(validAfter, 0, 1 << 32));
        if (shape & 2 != 0) index = uint32(between(index, 0, 1000));
        if (validAfter == type(uint48).max) --validAfter;
        validUntil = uint48(between(validUntil, uint256(validAfter) + 1, type(uint48).max));
        uint256 window = uint256(bytes32(abi.encodePacked(validAfter, validUntil, paymaster)));
        uint256 first = uint256(validAfter) + uint256(index) * period;
        uint256 last = period == 0 ? validUntil : first + period - 1;
        if (period == 0) first = validAfter;
        try _harness.windowWithin(window, period, index) returns (uint256 part) {
            if (shape & 4 != 0) second = uint48(between(second, first - (first == 0 ? 0 : 1), first + 1));
            if (shape & 8 != 0) second = uint48(between(second, last > 0 ? last - 1 : 0, last + 1));
            bool inBoth = second >= validAfter && second <= validUntil && second >= first && second <= last;
            bool inPart = second >= part >> 208 && second <= uint48(part >> 160);
            isTrue("second", inBoth == inPart);
            isTrue("until", uint48(part >> 160) != 0 && part >> 208 <= uint48(part >> 160));
        } catch (bytes memory reason) {
            isTrue("refused for nothing", first > validUntil);
            equal(
                "refusal",
                reason,
                abi.encodeWithSelector(ISessionKeyValidator.PeriodOutsideSession.selector, first, validUntil)
            );
        }
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
