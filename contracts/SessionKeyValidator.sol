// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7579Module, IERC7579Validator} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ISessionKeyValidator} from "./interfaces/ISessionKeyValidator.sol";
import {AllowanceLib} from "./libraries/AllowanceLib.sol";
import {AuthorizationLib} from "./libraries/AuthorizationLib.sol";
import {GrantDataLib} from "./libraries/GrantDataLib.sol";
import {GrantLib} from "./libraries/GrantLib.sol";
import {PayerLib} from "./libraries/PayerLib.sol";
import {PermissionLib} from "./libraries/PermissionLib.sol";
import {SessionHashLib} from "./libraries/SessionHashLib.sol";
import {SignedGrantLib} from "./libraries/SignedGrantLib.sol";
import {SignerLib} from "./libraries/SignerLib.sol";
import {UserOpLib} from "./libraries/UserOpLib.sol";
import {SessionStore} from "./SessionStore.sol";
import {Calls, callsOf} from "./types/Calls.sol";
import {Charges} from "./types/Charges.sol";
import {Cursor, startOf} from "./types/Cursor.sol";
import {Epoch} from "./types/Epoch.sol";
import {Session, SessionPreimage, SignedGrant} from "./types/Session.sol";
import {SessionId} from "./types/SessionId.sol";
import {Signer} from "./types/Signer.sol";
import {Slice} from "./types/Slice.sol";
import {Spends} from "./types/Spends.sol";
import {freshUsage, Limits, LIMITS_UNMETERED, NO_USAGE, Usage} from "./types/Usage.sol";
import {Window} from "./types/Window.sol";

