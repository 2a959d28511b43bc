// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {Session} from "../../contracts/types/Session.sol";
import {IModule} from "./helpers/IModule.sol";
import {Call, ModuleTest} from "./helpers/ModuleTest.sol";

/// @dev Bytes that nobody made right are never accepted by chance, and what is refused writes nothing (I9), be it a revert or
/// the answer 1. The account has one session live; the key is stolen where a test says so.
contract RawOpsTest is ModuleTest {
    struct Terms {
        uint48 from;
        uint48 until;
        address paymaster;
        uint80 maxFee;
        uint80 maxValue;
        uint32 maxCalls;
        uint32 period;
    }

    IModule private _module;

    function setUp() public {
        _module = deployModule();
        Session[] memory sessions = new Session[](1);
        sessions[0] = happySession();
        vm.prank(ACCOUNT);
        _module.onInstall(abi.encode(bytes32("salt"), sessions));
    }

    /// @dev The module's answer; that a refusal wrote nothing, and an accepted op the one usage slot, is checked here.
    function _judge(PackedUserOperation memory op) private returns (uint256 answer) {
        vm.record();
        answer = verdictOf(_module, op, hashOf(op));
        (, bytes32[] memory writes) = vm.accesses(address(_module));
        if (!isWindow(answer)) {
            equal("writes of a refused op", writes.length, 0);
            return answer;
        }
        bytes32 usage = keccak256(abi.encode(ACCOUNT, keccak256(abi.encode(idOf(happySession()), uint256(1)))));
        for (uint256 i = 0; i < writes.length; ++i) equal("slot", writes[i], usage);
    }

    /// @dev Signed by the session key: `authorization` is what a thief chose.
    function _sign(PackedUserOperation memory op, bytes memory authorization) private view {
        bytes32 digest = digestOf(hashOf(op), block.chainid, address(_module), authorization);
        op.signature = abi.encodePacked(authorization, signatureOf(KEY, digest));
    }

    function _signedOp(uint256 count, uint256 value) private view returns (PackedUserOperation memory op) {
        op = opOf(batchOf(count, value), 100_000, 1 gwei);
        _sign(op, authorizationOf(happySession(), 0, count));
    }

    function testFuzz_anOpMadeRightIsAccepted(uint256 count, uint256 value) public {
        count = between(count, 1, 10);
        value = between(value, 0, CAP);
        equal("window", _judge(_signedOp(count, value)), uint256(windowWord(happySession())));
    }

    // Nobody's key

    function testFuzz_I9_anyOpIsRefusedAndWritesNothing(PackedUserOperation memory op) public {
        isTrue("accepted", !isWindow(_judge(op)));
    }

    function testFuzz_I9_anySignatureFieldIsRefused(
        bytes memory field,
        bytes memory paymasterAndData,
        bool sponsored
    ) public {
        PackedUserOperation memory op = _signedOp(1, 0);
        op.signature = field;
        if (sponsored) op.paymasterAndData = paymasterAndData;
        isTrue("accepted", !isWindow(_judge(op)));
    }

    /// @dev A well-formed field of anybody's own making: the terms of his choice, signed by himself.
    function testFuzz_I10_termsSignedByAnotherKeyAreRefused(Terms memory terms, uint256 key, uint32 index) public {
        key = between(key, 1, type(uint128).max);
        vm.assume(key != KEY);
        Session memory session = happySession();
        session.signer = abi.encodePacked(vm.addr(key));
        (session.validAfter, session.validUntil, session.paymaster) = (terms.from, terms.until, terms.paymaster);
        (session.maxFee, session.maxValue, session.maxCalls) = (terms.maxFee, terms.maxValue, terms.maxCalls);
        session.period = terms.period;
        PackedUserOperation memory op = opOf(batchOf(1, 0), 100_000, 1 gwei);
        bytes memory authorization = authorizationOf(session, index, 1);
        bytes32 digest = digestOf(hashOf(op), block.chainid, address(_module), authorization);
        op.signature = abi.encodePacked(authorization, signatureOf(key, digest));
        equal("verdict", _judge(op), REFUSED);
    }

    function testFuzz_I10_aSignatureOfAnotherKeyIsRefusedWithOne(uint256 key) public {
        key = between(key, 1, type(uint128).max);
        vm.assume(key != KEY);
        PackedUserOperation memory op = _signedOp(1, 0);
        bytes memory authorization = authorizationOf(happySession(), 0, 1);
        bytes32 digest = digestOf(hashOf(op), block.chainid, address(_module), authorization);
        op.signature = abi.encodePacked(authorization, signatureOf(key, digest));
        equal("verdict", _judge(op), 1);
    }

    // A bundler who changes what was signed

    function testFuzz_I10_aChangedByteOfAnyFieldIsRefused(uint256 which, uint256 position, uint8 mask) public {
        vm.assume(mask != 0);
        PackedUserOperation memory op = _signedOp(between(which >> 8, 1, 3), CAP);
        bytes memory field = which % 2 == 0 ? op.signature : op.callData;
        position = between(position, 0, field.length - 1);
        field[position] ^= bytes1(mask);
        isTrue("accepted", !isWindow(_judge(op)));
    }

    function testFuzz_I10_aLongerOrShorterFieldIsRefused(uint256 which, bytes calldata more, uint256 less) public {
        PackedUserOperation memory op = _signedOp(between(which >> 8, 1, 3), CAP);
        bytes memory field = which % 2 == 0 ? op.signature : op.callData;
        bytes memory changed = abi.encodePacked(field, more);
        if (which % 4 > 1 || more.length == 0) changed = _cut(field, between(less, 0, field.length - 1));
        if (which % 2 == 0) op.signature = changed;
        else op.callData = changed;
        isTrue("accepted", !isWindow(_judge(op)));
    }

    // A thief with the session key

    /// @dev There is one authorization under which this op is accepted, and no other bytes.
    function testFuzz_I17_anyOtherAuthorizationIsRefusedThoughTheKeySignsIt(uint256 position, uint8 mask) public {
        vm.assume(mask != 0);
        PackedUserOperation memory op = _signedOp(2, CAP);
        bytes memory authorization = authorizationOf(happySession(), 0, 2);
        position = between(position, 0, authorization.length - 1);
        authorization[position] ^= bytes1(mask);
        _sign(op, authorization);
        equal("verdict", _judge(op), REFUSED);
    }

    function testFuzz_I17_bytesByChanceAreRefusedThoughTheKeySignsThem(
        bytes memory authorization,
        uint256 head
    ) public {
        PackedUserOperation memory op = _signedOp(1, 0);
        // With a first byte that has a meaning the reading goes on.
        if (authorization.length != 0 && head & 4 != 0) authorization[0] = bytes1(uint8(head & 0x0c));
        _sign(op, authorization);
        equal("verdict", _judge(op), REFUSED);
    }

    /// @dev I1, I2: whatever the callData, what is accepted is calls that the permission names, as the compiler reads them.
    function testFuzz_I2_anyAcceptedCallDataIsCallsThatThePermissionNames(
        uint256 count,
        uint256 word,
        uint256 value,
        uint256 shape
    ) public {
        count = between(count, 1, 3);
        PackedUserOperation memory op = _signedOp(count, CAP / 2);
        bytes memory data = op.callData;
        uint256 offset = between(word, 0, data.length / 32 - 1) * 32;
        assembly ("memory-safe") {
            let position := add(add(data, 36), offset)
            switch mod(shape, 3)
            case 0 {
                value := mod(value, 2000)
            }
            case 1 {
                value := xor(mload(position), shl(mod(value, 256), 1))
            }
            mstore(position, value)
        }
        _sign(op, authorizationOf(happySession(), 0, count));
        if (!isWindow(_judge(op))) return;
        Call[] memory calls = this.decode(data);
        equal("calls", calls.length, count);
        for (uint256 i = 0; i < count; ++i) {
            equal("target", uint160(calls[i].target), uint160(TARGET));
            equal("selector", bytes4(calls[i].data), bytes4(keccak256("upvotePost(uint256)")));
            isTrue("value", calls[i].value <= CAP);
        }
    }

    /// @dev As an account does: a single execution packed, a batch in the ABI's encoding.
    function decode(bytes calldata data) external pure returns (Call[] memory calls) {
        equal("function", bytes4(data), bytes4(keccak256("execute(bytes32,bytes)")));
        (bytes32 mode, bytes memory inner) = abi.decode(data[4:], (bytes32, bytes));
        if (mode == bytes32(uint256(1) << 248)) return abi.decode(inner, (Call[]));
        equal("mode", mode, 0);
        calls = new Call[](1);
        uint256 value;
        assembly ("memory-safe") {
            value := mload(add(inner, 52))
        }
        calls[0] = Call(address(bytes20(inner)), value, _cut(inner, 52, inner.length));
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory) {
        return _cut(data, 0, length);
    }

    function _cut(bytes memory data, uint256 start, uint256 end) private pure returns (bytes memory part) {
        part = new bytes(end - start);
        for (uint256 i = start; i < end; ++i) part[i - start] = data[i];
    }
}
