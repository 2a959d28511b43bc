// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {
    PERIOD_MIN,
    Permission,
    SIGNER_ERC7913,
    SIGNER_P256,
    SIGNER_SECP256K1,
    Session,
    SignedGrant,
    UNLIMITED_CALLS,
    UNLIMITED_FEE,
    UNLIMITED_VALUE,
    VALID_UNTIL_END
} from "../types/Session.sol";
import {LensAllowanceLib} from "./LensAllowanceLib.sol";
import {LensHashLib} from "./LensHashLib.sol";
import {LensRuleGrantLib} from "./LensRuleGrantLib.sol";
import {LensTypedDataLib} from "./LensTypedDataLib.sol";

/// @title Whether a session could be granted by what is attached to an op
/// @dev The part of the Lens that one contract has no room for; each Lens deploys its own. Its answer is a reason, or none.
contract GrantJudge {
    ISessionKeyValidator private immutable _module;

    constructor(ISessionKeyValidator module_) {
        _module = module_;
    }

    /// @notice The session and the form of the grant, and, unless the session is live already, the owner's signature.
    function requireGrantable(
        address account,
        bytes32 id,
        Session calldata session,
        SignedGrant calldata grant,
        bool isLive
    ) external view {
        _requireSigner(account, session);
        if (session.paymaster == account || session.paymaster == address(_module)) {
            revert ISessionKeyValidator.PaymasterNotAllowed(session.paymaster);
        }
        _requirePermissions(account, session.permissions);
        _requireWindow(session.validAfter, session.validUntil);
        _requireLimits(session);
        _requireForm(id, grant);
        if (!isLive) _requireSigned(account, id, session, grant);
    }

    /// @dev No two entries for one chain, none besides the session's own for this one.
    function _requireForm(bytes32 id, SignedGrant calldata grant) private view {
        if (grant.replaces == id) revert ISessionKeyValidator.ReplacesItself(id);
        uint256 previous = 0;
        for (uint256 i = 0; i < grant.siblings.length; i++) {
            uint256 chainId = grant.siblings[i].chainId;
            bool ascending = i == 0 || chainId > previous;
            if (!ascending || chainId == block.chainid) {
                revert ISessionKeyValidator.SiblingsNotAscending(i, chainId, previous);
            }
            previous = chainId;
        }
    }

    /// @dev The account answers for its owner, by ERC-1271.
    function _requireSigned(
        address account,
        bytes32 id,
        Session calldata session,
        SignedGrant calldata grant
    ) private view {
        bytes32 digest = LensTypedDataLib.digest(_module, account, session, grant);
        if (!SignatureChecker.isValidERC1271SignatureNow(account, digest, grant.ownerSignature)) {
            revert ISessionKeyValidator.GrantSignatureNotValid(id);
        }
    }

    /// @dev A verifier is a contract of its own, and a P-256 key a point of the curve.
    function _requireSigner(address account, Session calldata session) private view {
        bytes calldata signer = session.signer;
        bool valid;
        if (session.signerKind == SIGNER_SECP256K1) {
            valid = signer.length == 20 && address(bytes20(signer)) != address(0);
        } else if (session.signerKind == SIGNER_P256) {
            valid = signer.length == 64 && P256.isValidPublicKey(bytes32(signer), bytes32(signer[32:]));
        } else if (session.signerKind == SIGNER_ERC7913) {
            address verifier = address(bytes20(signer));
            bool apart = uint160(verifier) >= 0x10000 && verifier != account && verifier != address(_module);
            valid = signer.length > 20 && signer.length <= type(uint16).max && apart;
        } else {
            revert ISessionKeyValidator.SignerKindNotSupported(session.signerKind);
        }
        if (!valid) revert ISessionKeyValidator.SignerNotValid(session.signerKind, signer);
    }

    /// @dev That there are some, and not too many, {LensHashLib-leaves} knows.
    function _requirePermissions(address account, Permission[] calldata permissions) private view {
        bytes32 previous = 0;
        for (uint256 i = 0; i < permissions.length; i++) {
            Permission calldata permission = permissions[i];
            address target = permission.target;
            if (target == address(0) || target == account || target == address(_module)) {
                revert ISessionKeyValidator.TargetNotAllowed(target);
            }
            string calldata text = permission.functionSignature;
            bool isTransfer = LensHashLib.isTransfer(permission);
            bytes4 expected = isTransfer ? bytes4(0) : bytes4(keccak256(bytes(text)));
            if (permission.selector != expected) {
                revert ISessionKeyValidator.SelectorMismatch(text, permission.selector, expected);
            }
            if (isTransfer && permission.rules.length != 0) revert ISessionKeyValidator.RulesOnTransfer(target);
            LensRuleGrantLib.requireValid(permission.rules, permissions);

            bytes32 leaf = LensHashLib.leaf(permission);
            if (leaf <= previous) revert ISessionKeyValidator.PermissionsNotAscending(i, leaf, previous);
            previous = leaf;
        }
    }

    function _requireWindow(uint48 validAfter, uint48 validUntil) private pure {
        if (validAfter >= validUntil) revert ISessionKeyValidator.WindowEmpty(validAfter, validUntil);
        if (validUntil >= VALID_UNTIL_END) {
            revert ISessionKeyValidator.ValidUntilTooLate(validUntil, VALID_UNTIL_END);
        }
    }

    function _requireLimits(Session calldata session) private pure {
        if (session.maxFee == UNLIMITED_FEE && session.paymaster == address(0)) {
            revert ISessionKeyValidator.PaymasterRequired();
        }
        if (session.maxCalls == 0) revert ISessionKeyValidator.MaxCallsZero();
        if (session.period == 0) return;
        if (session.period < PERIOD_MIN) revert ISessionKeyValidator.PeriodTooShort(session.period, PERIOD_MIN);

        bool countsCalls = session.maxCalls != UNLIMITED_CALLS;
        bool countsFees = session.maxFee != 0 && session.maxFee != UNLIMITED_FEE;
        bool countsValue = session.maxValue != 0 && session.maxValue != UNLIMITED_VALUE;
        bool charges = LensAllowanceLib.list(session.permissions).length != 0;
        if (!countsCalls && !countsFees && !countsValue && !charges) {
            revert ISessionKeyValidator.PeriodWithoutLimit(session.period);
        }
    }
}
