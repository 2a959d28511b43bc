// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {Permission, Rule, Session} from "../../../contracts/types/Session.sol";
import {IModule} from "./IModule.sol";
import {Check} from "./Check.sol";

struct Call {
    address target;
    uint256 value;
    bytes data;
}

/// @dev Sessions, ops and signatures, made by docs/encoding.md with abi.encode and abi.encodePacked alone. One permission a
/// session: `upvotePost(uint256)` of TARGET, with a cap of CAP wei a call.
abstract contract ModuleTest is Check {
    uint256 internal constant KEY = 0xa11ce;
    uint256 internal constant OTHER_KEY = 0xb0b;
    address internal constant ACCOUNT = address(0xacc0);
    address internal constant TARGET = address(0x50c10);
    uint80 internal constant CAP = 1000;
    uint256 internal constant REFUSED = type(uint256).max;

    function deployModule() internal returns (IModule) {
        return IModule(deploy("SessionKeyValidator.sol/SessionKeyValidator.json"));
    }

    /// @dev The happy session: self-paid, fees and calls counted, no period.
    function happySession() internal pure returns (Session memory session) {
        session.signer = abi.encodePacked(vm.addr(KEY));
        session.validAfter = 1_000;
        session.validUntil = 2_000_000;
        session.maxCalls = 100;
        session.maxValue = 10 * CAP;
        session.maxFee = 1 ether;
        session.permissions = new Permission[](1);
        session.permissions[0] = Permission({
            target: TARGET,
            functionSignature: "upvotePost(uint256)",
            selector: bytes4(keccak256("upvotePost(uint256)")),
            maxValue: CAP,
            rules: new Rule[](0)
        });
    }

    function windowWord(Session memory session) internal pure returns (bytes32) {
        return bytes32(abi.encodePacked(session.validAfter, session.validUntil, session.paymaster));
    }

    function limitsWord(Session memory session) internal pure returns (bytes32) {
        return bytes32(abi.encodePacked(limitsBytes(session), uint32(0)));
    }

    function rootOf(Session memory session) internal pure returns (bytes32) {
        Permission memory permission = session.permissions[0];
        bytes32 head = bytes32(abi.encodePacked(permission.selector, uint64(0), permission.target));
        return keccak256(abi.encode(head, uint256(permission.maxValue), bytes32(0)));
    }

    function idOf(Session memory session) internal pure returns (bytes32) {
        bytes32 signerWord = bytes32(uint256(uint160(bytes20(session.signer))));
        bytes32 root = rootOf(session);
        return keccak256(abi.encode(windowWord(session), limitsWord(session), root, signerWord));
    }

    function limitsBytes(Session memory session) internal pure returns (bytes memory) {
        return abi.encodePacked(session.maxFee, session.maxValue, session.maxCalls, session.period);
    }

    /// @dev Unlimited calls and fees, no value, no period: such limits are left out.
    function isUnmetered(Session memory session) internal pure returns (bool) {
        return
            keccak256(limitsBytes(session)) ==
            keccak256(abi.encodePacked(type(uint80).max, uint80(0), type(uint32).max, uint32(0)));
    }

    /// @dev Of an op with `count` calls, all of them under the session's one permission.
    function authorizationOf(
        Session memory session,
        uint32 index,
        uint256 count
    ) internal pure returns (bytes memory authorization) {
        bool counts = !isUnmetered(session);
        bool carriesPaymaster = session.paymaster != address(0) && !isSponsored(session);
        uint8 head = (counts ? 4 : 0) | (carriesPaymaster ? 8 : 0);
        authorization = abi.encodePacked(head, session.validAfter, session.validUntil);
        if (counts) authorization = abi.encodePacked(authorization, limitsBytes(session));
        if (session.period != 0) authorization = abi.encodePacked(authorization, index);
        if (carriesPaymaster) authorization = abi.encodePacked(authorization, session.paymaster);
        authorization = abi.encodePacked(authorization, session.signer);
        uint80 cap = session.permissions[0].maxValue;
        authorization =
            cap == 0 ? abi.encodePacked(authorization, hex"00") : abi.encodePacked(authorization, hex"01", cap);
        for (uint256 i = 1; i < count; ++i) authorization = abi.encodePacked(authorization, hex"04");
    }

    /// @dev Who pays in these tests: the paymaster where it must, else the account.
    function isSponsored(Session memory session) internal pure returns (bool) {
        return session.maxFee == type(uint80).max;
    }

    function batchOf(uint256 count, uint256 value) internal pure returns (Call[] memory calls) {
        calls = new Call[](count);
        for (uint256 i = 0; i < count; ++i) {
            calls[i] = Call(TARGET, value, abi.encodeWithSignature("upvotePost(uint256)", i));
        }
    }

    function executeData(Call[] memory calls) internal pure returns (bytes memory) {
        bytes memory inner =
            calls.length == 1 ? abi.encodePacked(calls[0].target, calls[0].value, calls[0].data) : abi.encode(calls);
        bytes32 mode = bytes32(uint256(calls.length == 1 ? 0 : 1) << 248);
        return abi.encodeWithSignature("execute(bytes32,bytes)", mode, inner);
    }

    /// @dev A self-paid op, unsigned. Its worst-case fee is 3 * gas * price.
    function opOf(
        Call[] memory calls,
        uint128 gas,
        uint128 price
    ) internal pure returns (PackedUserOperation memory op) {
        op.sender = ACCOUNT;
        op.callData = executeData(calls);
        op.preVerificationGas = gas;
        op.accountGasLimits = bytes32(abi.encodePacked(gas, gas));
        op.gasFees = bytes32(uint256(price));
    }

    function digestOf(
        bytes32 opHash,
        uint256 chain,
        address module,
        bytes memory authorization
    ) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(opHash, chain, uint256(uint160(module)), authorization));
    }

    /// @dev 64 bytes, r ‖ vs.
    function signatureOf(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
    }

    /// @dev Stands for the EntryPoint's: it covers every field but the signature.
    function hashOf(PackedUserOperation memory op) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    op.sender,
                    op.nonce,
                    keccak256(op.initCode),
                    keccak256(op.callData),
                    op.accountGasLimits,
                    op.preVerificationGas,
                    op.gasFees,
                    keccak256(op.paymasterAndData)
                )
            );
    }

    /// @dev What the module answers to the op's sender, REFUSED for a revert.
    function verdictOf(IModule module, PackedUserOperation memory op, bytes32 opHash) internal returns (uint256) {
        vm.prank(op.sender);
        try module.validateUserOp(op, opHash) returns (uint256 answer) {
            return answer;
        } catch {
            return REFUSED;
        }
    }

    /// @dev As an EntryPoint v0.7 reads an answer that is no refusal: validAfter 48 | validUntil 48 | 0.
    function isWindow(uint256 answer) internal pure returns (bool) {
        return answer != REFUSED && answer != 1;
    }
}
