// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7579Module, IERC7579Validator} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ISessionKeyValidator} from "./interfaces/ISessionKeyValidator.sol";
import {AuthorizationLib} from "./libraries/AuthorizationLib.sol";
import {GrantLib} from "./libraries/GrantLib.sol";
import {PayerLib} from "./libraries/PayerLib.sol";
import {PermissionLib} from "./libraries/PermissionLib.sol";
import {SessionHashLib} from "./libraries/SessionHashLib.sol";
import {SignerLib} from "./libraries/SignerLib.sol";
import {UserOpLib} from "./libraries/UserOpLib.sol";
import {Calls, callsOf} from "./types/Calls.sol";
import {Charges} from "./types/Charges.sol";
import {Cursor, startOf} from "./types/Cursor.sol";
import {Epoch} from "./types/Epoch.sol";
import {Session, SessionPreimage, SIGNER_SECP256K1} from "./types/Session.sol";
import {SessionId} from "./types/SessionId.sol";
import {freshUsage, Limits, LIMITS_UNMETERED, Usage} from "./types/Usage.sol";
import {Window} from "./types/Window.sol";

/// @title Session keys for ERC-7579 accounts, checked in validation
/// @notice The chain stores a commitment to what the owner approved; each userOp carries the proof that it is inside it.
/// @dev What this contract trusts and guarantees stands at the head of {ISessionKeyValidator}, every byte in
/// docs/encoding.md. Each account is the innermost key of what is stored for it (ERC-7562).
contract SessionKeyValidator is ISessionKeyValidator {
    using AuthorizationLib for Cursor;
    using UserOpLib for PackedUserOperation;

    string public constant name = "Latchkey";
    string public constant version = "0.1.0";

    uint256 private constant SIG_VALIDATION_FAILED = 1;

    bytes32 private immutable _domainSeparator = SessionHashLib.domainSeparator(
        keccak256(bytes(name)),
        keccak256(bytes(version))
    );

    // Storage: all there is
    //
    //   _epoch[account]      tag 224 | counter 32
    //   _usage[id][account]  fee 80 | value 80 | calls 32 | period index 32 | epoch counter of the grant 32

    mapping(address account => Epoch) private _epoch;
    mapping(SessionId id => mapping(address account => Usage)) private _usage;

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

    /// @notice Whether the module is installed on `account`.
    function isInitialized(address account) external view returns (bool) {
        return _epoch[account].isInstalled();
    }

    // Grant

    /// @inheritdoc ISessionKeyValidator
    function grant(Session calldata session) external returns (bytes32 id) {
        Epoch epoch = _epoch[msg.sender];
        if (!epoch.isInstalled()) revert ModuleNotInstalled(msg.sender);
        return SessionId.unwrap(_grant(session, epoch));
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
        (bytes calldata authorization, bytes calldata signature) = AuthorizationLib.split(field, end);

        SessionId id = SessionHashLib.id({
            window: bytes32(Window.unwrap(window)),
            limits: bytes32(Limits.unwrap(limits)),
            root: root,
            signerKind: SIGNER_SECP256K1,
            signerWord: signerWord
        });
        mapping(address account => Usage) storage usageOf = _usage[id];
        Usage usage = usageOf[msg.sender];
        if (!usage.isLiveIn(_epoch[msg.sender])) revert SessionNotLive(SessionId.unwrap(id)); // I13, I14

        bytes32 digest = SessionHashLib.opDigest(userOpHash, authorization);
        if (!SignerLib.isSignedBy(digest, signerWord, signature)) return SIG_VALIDATION_FAILED; // I10

        if (limits == LIMITS_UNMETERED) {
            charges.requireNoValue();
            return window.validationData();
        }
        Usage charged = usage.charge(limits, PayerLib.feeToCount(op, limits), charges, period); // I7, I8, I9
        if (charged != usage) usageOf[msg.sender] = charged;
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
        Epoch epoch = _epoch[msg.sender];
        if (!epoch.isInstalled()) revert ModuleNotInstalled(msg.sender);
        _setEpoch(epoch.afterRevokeAll(blockhash(block.number - 1), salt));
    }

    /// @inheritdoc ISessionKeyValidator
    function renounce(SessionPreimage calldata preimage, address account, bytes calldata signature) external {
        SignerLib.requireValid(preimage.signerKind, preimage.signer);
        bytes32 signerWord = SessionHashLib.signerWordOf(preimage.signerKind, preimage.signer);
        SessionId id = SessionHashLib.id({
            window: preimage.window,
            limits: preimage.limits,
            root: preimage.root,
            signerKind: preimage.signerKind,
            signerWord: signerWord
        });
        bytes32 digest = SessionHashLib.renounceDigest(_domainSeparator, account, id);
        if (signature.length != SignerLib.SIGNATURE_LENGTH || !SignerLib.isSignedBy(digest, signerWord, signature)) {
            revert RenounceSignatureNotValid(SessionId.unwrap(id));
        }
        Usage usage = _usage[id][account];
        if (!usage.isRevoked() && !usage.isLiveIn(_epoch[account])) revert SessionNotLive(SessionId.unwrap(id));
        _revoke(id, account);
    }

    // Read

    /// @inheritdoc ISessionKeyValidator
    function isLive(address account, bytes32 id) external view returns (bool) {
        return _usage[SessionId.wrap(id)][account].isLiveIn(_epoch[account]);
    }

    /// @inheritdoc ISessionKeyValidator
    function getEpoch(address account) external view returns (bytes32) {
        return bytes32(Epoch.unwrap(_epoch[account]));
    }

    /// @inheritdoc ISessionKeyValidator
    function getUsage(address account, bytes32 id) external view returns (bytes32) {
        return bytes32(Usage.unwrap(_usage[SessionId.wrap(id)][account]));
    }

    /// @inheritdoc ISessionKeyValidator
    function checkInstallData(bytes calldata data) external pure {
        (bytes32 salt, Session[] calldata sessions) = _readInstallData(data);
        if (keccak256(abi.encode(salt, sessions)) != SessionHashLib.hashOf(data)) revert InstallDataNotValid();
    }

    // Internal

    function _grant(Session calldata session, Epoch epoch) private returns (SessionId id) {
        bytes32 signerWord;
        (id, signerWord) = GrantLib.validate(session, msg.sender);
        Usage usage = _usage[id][msg.sender];
        if (usage.isRevoked()) revert SessionAlreadyRevoked(SessionId.unwrap(id)); // I13
        if (usage.isLiveIn(epoch)) return id;
        _usage[id][msg.sender] = freshUsage(epoch);
        emit SessionGranted(msg.sender, SessionId.unwrap(id), signerWord, session);
    }

    function _revoke(SessionId id, address account) private {
        Usage usage = _usage[id][account];
        if (usage.isRevoked()) return;
        _usage[id][account] = usage.revoked();
        emit SessionRevoked(account, SessionId.unwrap(id));
    }

    function _setEpoch(Epoch epoch) private {
        _epoch[msg.sender] = epoch;
        emit EpochChanged(msg.sender, bytes32(Epoch.unwrap(epoch)));
    }

    /// @dev The compiler's accessors revert without a reason, so a call of its own tries them all first, and finds out
    /// whether they stay inside the data: what they read, encoded again, must be the data.
    function _decodeInstallData(bytes calldata data) private view returns (bytes32 salt, Session[] calldata sessions) {
        (bool ok, ) = address(this).staticcall(abi.encodeCall(this.checkInstallData, (data)));
        if (!ok) revert InstallDataNotValid();
        return _readInstallData(data);
    }

    /// @dev abi.decode(data, (bytes32, Session[])), left in calldata.
    function _readInstallData(bytes calldata data) private pure returns (bytes32 salt, Session[] calldata sessions) {
        if (data.length < 96 || uint256(bytes32(data[32:64])) != 64) revert InstallDataNotValid();
        if (uint256(bytes32(data[64:96])) > (data.length - 96) / 32) revert InstallDataNotValid();
        assembly ("memory-safe") {
            salt := calldataload(data.offset)
            sessions.offset := add(data.offset, 96)
            sessions.length := calldataload(add(data.offset, 64))
        }
    }
}
