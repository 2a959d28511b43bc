// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Caps, noCaps} from "../types/Caps.sol";
import {Leaves, newLeaves} from "../types/Leaves.sol";
import {Permission, PERIOD_MIN, PERMISSIONS_MAX, Session, VALID_UNTIL_END} from "../types/Session.sol";
import {UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE} from "../types/Session.sol";
import {SessionId} from "../types/SessionId.sol";
import {RuleGrantLib} from "./RuleGrantLib.sol";
import {SessionHashLib} from "./SessionHashLib.sol";
import {SignerLib} from "./SignerLib.sol";

/// @title What may be granted
/// @dev Every field is checked once, here: an op only has to show that it is under what was granted.
library GrantLib {
    /// @dev Refuses a session that is not valid on `account`; else its id and its signer as one word.
    function validate(
        Session calldata session,
        address account
    ) internal view returns (SessionId id, bytes32 signerWord) {
        uint8 signerKind = session.signerKind;
        bytes calldata signer = session.signer;
        address paymaster = session.paymaster;
        signerWord = SessionHashLib.signerWordOf(signerKind, signer);
        SignerLib.requireValid(signerKind, signer, signerWord, account);
        if (paymaster == account || paymaster == address(this)) {
            revert ISessionKeyValidator.PaymasterNotAllowed(paymaster);
        }
        Caps caps = noCaps();
        bytes32 root = _root(session.permissions, account, caps);
        id = SessionHashLib.idOfGrant({
            window: _window(session.validAfter, session.validUntil, paymaster),
            limits: _limits(session, paymaster, !caps.list().isEmpty()),
            root: root,
            signerWord: signerWord
        });
    }

    function _window(uint48 validAfter, uint48 validUntil, address paymaster) private pure returns (bytes32) {
        if (validAfter >= validUntil) revert ISessionKeyValidator.WindowEmpty(validAfter, validUntil);
        if (validUntil >= VALID_UNTIL_END) {
            revert ISessionKeyValidator.ValidUntilTooLate(validUntil, VALID_UNTIL_END);
        }
        return bytes32((uint256(validAfter) << 208) | (uint256(validUntil) << 160) | uint160(paymaster));
    }

    function _limits(Session calldata session, address paymaster, bool hasAllowance) private pure returns (bytes32) {
        uint80 maxFee = session.maxFee;
        uint80 maxValue = session.maxValue;
        uint32 maxCalls = session.maxCalls;
        uint32 period = session.period;
        if (maxFee == UNLIMITED_FEE && paymaster == address(0)) revert ISessionKeyValidator.PaymasterRequired();
        if (maxCalls == 0) revert ISessionKeyValidator.MaxCallsZero();
        if (period != 0) {
            if (period < PERIOD_MIN) revert ISessionKeyValidator.PeriodTooShort(period, PERIOD_MIN);
            bool isCounted =
                hasAllowance ||
                    maxCalls != UNLIMITED_CALLS ||
                    (maxFee != 0 && maxFee != UNLIMITED_FEE) ||
                    (maxValue != 0 && maxValue != UNLIMITED_VALUE);
            if (!isCounted) revert ISessionKeyValidator.PeriodWithoutLimit(period);
        }
        return
            bytes32(
                (uint256(maxFee) << 176) |
                    (uint256(maxValue) << 96) |
                    (uint256(maxCalls) << 64) |
                    (uint256(period) << 32)
            );
    }

    /// @dev The root of the permissions, each of them valid, in the one order that is allowed.
    function _root(Permission[] calldata permissions, address account, Caps caps) private view returns (bytes32) {
        uint256 count = permissions.length;
        if (count == 0) revert ISessionKeyValidator.PermissionsEmpty();
        if (count > PERMISSIONS_MAX) revert ISessionKeyValidator.PermissionsTooMany(count, PERMISSIONS_MAX);
        Leaves leaves = newLeaves(count);
        bytes32 previous;
        for (uint256 i = 0; i < count; ++i) {
            bytes32 leaf = _leaf(permissions[i], account, caps);
            if (leaf <= previous) revert ISessionKeyValidator.PermissionsNotAscending(i, leaf, previous);
            leaves.set(i, leaf);
            previous = leaf;
        }
        return leaves.root();
    }

    /// @dev I5: a session lives only on the account that granted it, so the targets that no op may have are refused here.
    /// The selector must be that of the text, so that a wallet can show the owner a function.
    function _leaf(Permission calldata permission, address account, Caps caps) private view returns (bytes32 leaf) {
        address target = permission.target;
        if (target == address(0) || target == account || target == address(this)) {
            revert ISessionKeyValidator.TargetNotAllowed(target);
        }
        bytes calldata text = bytes(permission.functionSignature);
        bytes4 selector = permission.selector;
        bytes4 expected;
        uint256 head;
        if (text.length == 0) {
            head = SessionHashLib.transferHead(target);
        } else {
            expected = bytes4(SessionHashLib.hashOf(text));
            head = SessionHashLib.callHead(target, selector);
        }
        if (selector != expected) revert ISessionKeyValidator.SelectorMismatch(string(text), selector, expected);
        leaf = SessionHashLib.leaf(head, permission.maxValue, 0);
        if (permission.rules.length != 0) leaf = RuleGrantLib.leaf(permission, caps);
    }
}
