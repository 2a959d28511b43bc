// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7579Validator} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {Session, SessionPreimage, SignedGrant} from "../types/Session.sol";

/// @title Session keys for ERC-7579 accounts, checked in validation
/// @notice An owner grants a session once; the session's key then signs userOps for the account, inside what was granted.
///
/// @dev What it trusts. The account: that it calls this module with its own userOp and the hash its EntryPoint made of it,
/// that it executes the callData it showed, and that only its owner can make it call `grant`, `revoke`, `revokeAll`,
/// `onInstall` and `onUninstall`. The EntryPoint: that it hands over the true hash of the userOp, and enforces nonces and the
/// returned window. A named paymaster: that it takes from the account no more than what the owner approved to it.
///
/// What it guarantees. A userOp signed by a session key is accepted only if every call it executes matches a permission of
/// a session that is live on that account, and calls, native value and worst-case fees stay within the session's limits.
/// One revoked session never lives again; one `revokeAll`, uninstall or repeated install ends all of them.
///
/// What it does not. It cannot know what a permitted contract does. A userOp that was validated before a revocation in the
/// same bundle still executes. It has no owner, no upgrade and no pause, and takes no funds.
interface ISessionKeyValidator is IERC7579Validator {
    // Events

    /// @notice `account` granted `session`. Not emitted when the session was live already.
    /// @param signerWord The signer's address (kind 0), else kind 8 | the first 31 bytes of keccak256(signer).
    event SessionGranted(address indexed account, bytes32 indexed id, bytes32 indexed signerWord, Session session);

    /// @notice The account ended `id` for good.
    event SessionRevoked(address indexed account, bytes32 indexed id);

    /// @notice The session's own key ended `id` on `account`: over in this epoch, unless the account itself grants it anew.
    event SessionRenounced(address indexed account, bytes32 indexed id);

    /// @notice The account's epoch became `epoch` (tag 224 | counter 32): every session granted before is over. An odd
    /// counter means installed.
    event EpochChanged(address indexed account, bytes32 epoch);

    // Errors: the shape of the userOp

    /// @notice The userOp is another account's: only `sender` itself may have it validated.
    error SenderNotCaller(address sender, address caller);
    /// @notice A session op deploys and delegates nothing: initCode must be empty.
    error InitCodeNotEmpty(uint256 length);
    /// @notice callData must call `execute(bytes32,bytes)`.
    error SelectorNotExecute(bytes4 selector);
    /// @notice The mode must be `0x00…00` (single) or `0x0100…00` (batch), all 32 bytes of it.
    error ModeNotAllowed(bytes32 mode);
    /// @notice A word or length of callData is not what the canonical ABI encoding has there.
    error CallDataNotCanonical(uint256 actual, uint256 expected);
    /// @notice A batch needs at least one call.
    error BatchEmpty();
    /// @notice A call's data is empty (a plain transfer) or at least a selector long.
    error SelectorIncomplete(uint256 callIndex, uint256 length);

    // Errors: calls

    /// @notice The call carries more wei than its permission allows per call.
    error ValueOverCap(uint256 callIndex, uint256 value, uint256 cap);

    // Errors: sessions

    /// @notice No such session lives on this account: it was never granted, is revoked, belongs to an older epoch, or the
    /// op does something that the session does not permit. The Lens says which.
    error SessionNotLive(bytes32 id);
    /// @notice Revocation is final: grant a session that differs in some field.
    error SessionAlreadyRevoked(bytes32 id);
    /// @notice The module is not installed on `account`.
    error ModuleNotInstalled(address account);

    // Errors: payer and limits