/// @title Session keys for ERC-7579 accounts, checked in validation
/// @notice The chain stores a commitment to what the owner approved; each userOp carries the proof that it is inside it.
/// @dev What this contract trusts and guarantees stands at the head of {ISessionKeyValidator}, every byte in
/// docs/encoding.md. Each account is the innermost key of what is stored for it (ERC-7562).
contract SessionKeyValidator is SessionStore {
    using AuthorizationLib for Cursor;
    using UserOpLib for PackedUserOperation;

    string public constant name = "Latchkey";
    string public constant version = "0.1.0";

    uint256 private constant SIG_VALIDATION_FAILED = 1;

    bytes32 private immutable _domainSeparator = SessionHashLib.domainSeparator(
        keccak256(bytes(name)),
        keccak256(bytes(version))
    );

    // Install

    /// @inheritdoc IERC7579Module
    /// @dev Installing again begins a new epoch, instead of reverting as ERC-7579 asks: an account may have removed this
    /// module without telling it, and must be able to take it back (docs/decisions/0004).
    /// Whoever can have this data executed again, on this chain or on another one on which the account can be deployed,
    /// grants its sessions again: never put sessions into an account's initCode or under a replayable signature.
    /// @param data abi.encode(bytes32 salt, Session[] sessions).
    function onInstall(bytes calldata data) external {
        (bytes32 salt, Session[] calldata sessions) = _decodeInstallData(data);
        Epoch epoch = _epoch[msg.sender].afterInstall(salt);
        _setEpoch(epoch);
        for (uint256 i = 0; i < sessions.length; ++i) _grant(sessions[i], epoch);
    }

    /// @inheritdoc IERC7579Module
    /// @dev Never reverts and costs the same whatever was granted (I14).
    function onUninstall(bytes calldata data) external {
        _setEpoch(_epoch[msg.sender].afterUninstall(blockhash(block.number - 1), keccak256(data)));
    }

    /// @inheritdoc IERC7579Module
    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR;
    }

    // Grant

    /// @inheritdoc ISessionKeyValidator
    function grant(Session calldata session) external returns (bytes32 id) {
        return SessionId.unwrap(_grant(session, _installedEpoch(msg.sender)));
    }

    /// @inheritdoc ISessionKeyValidator
    function grantSigned(
        address account,
        Session calldata session,
        SignedGrant calldata signedGrant
    ) external returns (bytes32) {
        (SessionId id, bytes32 signerWord) = GrantLib.validate(session, account);
        SignedGrantLib.requireValid(id, signedGrant);
        Epoch epoch = _installedEpoch(account);
        if (!_usage[id][account].isLiveIn(epoch)) {
            bool isSigned = _consume(account, epoch, id, signerWord, session, signedGrant);
            if (!isSigned) revert GrantSignatureNotValid(SessionId.unwrap(id));
        }
        return SessionId.unwrap(id);
    }

    // Validate

    /// @inheritdoc IERC7579Validator
    /// @return The session's window, or 1 if the session's key did not sign. Everything else that is wrong reverts.
    function validateUserOp(PackedUserOperation calldata op, bytes32 userOpHash) external returns (uint256) {
        op.requireSessionOp(msg.sender); // I11
        Calls calls = callsOf(op.callDataField()); // I1, I4
        address paymaster = PayerLib.paymasterOf(op.paymasterAndDataField()); // I8

        bytes calldata field = op.signatureField();
        (Window window, Limits limits, uint256 period, bytes32 signerWord, Cursor cursor) = AuthorizationLib
            .readSession(startOf(field), paymaster);
        (bytes32 root, Charges charges, Cursor end) = PermissionLib.check(calls, cursor); // I2, I3
        SessionId id = SessionHashLib.id({
            window: bytes32(Window.unwrap(window)),
            limits: bytes32(Limits.unwrap(limits)),
            root: root,
            signerWord: signerWord
        });
        mapping(address account => Usage) storage usageOf = _usage[id];
        Usage usage = usageOf[msg.sender];
        if (usage.differsFrom(_epoch[msg.sender]) | AuthorizationLib.differsFromCommon(field, end) == 0) {
            (bytes calldata authorization, bytes calldata signature) = AuthorizationLib.splitCommon(field, end);
            bytes32 digest = SessionHashLib.opDigest(userOpHash, authorization);
            if (!SignerLib.isSignedBySecp256k1(digest, signerWord, signature)) return SIG_VALIDATION_FAILED; // I10
        } else {
            usage = _authorize(op, userOpHash, id, signerWord, end, usage); // I13, I14, I15
            if (usage.isNone()) return SIG_VALIDATION_FAILED; // I10
        }

        if (limits == LIMITS_UNMETERED) {
            if (!charges.isNothing()) {
                charges.requireNoValue();
                _chargeAllowances(id, usage, charges, 0); // I7
            }
            return window.validationData();
        }
        usageOf[msg.sender] = usage.charge(limits, PayerLib.feeToCount(op, limits), charges, period); // I7, I8, I9
        if (limits.period() | Spends.unwrap(charges.spends()) == 0) return window.validationData();
        _chargeAllowances(id, usage, charges, period); // I7
        return window.within(limits.period(), period).validationData(); // I12
    }

    /// @inheritdoc IERC7579Validator
    /// @dev A session key signs userOps and nothing else: no message, no permit.
    function isValidSignatureWithSender(address, bytes32, bytes calldata) external pure returns (bytes4) {
        return 0xffffffff;
    }

    // Revoke

    /// @inheritdoc ISessionKeyValidator
    function revoke(bytes32 id) external {
        _revoke(SessionId.wrap(id), msg.sender);
    }

    /// @inheritdoc ISessionKeyValidator
    function revokeAll(bytes32 salt) external {
        Epoch epoch = _installedEpoch(msg.sender);
        _setEpoch(epoch.afterRevokeAll(blockhash(block.number - 1), salt));
    }

    /// @inheritdoc ISessionKeyValidator
    function renounce(SessionPreimage calldata preimage, address account, bytes calldata signature) external {
        bytes32 signerWord = SessionHashLib.signerWordOf(preimage.signerKind, preimage.signer);
        SignerLib.requireValid(preimage.signerKind, preimage.signer, signerWord, account);
        SessionId id = SessionHashLib.idOfGrant({
            window: preimage.window,
            limits: preimage.limits,
            root: preimage.root,
            signerWord: signerWord
        });
        bytes32 digest = SessionHashLib.renounceDigest(_domainSeparator, account, id);
        if (!SignerLib.isSignedBy(digest, preimage.signerKind, signerWord, preimage.signer, signature)) {
            revert RenounceSignatureNotValid(SessionId.unwrap(id));
        }
        Usage usage = _usage[id][account];
        Epoch epoch = _epoch[account];
        if (usage.isLiveIn(epoch)) {
            _usage[id][account] = usage.renounced();
            emit SessionRenounced(account, SessionId.unwrap(id));
        } else if (!usage.isRevoked() && !usage.isRenouncedIn(epoch)) {
            revert SessionNotLive(SessionId.unwrap(id));
        }
    }

    // Data

    /// @inheritdoc ISessionKeyValidator
    function checkInstallData(bytes calldata data) external pure {
        (bytes32 salt, Session[] calldata sessions) = GrantDataLib.readInstallData(data);
        if (keccak256(abi.encode(salt, sessions)) != SessionHashLib.hashOf(data)) revert InstallDataNotValid();
    }

    /// @inheritdoc ISessionKeyValidator
    function checkGrantData(bytes calldata data) external pure {
        (Session calldata session, SignedGrant calldata signedGrant) = GrantDataLib.readGrantData(data);
        if (keccak256(abi.encode(session, signedGrant)) != SessionHashLib.hashOf(data)) revert GrantDataNotValid();
    }

    // Internal

    function _grant(Session calldata session, Epoch epoch) private returns (SessionId id) {
        bytes32 signerWord;
        (id, signerWord) = GrantLib.validate(session, msg.sender);
        Usage usage = _usage[id][msg.sender];
        if (!usage.isLiveIn(epoch)) _setLive(msg.sender, epoch, id, usage, signerWord, session);
    }

    /// @dev What the common case does not need: keys of other kinds, and grants that are attached to the op.
    /// @return What is used of the session, which is live then; nothing if a signature is wrong.
    function _authorize(
        PackedUserOperation calldata op,
        bytes32 userOpHash,
        SessionId id,
        bytes32 signerWord,
        Cursor end,
        Usage usage
    ) private returns (Usage) {
        bytes calldata field = op.signatureField();
        Signer signer = AuthorizationLib.signerOf(field);
        (bytes calldata authorization, bytes calldata signature, Slice attached) = AuthorizationLib.split(
            field,
            end,
            signer
        );
        bool live = usage.isLiveIn(_epoch[msg.sender]);
        if (!live && attached.isNone()) revert SessionNotLive(SessionId.unwrap(id));
        bytes32 digest = SessionHashLib.uncommonOpDigest(userOpHash, authorization);
        if (!SignerLib.isSignedBy(digest, signer.kind(), signerWord, signer.keyBytes(), signature)) return NO_USAGE;
        if (attached.isNone()) return usage;
        return _attach(id, live, attached) ? _usage[id][msg.sender] : NO_USAGE;
    }

    function _chargeAllowances(SessionId id, Usage usage, Charges charges, uint256 period) private {
        AllowanceLib.charge(_spent, id, charges.spends(), period, usage.grantCounter());
    }

    /// @dev A grant attached to an op: valid and of the session that the op claims, also when that is live already.
    /// @return Whether the session is live now; else the owner did not sign.
    function _attach(SessionId id, bool live, Slice attached) private returns (bool) {
        (Session calldata session, SignedGrant calldata signedGrant) = _decodeGrantData(attached.toBytes());
        (SessionId granted, bytes32 signerWord) = GrantLib.validate(session, msg.sender);
        if (SessionId.unwrap(granted) != SessionId.unwrap(id)) {
            revert GrantOfOtherSession(SessionId.unwrap(granted), SessionId.unwrap(id));
        }
        SignedGrantLib.requireValid(id, signedGrant);
        if (live) return true;
        return _consume(msg.sender, _installedEpoch(msg.sender), id, signerWord, session, signedGrant);
    }

    /// @dev Grants what the owner signed; false, with nothing written, if the owner did not.
    function _consume(
        address account,
        Epoch epoch,
        SessionId id,
        bytes32 signerWord,
        Session calldata session,
        SignedGrant calldata signedGrant
    ) private returns (bool) {
        Usage usage = _usage[id][account];
        if (usage.isRenouncedIn(epoch)) revert SessionAlreadyRevoked(SessionId.unwrap(id)); // I13
        if (!SignedGrantLib.isSignedByOwner(_domainSeparator, account, epoch, session, signedGrant)) return false;
        if (signedGrant.replaces != 0) _revoke(SessionId.wrap(signedGrant.replaces), account);
        _setLive(account, epoch, id, usage, signerWord, session);
        return true;
    }

    function _setLive(
        address account,
        Epoch epoch,
        SessionId id,
        Usage usage,
        bytes32 signerWord,
        Session calldata session
    ) private {
        Usage granted = freshUsage(epoch);
        if (!usage.isNone()) {
            if (usage.isRevoked()) revert SessionAlreadyRevoked(SessionId.unwrap(id)); // I13
            if (usage.isRenouncedIn(epoch)) granted = usage.restored();
        }
        _usage[id][account] = granted;
        emit SessionGranted(account, SessionId.unwrap(id), signerWord, session);
    }

    /// @dev The compiler's accessors revert without a reason, so a call of its own tries them all first, and finds out
    /// whether they stay inside the data: what they read, encoded again, must be the data.
    function _decodeInstallData(bytes calldata data) private view returns (bytes32 salt, Session[] calldata sessions) {
        (bool ok, ) = address(this).staticcall(abi.encodeCall(this.checkInstallData, (data)));
        if (!ok) revert InstallDataNotValid();
        return GrantDataLib.readInstallData(data);
    }

    /// @dev As for install data.
    function _decodeGrantData(
        bytes calldata data
    ) private view returns (Session calldata session, SignedGrant calldata signedGrant) {
        (bool ok, ) = address(this).staticcall(abi.encodeCall(this.checkGrantData, (data)));
        if (!ok) revert GrantDataNotValid();
        return GrantDataLib.readGrantData(data);
    }
}
