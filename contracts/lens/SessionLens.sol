// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Permission, Rule, Session, UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE} from "../types/Session.sol";
import {CallReader} from "./CallReader.sol";
import {GrantJudge} from "./GrantJudge.sol";
import {ISessionLens} from "./ISessionLens.sol";
import {Allowance, LensAllowanceLib} from "./LensAllowanceLib.sol";
import {LensAuthorizationLib} from "./LensAuthorizationLib.sol";
import {LensHashLib} from "./LensHashLib.sol";
import {LensLimitLib} from "./LensLimitLib.sol";
import {LensRuleLib} from "./LensRuleLib.sol";
import {LensSignerLib} from "./LensSignerLib.sol";
import {LensUsageLib, Used} from "./LensUsageLib.sol";

/// @title The Lens: the readable form of the module's rules
/// @notice See {ISessionLens}. Stateless, without privileges: it can be deployed by anyone, for any module.
/// @dev Shares no code with the module, only structs and errors, so that the two can be compared. `judge` is the order of
/// reasons, top to bottom.
contract SessionLens is ISessionLens, CallReader {
    using LensAllowanceLib for Allowance[];
    using LensUsageLib for Used;

    /// @dev `paymaster 20 | verification gas 16 | postOp gas 16`, before the paymaster's own data.
    uint256 private constant PAYMASTER_HEAD = 52;

    /// @inheritdoc ISessionLens
    ISessionKeyValidator public immutable module;

    GrantJudge private immutable _grants;

    constructor(ISessionKeyValidator module_) {
        module = module_;
        _grants = new GrantJudge(module_);
    }

    // Judging

    /// @inheritdoc ISessionLens
    function explain(
        address,
        Session calldata,
        Claim calldata,
        PackedUserOperation calldata,
        bytes32
    ) external view returns (bytes memory reason, uint256 validationData) {
        // `judge` takes the same arguments, so they are handed over as they came: encoding them anew would revert here,
        // without a reason, where one of them is malformed.
        (bool accepted, bytes memory answer) = address(this).staticcall(
            bytes.concat(this.judge.selector, msg.data[4:])
        );
        if (accepted) return ("", abi.decode(answer, (uint256)));
        if (!_isTypedError(answer)) answer = abi.encodeWithSelector(InputNotDecodable.selector);
        return (answer, ERC4337Utils.SIG_VALIDATION_FAILED);
    }

    /// @inheritdoc ISessionLens
    function judge(
        address account,
        Session calldata session,
        Claim calldata claim,
        PackedUserOperation calldata userOp,
        bytes32 userOpHash
    ) external view returns (uint256 validationData) {
        _requireSessionOp(account, userOp);
        Execution[] memory calls = _readCalls(userOp.callData);
        _requireClaim(session, claim, calls.length);
        for (uint256 i = 0; i < calls.length; i++) {
            _requirePermitted(account, session.permissions, claim.permissions[i], i, calls[i]);
        }

        bytes32 id = LensHashLib.sessionId(session);
        Used memory used = _requireLive(account, id, session, claim);
        _requirePayer(account, session, userOp.paymasterAndData);
        LensSignerLib.requireSigned(id, address(module), session, claim, userOp, userOpHash);

        used = LensLimitLib.requirePeriod(session, claim.periodIndex, used);
        LensLimitLib.requireFee(session.maxFee, used.fee, userOp);
        LensLimitLib.requireValue(session.maxValue, used.value, calls);
        LensLimitLib.requireCalls(session.maxCalls, used.calls, calls.length);
        LensAllowanceLib.chargesOf(session.permissions, claim.permissions, calls).requireWithin(
            module,
            account,
            id,
            used
        );
        return LensLimitLib.window(session, claim.periodIndex);
    }

    // What remains

    /// @inheritdoc ISessionLens
    function remaining(
        address account,
        Session calldata session,
        uint32 periodIndex
    ) external view returns (Remaining memory left) {
        _requirePeriodIndex(session, periodIndex);
        left.id = LensHashLib.sessionId(session);
        Used memory used = LensUsageLib.read(module.getUsage(account, left.id));
        left.status = used.status(_epochCounter(account));
        if (left.status != Status.Live) return left;

        Allowance[] memory allowances = LensAllowanceLib.list(session.permissions);
        left.allowances = new uint8[](allowances.length);
        left.allowancesLeft = new uint256[](allowances.length);
        for (uint256 i = 0; i < allowances.length; i++) left.allowances[i] = allowances[i].number;

        left.periodIndex = uint32(used.periodIndex); // A uint32 in storage.
        bool isOver = periodIndex < used.periodIndex;
        if (isOver || LensLimitLib.periodStart(session, periodIndex) > session.validUntil) return left;

        // Without a period both indexes are zero.
        used = LensUsageLib.inPeriod(used, periodIndex);
        left.calls = LensLimitLib.left(session.maxCalls, UNLIMITED_CALLS, used.calls);
        left.value = LensLimitLib.left(session.maxValue, UNLIMITED_VALUE, used.value);
        left.fee = LensLimitLib.left(session.maxFee, UNLIMITED_FEE, used.fee);
        for (uint256 i = 0; i < allowances.length; i++) {
            uint256 spent = LensAllowanceLib.spent(module, account, left.id, allowances[i].number, used);
            left.allowancesLeft[i] = Math.saturatingSub(allowances[i].cap, spent);
        }
    }

    // Hashes and encodings

    /// @inheritdoc ISessionLens
    function sessionId(Session calldata session) external pure returns (bytes32) {
        return LensHashLib.sessionId(session);
    }

    /// @inheritdoc ISessionLens
    function permissionsRoot(Permission[] calldata permissions) external pure returns (bytes32) {
        return LensHashLib.root(LensHashLib.leaves(permissions));
    }

    /// @inheritdoc ISessionLens
    function permissionLeaf(Permission calldata permission) external pure returns (bytes32) {
        return LensHashLib.leaf(permission);
    }

    /// @inheritdoc ISessionLens
    function rulesHash(Rule[] calldata rules) external pure returns (bytes32) {
        return LensRuleLib.hash(rules);
    }

    /// @inheritdoc ISessionLens
    function packRules(Rule[] calldata rules) external pure returns (bytes memory) {
        return LensRuleLib.pack(rules);
    }

    /// @inheritdoc ISessionLens
    function authorization(
        Session calldata session,
        Claim calldata claim,
        bool sponsored,
        uint16 signatureLength
    ) external pure returns (bytes memory) {
        _requirePeriodIndex(session, claim.periodIndex);
        return LensAuthorizationLib.encode(session, claim, sponsored, signatureLength);
    }

    /// @inheritdoc ISessionLens
    function digest(bytes32 userOpHash, bytes calldata authorization_) external view returns (bytes32) {
        return LensSignerLib.digest(address(module), userOpHash, authorization_);
    }

    // The shape of the op

    /// @dev I11: an account's op is only that account's. A session op deploys and delegates nothing.
    function _requireSessionOp(address account, PackedUserOperation calldata userOp) private pure {
        if (userOp.sender != account) revert ISessionKeyValidator.SenderNotCaller(userOp.sender, account);
        if (userOp.initCode.length != 0) revert ISessionKeyValidator.InitCodeNotEmpty(userOp.initCode.length);
    }

    function _requireClaim(Session calldata session, Claim calldata claim, uint256 calls) private pure {
        if (claim.permissions.length != calls) revert ClaimNotOnePerCall(claim.permissions.length, calls);
        _requirePeriodIndex(session, claim.periodIndex);
    }

    function _requirePeriodIndex(Session calldata session, uint32 periodIndex) private pure {
        if (session.period == 0 && periodIndex != 0) revert PeriodIndexNotExpected(periodIndex);
    }

    // The calls

    /// @dev I2 and I5: no call to the account's own powers, and every call under the permission that is claimed for it.
    function _requirePermitted(
        address account,
        Permission[] calldata permissions,
        uint256 permissionIndex,
        uint256 callIndex,
        Execution memory call
    ) private view {
        if (call.target == address(0) || call.target == account || call.target == address(module)) {
            revert ISessionKeyValidator.TargetNotAllowed(call.target);
        }
        if (permissionIndex >= permissions.length || !_isFor(permissions[permissionIndex], call)) {
            revert CallNotPermitted(callIndex, call.target, bytes4(call.callData));
        }
        Permission calldata permission = permissions[permissionIndex];
        if (call.value > permission.maxValue) {
            revert ISessionKeyValidator.ValueOverCap(callIndex, call.value, permission.maxValue);
        }
        LensRuleLib.requireMet(permission.rules, callIndex, call.callData);
    }

    /// @dev A transfer's data is empty, and so is the selector that is read from it.
    function _isFor(Permission calldata permission, Execution memory call) private pure returns (bool) {
        return
            permission.target == call.target &&
            permission.selector == bytes4(call.callData) &&
            LensHashLib.isTransfer(permission) == (call.callData.length == 0);
    }

    // Liveness

    /// @dev I13 and I14: granted in this epoch, or by what is attached to the op, and not ended since.
    function _requireLive(
        address account,
        bytes32 id,
        Session calldata session,
        Claim calldata claim
    ) private view returns (Used memory) {
        Used memory used = LensUsageLib.read(module.getUsage(account, id));
        uint256 current = _epochCounter(account);
        used.requireNotEnded(id, account, current);
        if (!LensAuthorizationLib.hasGrant(claim)) {
            used.requireGranted(id, current);
            return used;
        }
        bool isLive = used.status(current) == Status.Live;
        _grants.requireGrantable(account, id, session, claim.grant, isLive);
        return isLive ? used : LensUsageLib.unused(current);
    }

    /// @dev The lower 32 bits of the epoch; odd while the module is installed.
    function _epochCounter(address account) private view returns (uint256) {
        return uint32(uint256(module.getEpoch(account)));
    }

    // The payer

    /// @dev I8: the account pays, or the paymaster that the session names. Unlimited fees are never the account's.
    function _requirePayer(address account, Session calldata session, bytes calldata paymasterAndData) private view {
        uint256 length = paymasterAndData.length;
        if (length == 0) {
            if (session.maxFee == UNLIMITED_FEE) revert ISessionKeyValidator.PaymasterRequired();
            return;
        }
        if (length < PAYMASTER_HEAD) revert ISessionKeyValidator.PaymasterDataTooShort(length, PAYMASTER_HEAD);
        address paymaster = address(bytes20(paymasterAndData));
        bool isUsable = paymaster != address(0) && paymaster != account && paymaster != address(module);
        if (!isUsable || paymaster != session.paymaster) revert ISessionKeyValidator.PaymasterNotAllowed(paymaster);
    }

    // Reasons

    /// @dev Not a panic, and not the empty revert of a decoder.
    function _isTypedError(bytes memory answer) private pure returns (bool) {
        return answer.length >= 4 && bytes4(answer) != bytes4(keccak256("Panic(uint256)"));
    }
}
