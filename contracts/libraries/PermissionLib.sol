// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Calls} from "../types/Calls.sol";
import {Charges} from "../types/Charges.sol";
import {Cursor} from "../types/Cursor.sol";
import {NO_SLICE, Slice} from "../types/Slice.sol";
import {AuthorizationLib} from "./AuthorizationLib.sol";
import {RuleLib} from "./RuleLib.sol";
import {SessionHashLib} from "./SessionHashLib.sol";

/// @title Every call of an op against the permission that the op claims for it (I2, I3)
/// @dev Pure: calls and claims in, the root that they prove and what they add up to out. Whether that root was granted is
/// for the caller to find out.
library PermissionLib {
    using AuthorizationLib for Cursor;

    /// @dev The head of no call: bits between selector and transfer bit are set.
    uint256 private constant NO_CALL = type(uint256).max;

    /// @notice A batch proves its calls under two different roots.
    error RootsDiffer(uint256 callIndex, bytes32 root, bytes32 expected);
    /// @notice "Same permission as the call before" on the first call, or on a call to something else.
    error PermissionNotSame(uint256 callIndex, uint256 head, uint256 expected);
    /// @notice A call under the same permission as the one before must say so.
    error RepeatNotMarked(uint256 callIndex);

    /// @return root Of the permissions that permit the calls, if any session has it.
    /// @return charges What the calls add up to.
    /// @return end Where the last call header ends.
    function check(Calls calls, Cursor cursor) internal pure returns (bytes32 root, Charges charges, Cursor end) {
        uint256 lastHead = NO_CALL;
        bytes32 lastLeaf;
        uint256 cap;
        Slice rules;
        end = cursor;
        while (true) {
            uint256 head;
            uint256 value;
            uint256 dataOffset;
            uint256 dataLength;
            (head, value, dataOffset, dataLength, calls) = _nextCall(calls, charges);

            uint256 flags;
            (flags, end) = end.take(1);
            if (AuthorizationLib.isOwnPermission(flags)) {
                lastHead = head;
                bytes32 leaf;
                if (AuthorizationLib.isPlain(flags)) {
                    cap = 0;
                    rules = NO_SLICE;
                    leaf = SessionHashLib.leaf(head, 0, 0);
                } else {
                    (end, cap, rules) = AuthorizationLib.readPermission(end, flags, charges);
                    if (rules.isNone()) {
                        leaf = SessionHashLib.leaf(head, cap, 0);
                    } else {
                        charges = RuleLib.check(rules, dataOffset, dataLength, charges);
                        leaf = SessionHashLib.leaf(head, cap, SessionHashLib.hashOf(rules.toBytes()));
                    }
                }
                bytes32 node;
                (node, end) = _fold(leaf, AuthorizationLib.proofLength(flags), end);
                if (lastLeaf != 0) {
                    if (leaf == lastLeaf) revert RepeatNotMarked(charges.calls());
                    if (node != root) revert RootsDiffer(charges.calls(), node, root);
                }
                root = node;
                lastLeaf = leaf;
            } else {
                AuthorizationLib.requireSamePermission(flags, charges);
                if (head != lastHead) revert PermissionNotSame(charges.calls(), head, lastHead);
                if (!rules.isNone()) charges = RuleLib.check(rules, dataOffset, dataLength, charges);
            }
            if (value > cap) revert ISessionKeyValidator.ValueOverCap(charges.calls(), value, cap);
            charges = charges.addCall(value);
            if (calls.isDone()) return (root, charges, end);
        }
    }

    /// @dev The next call, as the first word of the leaf that would permit it, its value, and its data.
    function _nextCall(
        Calls calls,
        Charges before
    ) private pure returns (uint256 head, uint256 value, uint256 dataOffset, uint256 dataLength, Calls rest) {
        address target;
        (target, value, dataOffset, dataLength, rest) = calls.next();
        head = SessionHashLib.callHead(target, bytes4(bytes32(Cursor.wrap(dataOffset).peek())));
        if (dataLength < 4) {
            if (dataLength != 0) revert ISessionKeyValidator.SelectorIncomplete(before.calls(), dataLength);
            head = SessionHashLib.transferHead(target);
        }
    }

    /// @dev From a leaf to the root, along `length` siblings.
    function _fold(bytes32 node, uint256 length, Cursor cursor) private pure returns (bytes32, Cursor) {
        while (length != 0) {
            bytes32 sibling;
            (sibling, cursor) = cursor.takeWord();
            node = Hashes.commutativeKeccak256(node, sibling);
            unchecked {
                --length;
            }
        }
        return (node, cursor);
    }
}