    /// @notice paymasterAndData is neither empty nor at least 52 bytes long.
    error PaymasterDataTooShort(uint256 length, uint256 minimum);
    /// @notice This paymaster may not pay: it is not the named one, or no usable one.
    error PaymasterNotAllowed(address paymaster);
    /// @notice Fees are unlimited, so the named paymaster must pay for every op.
    error PaymasterRequired();
    /// @notice The op's gas limits add up to more than `maximum`.
    error GasOverMaximum(uint256 gas, uint256 maximum);
    /// @notice The worst-case fees, this op's included, pass the limit (wei, inclusive).
    error FeeOverLimit(uint256 fee, uint256 limit);
    /// @notice The executed calls, this op's included, pass the limit (inclusive).
    error CallsOverLimit(uint256 calls, uint256 limit);
    /// @notice The native value, this op's included, passes the limit (wei, inclusive).
    error ValueOverLimit(uint256 value, uint256 limit);
    /// @notice Usage has moved on to period `current`; an earlier one cannot be claimed any more.
    error PeriodOver(uint256 index, uint256 current);
    /// @notice The claimed period starts after the session ends.
    error PeriodOutsideSession(uint256 start, uint256 validUntil);

    // Errors: rules on arguments

    /// @notice A rule's path leads out of what encloses it, or to what does not exist: the data is too short, a pointer or an
    /// index is too large, or bytes beyond an end are not zero.
    error ArgumentNotReadable(uint256 callIndex, uint256 ruleIndex);
    /// @notice The word is not what the ABI encodes for a value of the rule's type.
    error WordNotCanonical(uint256 callIndex, uint256 ruleIndex, uint256 word, uint16 wordType);
    /// @notice The word does not meet the rule.
    error RuleNotMet(uint256 callIndex, uint256 ruleIndex, uint256 word);
    /// @notice The amounts charged to this allowance, this op's included, pass its cap (inclusive).
    error AllowanceOverCap(uint256 allowance, uint256 amount, uint256 cap);

    // Errors: grants

    /// @notice There is no such kind of session key.
    error SignerKindNotSupported(uint8 signerKind);
    /// @notice The signer's length does not fit its kind, or the key is zero.
    error SignerNotValid(uint8 signerKind, bytes signer);
    /// @notice validAfter must be before validUntil.
    error WindowEmpty(uint48 validAfter, uint48 validUntil);
    /// @notice validUntil must be before 2^47.
    error ValidUntilTooLate(uint48 validUntil, uint48 end);
    /// @notice A period is zero or at least `minimum` seconds.
    error PeriodTooShort(uint32 period, uint32 minimum);
    /// @notice A period needs something that is counted: calls, value or fees between none and unlimited, or an allowance.
    error PeriodWithoutLimit(uint32 period);
    /// @notice A session that may call nothing is no session: maxCalls is at least 1.
    error MaxCallsZero();
    /// @notice A session needs at least one permission.
    error PermissionsEmpty();
    /// @notice A session holds at most `maximum` permissions.
    error PermissionsTooMany(uint256 count, uint256 maximum);
    /// @notice The leaves of the permissions must be strictly ascending.
    error PermissionsNotAscending(uint256 index, bytes32 leaf, bytes32 previous);
    /// @notice No permission may target address zero, the account itself, or this module.
    error TargetNotAllowed(address target);
    /// @notice The selector is not that of the function's text.
    error SelectorMismatch(string functionSignature, bytes4 selector, bytes4 expected);
    /// @notice A plain transfer has no arguments, so no rules.
    error RulesOnTransfer(address target);
    /// @notice A permission has at most `maximum` rules.
    error RulesTooMany(uint256 count, uint256 maximum);
    /// @notice Rules must be strictly ascending by keccak256 of their packed bytes.
    error RulesNotAscending(uint256 ruleIndex, bytes32 ruleHash, bytes32 previous);
    /// @notice A path has 1 to `maximum` steps.
    error PathLengthNotValid(uint256 ruleIndex, uint256 steps, uint256 maximum);
    /// @notice No path continues, or ends, with this step at this place.
    error PathStepNotValid(uint256 ruleIndex, uint256 stepIndex, uint32 step);
    /// @notice There is no such type of a word.
    error WordTypeNotValid(uint256 ruleIndex, uint16 wordType);
    /// @notice There is no such comparison, or not for this type.
    error ComparisonNotValid(uint256 ruleIndex, uint8 comparison, uint16 wordType);
    /// @notice Only oneOf and noneOf take a mask other than all ones, and none is zero.
    error MaskNotValid(uint256 ruleIndex, bytes32 mask);
    /// @notice oneOf and noneOf have 1 to 64 values, between and betweenSigned two, charge one.
    error ValueCountNotValid(uint256 ruleIndex, uint256 count);
    /// @notice The value is not canonical for its type, outside the mask, out of order, or no possible cap.
    error ValueNotValid(uint256 ruleIndex, uint256 valueIndex, bytes32 value);
    /// @notice Only `charge` has an allowance number.
    error AllowanceNotValid(uint256 ruleIndex, uint256 allowance);
    /// @notice One allowance has one cap in the whole session.
    error AllowanceCapsDiffer(uint256 allowance, uint256 cap, uint256 other);
    /// @notice Install data is `abi.encode(bytes32 salt, Session[] sessions)`, in the canonical encoding.
    error InstallDataNotValid();
    /// @notice The session attached to the op is not the one that the op claims.
    error GrantOfOtherSession(bytes32 id, bytes32 expected);
    /// @notice What is attached to the op is not `abi.encode(Session, SignedGrant)`.
    error GrantDataNotValid();
    /// @notice The chain ids of siblings must be strictly ascending and leave out this chain's.
    error SiblingsNotAscending(uint256 index, uint256 chainId, uint256 previous);
    /// @notice A session cannot replace itself.
    error ReplacesItself(bytes32 id);
    /// @notice The account's owner did not sign this grant.
    error GrantSignatureNotValid(bytes32 id);
    /// @notice The renunciation is not signed by the session's key.
    error RenounceSignatureNotValid(bytes32 id);

