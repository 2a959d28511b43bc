// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Permission, Rule, Session, SignedGrant} from "../types/Session.sol";

/// @title What a session key may do, why it may not, and what is left
/// @notice Reads the module and the full session, and says of one userOp the exact reason why the module refuses it. The
/// module itself sees only hashes: to it, most of what is outside a session is one unknown session.
///
/// @dev What it trusts: the module, for `getEpoch`, `getUsage` and `getSpent`; the account, for ERC-1271. What it guarantees: `explain` gives no reason exactly when
/// the module returns a window, if `session` and `claim` are what the op claims. What it does not: it judges no clock (the
/// window is the answer), it asks whether a session could be granted only where a grant is attached (a live one was), and it sees two sessions
/// that differ only in the order of permissions or in a function's text as one where their ids are equal.
///
/// It is for `eth_call`, written to be read: gas is no aim.
interface ISessionLens {
    /// @notice Of a session on an account, by the module's storage alone.
    enum Status {
        NotInstalled,
        NotGranted,
        OlderEpoch,
        Revoked,
        Renounced,
        Live
    }

    /// @notice What a userOp claims of its session.
    struct Claim {
        /// @notice For each executed call, in order, the index of its permission in `session.permissions`.
        uint256[] permissions;
        /// @notice The period claimed, counted from validAfter; 0 for a session without a period.
        uint32 periodIndex;
        /// @notice The grant attached to the op; none if `ownerSignature` is empty.
        SignedGrant grant;
    }

    /// @notice What one session may still use in one period; all zero unless it is live and that period can be claimed.
    struct Remaining {
        bytes32 id;
        Status status;
        /// @notice Executed calls; type(uint256).max: unlimited.
        uint256 calls;
        /// @notice Wei of native value; type(uint256).max: unlimited.
        uint256 value;
        /// @notice Wei of worst-case fees; type(uint256).max: unlimited.
        uint256 fee;
        /// @notice The period that the stored usage belongs to: an earlier one is over.
        uint32 periodIndex;
        /// @notice The numbers of the session's allowances, in order of appearance.
        uint8[] allowances;
        /// @notice For each of them, what may still be charged to it.
        uint256[] allowancesLeft;
    }

    // Errors. Together with those of ISessionKeyValidator these are the reasons

    /// @notice A claim names one permission for each executed call.
    error ClaimNotOnePerCall(uint256 claimed, uint256 calls);
    /// @notice The session has no period, so no index may be claimed.
    error PeriodIndexNotExpected(uint32 periodIndex);
    /// @notice The claimed permission does not exist, or is not for this target and function. Selector zero: a transfer.
    error CallNotPermitted(uint256 callIndex, address target, bytes4 selector);
    /// @notice Nobody granted session `id` on this account.
    error SessionNotGranted(bytes32 id);
    /// @notice `revokeAll`, an uninstall or a repeated install ended session `id`.
    error SessionOfOlderEpoch(bytes32 id, uint256 grantCounter, uint256 currentCounter);
    /// @notice The session's own key ended session `id` in this epoch.
    error SessionRenounced(bytes32 id);
    /// @notice The signature field before the key's signature is not what session, claim and calls encode to. Compare it with
    /// {ISessionLens-authorization}.
    error AuthorizationNotExpected(bytes32 expectedHash, bytes32 actualHash);
    /// @notice What follows the authorization is no signature of the session's key over the digest. The module returns 1.
    error SessionKeySignatureNotValid(bytes32 id);
    /// @notice The session has only `count` permissions.
    error PermissionIndexNotValid(uint256 index, uint256 count);
    /// @notice Rule `ruleIndex` has no packed form: over 255 steps or values, a comparison that is none, or an allowance
    /// without `charge`.
    error RuleNotPackable(uint256 ruleIndex);
    /// @notice Judging broke off without a reason: an argument is not valid ABI, `module` is no module, or gas ran out.
    error InputNotDecodable();

    // Judging

    /// @notice Why the module would refuse `userOp`, clock aside.
    /// @param account Whose op it is; to be accepted it is the op's sender.
    /// @param session The session that the op claims, in full.
    /// @param claim Which of its permissions the op claims for its calls, and which period.
    /// @param userOpHash As the EntryPoint hands it to the account.
    /// @return reason The typed error, selector and arguments; empty if the op would be accepted.
    /// @return validationData validAfter 48 | validUntil 48 | 0, within the claimed period; 1 if there is a reason.
    function explain(
        address account,
        Session calldata session,
        Claim calldata claim,
        PackedUserOperation calldata userOp,
        bytes32 userOpHash
    ) external view returns (bytes memory reason, uint256 validationData);

    /// @notice As {explain}, but reverts with the reason.
    /// @return validationData validAfter 48 | validUntil 48 | 0.
    function judge(
        address account,
        Session calldata session,
        Claim calldata claim,
        PackedUserOperation calldata userOp,
        bytes32 userOpHash
    ) external view returns (uint256 validationData);

    /// @notice What `session` may still use on `account` in period `periodIndex`.
    /// @param periodIndex Counted from validAfter; 0 for a session without a period.
    function remaining(
        address account,
        Session calldata session,
        uint32 periodIndex
    ) external view returns (Remaining memory left);

    /// @notice The module whose sessions these are.
    function module() external view returns (ISessionKeyValidator);

    // Hashes and encodings

    /// @notice The id under which the module knows `session`.
    function sessionId(Session calldata session) external pure returns (bytes32);

    /// @notice The root of the tree over `permissions`, in the order given.
    function permissionsRoot(Permission[] calldata permissions) external pure returns (bytes32);

    /// @notice The leaf of one permission.
    function permissionLeaf(Permission calldata permission) external pure returns (bytes32);

    /// @notice keccak256 of the packed rules; zero if there are none.
    function rulesHash(Rule[] calldata rules) external pure returns (bytes32);

    /// @notice The rules as a permission's hash and the wire have them, in the order given.
    function packRules(Rule[] calldata rules) external pure returns (bytes memory);

    /// @notice The signature field of an op, without the session key's signature at its end.
    /// @param sponsored Whether the session's paymaster pays (paymasterAndData is not empty).
    /// @param signatureLength Of the session key's signature, which an ERC-7913 key's op carries; ignored for other kinds.
    function authorization(
        Session calldata session,
        Claim calldata claim,
        bool sponsored,
        uint16 signatureLength
    ) external pure returns (bytes memory);

    /// @notice What the session key signs, on this chain and for this module.
    function digest(bytes32 userOpHash, bytes calldata authorization_) external view returns (bytes32);
}
