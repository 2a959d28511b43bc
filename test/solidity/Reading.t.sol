// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ISessionKeyValidator} from "../../contracts/interfaces/ISessionKeyValidator.sol";
import {IModule} from "./helpers/IModule.sol";
import {ILibraryHarness} from "./helpers/ILibraryHarness.sol";
import {Call, ModuleTest} from "./helpers/ModuleTest.sol";

/// @dev Assembly that reads or hashes, against the plain Solidity that stands beside it.
contract ReadingTest is ModuleTest {
    ILibraryHarness private immutable _harness = ILibraryHarness(
        deploy("mocks/LibraryHarness.sol/LibraryHarness.json")
    );

    // Fields of a userOp

    function testFuzz_fieldsAreThoseThatTheCompilerReads(PackedUserOperation calldata op) public view {
        (bytes memory a, bytes memory b, bytes memory c) = _harness.fields(op);
        equal("callData", a, op.callData);
        equal("paymasterAndData", b, op.paymasterAndData);
        equal("signature", c, op.signature);
    }

    /// @dev I8: five terms, one price, in checked arithmetic; or refused for their sum alone.
    function testFuzz_I8_worstCaseFeeIsTheProductInCheckedArithmetic(
        PackedUserOperation memory op,
        uint128[5] memory gas,
        uint8[5] memory shifts,
        address paymaster,
        bool sponsored,
        uint256 preVerificationGas
    ) public view {
        // Small and large ones alike, so that sums fall on both sides of 2^128.
        for (uint256 i = 0; i < 5; ++i) gas[i] >>= shifts[i] % 128;
        op.preVerificationGas = shifts[0] % 8 == 7 ? preVerificationGas : gas[0];
        op.accountGasLimits = bytes32(abi.encodePacked(gas[1], gas[2]));
        op.paymasterAndData = sponsored ? abi.encodePacked(paymaster, gas[3], gas[4], op.signature) : bytes("");
        uint256 others = uint256(gas[1]) + gas[2] + (sponsored ? uint256(gas[3]) + gas[4] : 0);
        uint256 maximum = type(uint128).max;
        try _harness.worstCaseFee(op) returns (uint256 fee) {
            equal("fee", fee, (op.preVerificationGas + others) * (uint256(op.gasFees) % 2 ** 128));
        } catch (bytes memory reason) {
            uint256 sum = op.preVerificationGas > maximum ? op.preVerificationGas : op.preVerificationGas + others;
            isTrue("refused for nothing", sum > maximum);
            equal(
                "refusal",
                reason,
                abi.encodeWithSelector(ISessionKeyValidator.GasOverMaximum.selector, sum, maximum)
            );
        }
    }

    function testFuzz_I8_paymasterOfIsTheFirstTwentyBytesOrRefused(bytes calldata data, uint256 length) public view {
        bytes memory part = data[:between(length, 0, data.length)];
        try _harness.paymasterOf(part) returns (address paymaster) {
            if (part.length == 0) equal("self-paid", uint160(paymaster), 0);
            else
                isTrue(
                    "sponsored",
                    part.length >= 52 && paymaster == address(bytes20(part)) && paymaster != address(0)
                );
        } catch {
            isTrue("refused for nothing", part.length < 52 || bytes20(part) == 0);
        }
    }

    // Calls

    /// @dev I1: what was encoded is what is read, one call or many, empty data or any.
    function testFuzz_I1_readCallsAreThoseThatWereEncoded(Call[] memory calls) public view {
        vm.assume(calls.length != 0);
        _keepAtMost(calls, 10);
        Call[] memory read = _harness.readCalls(executeData(calls));
        equal("count", read.length, calls.length);
        equal("calls", abi.encode(read), abi.encode(calls));
    }

    /// @dev I1, whatever was done to the bytes: either refused, or read as the compiler's own decoder reads them, and then
    /// only one encoding of these calls exists.
    function testFuzz_I1_anyChangedWordIsRefusedOrReadAsByTheCompiler(
        Call[] memory calls,
        uint256 word,
        uint256 value,
        uint256 shape
    ) public view {
        vm.assume(calls.length != 0);
        _keepAtMost(calls, 3);
        bytes memory data = executeData(calls);
        uint256 offset = between(word, 0, data.length / 32 - 1) * 32;
        assembly ("memory-safe") {
            // After the selector; a small number, or a flipped bit, or anything.
            let position := add(add(data, 36), offset)
            switch mod(shape, 3)
            case 0 {
                value := shl(5, mod(value, 64))
            }
            case 1 {
                value := xor(mload(position), shl(mod(value, 256), 1))
            }
            mstore(position, value)
        }
        try _harness.readCalls(data) returns (Call[] memory read) {
            Call[] memory same = new Call[](read.length);
            for (uint256 i = 0; i < read.length; ++i) same[i] = Call(read[i].target, read[i].value, read[i].data);
            // A batch of one call has an encoding of its own.
            bytes memory again = uint8(data[4]) == 1 ? _batchData(same) : executeData(same);
            equal("the one encoding", data, again);
            (bytes32 mode, bytes memory inner) = this.decodeExecute(data);
            if (mode != 0) equal("compiler", abi.encode(abi.decode(inner, (Call[]))), abi.encode(same));
        } catch {}
    }

    function _keepAtMost(Call[] memory calls, uint256 count) private pure {
        if (calls.length <= count) return;
        assembly ("memory-safe") {
            mstore(calls, count)
        }
    }

    function decodeExecute(bytes calldata data) external pure returns (bytes32, bytes memory) {
        return abi.decode(data[4:], (bytes32, bytes));
    }

    function _batchData(Call[] memory calls) private pure returns (bytes memory) {
        return abi.encodeWithSignature("execute(bytes32,bytes)", bytes32(uint256(1) << 248), abi.encode(calls));
    }

    /// @dev Bytes that nobody encoded are no calls.
    function testFuzz_I1_bytesByChanceAreRefused(bytes memory data, bool execute) public view {
        if (execute && data.length >= 4) {
            bytes4 selector = bytes4(keccak256("execute(bytes32,bytes)"));
            for (uint256 i = 0; i < 4; ++i) data[i] = selector[i];
        }
        try _harness.readCalls(data) {
            isTrue("read by chance", false);
        } catch {}
    }

    // Hashes of adjacent words

    function testFuzz_I17_leafIsTheHashOfItsThreeWords(uint256 head, uint256 maxValue, bytes32 rulesHash) public view {
        equal("leaf", _harness.leaf(head, maxValue, rulesHash), keccak256(abi.encode(head, maxValue, rulesHash)));
    }

    function testFuzz_I17_idIsTheHashOfItsFourWords(bytes32[4] calldata words) public view {
        equal("id", _harness.id(words), keccak256(abi.encode(words)));
    }

    function testFuzz_I10_opDigestIsTheHashOfItsParts(
        bytes32 opHash,
        uint64 chain,
        bytes calldata authorization
    ) public {
        vm.chainId(chain);
        equal(
            "digest",
            _harness.opDigest(opHash, authorization),
            digestOf(opHash, chain, address(_harness), authorization)
        );
    }

    function testFuzz_hashOfIsKeccak(bytes calldata data) public view {
        equal("hash", _harness.hashOf(data), keccak256(data));
    }

    /// @dev Level by level, with a new array for each, and the pair sorted by hand.
    function testFuzz_I17_rootIsThatOfANaiveTree(bytes32[] memory leaves) public view {
        vm.assume(leaves.length != 0);
        equal("root", _harness.rootOf(leaves), _naiveRoot(leaves));
    }

    function _naiveRoot(bytes32[] memory level) private pure returns (bytes32) {
        if (level.length == 1) return level[0];
        bytes32[] memory parents = new bytes32[]((level.length + 1) / 2);
        for (uint256 i = 0; i < parents.length; ++i) {
            bytes32 left = level[2 * i];
            bool alone = 2 * i + 1 == level.length;
            bytes32 right = alone ? left : level[2 * i + 1];
            bytes memory pair = left < right ? abi.encode(left, right) : abi.encode(right, left);
            parents[i] = alone ? left : keccak256(pair);
        }
        return _naiveRoot(parents);
    }
}