    // Life cycle of a session

    /// @notice Grants `session` to its key on the calling account. Of a session that is live: does nothing. The id of a
    /// session that only an older epoch knew may be granted anew and starts with fresh usage.
    /// @return id The session id.
    function grant(Session calldata session) external returns (bytes32 id);

    /// @notice Grants `session` on `account` by its owner's signature over `Grant(GrantEntry[] entries)`, checked by the
    /// account's ERC-1271. Anyone may submit it. Of a session that is live: does nothing, and asks for no signature.
    /// @param signedGrant The signature, what it covers on other chains, and the session that this one replaces.
    function grantSigned(
        address account,
        Session calldata session,
        SignedGrant calldata signedGrant
    ) external returns (bytes32 id);

    /// @notice Ends session `id` on the calling account for good, also an id never seen and also when not installed.
    function revoke(bytes32 id) external;

    /// @notice Ends every session of the calling account with one write.
    /// @param salt Random, so that no grant for a later epoch can be signed in advance.
    function revokeAll(bytes32 salt) external;

    /// @notice Ends a live session by its own key's signature over `Renounce(chainId, account, sessionId)`. Anyone may submit
    /// it, also once more. A session that is not live cannot be renounced: a key could otherwise make its first grant revert.
    /// @dev It stops no call of the account: `grant` and install data take a renounced session anew, and what was used of it
    /// stays used. A grant by signature, which may be older, is refused in the same epoch.
    function renounce(SessionPreimage calldata preimage, address account, bytes calldata signature) external;

    // Views

    /// @notice The version of this module, as in its EIP-712 domain.
    function version() external view returns (string memory);

    /// @notice Returns if `data` is install data, reverts if it is not.
    function checkInstallData(bytes calldata data) external pure;

    /// @notice Returns if `data` is `abi.encode(Session, SignedGrant)`, reverts if it is not.
    function checkGrantData(bytes calldata data) external pure;

    /// @notice Whether session `id` was granted on `account` and is not ended. Knows no time: see the Lens.
    function isLive(address account, bytes32 id) external view returns (bool);

    /// @notice The account's epoch word: tag 224 | counter 32; an odd counter means installed.
    function getEpoch(address account) external view returns (bytes32);

    /// @notice A session's usage word: fee 80 | value 80 | calls 32 | period index 32 | epoch counter of the grant 32. All
    /// ones in the last field: revoked.
    function getUsage(address account, bytes32 id) external view returns (bytes32);

    /// @notice What is used of a session's allowance: amount 192 | period index 32 | epoch counter of the grant 32. Of another
    /// epoch or an earlier period: nothing is used any more.
    function getSpent(address account, bytes32 id, uint8 allowance) external view returns (bytes32);
}
