// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Cursor, startOf} from "../types/Cursor.sol";
import {SIGNER_SECP256K1, UNLIMITED_FEE} from "../types/Session.sol";
import {Charges} from "../types/Charges.sol";
import {Limits, LIMITS_UNMETERED} from "../types/Usage.sol";
import {Window} from "../types/Window.sol";

/// @title The signature field of a session op (docs/encoding.md)
/// @dev The only place that knows the wire. One meaning has one encoding: what could be left out must be left out. Ends are
/// not checked while reading: {split} compares once.
library AuthorizationLib {
    uint256 internal constant SIGNATURE_LENGTH = 64;

    uint256 private constant KIND_MASK = 0x03;
    uint256 private constant LIMITS = 0x04;
    uint256 private constant PAYMASTER = 0x08;
    uint256 private constant GRANT = 0x10;

    uint256 private constant CAP = 0x01;
    uint256 private constant RULES = 0x02;
    uint256 private constant SAME = 0x04;

    /// @notice A bit of the first byte that has no meaning.
    error HeadNotValid(uint256 head);
    /// @notice A call header has a bit without meaning, or "same permission" beside other parts.
    error CallHeaderNotValid(uint256 callIndex, uint256 flags);
    /// @notice Limits that say "unlimited calls and fees, no value, no period" are left out.
    error LimitsNotOmitted();
    /// @notice A paymaster is carried by a self-paid op whose session names one, and by no other.
    error PaymasterNotOmitted(address paymaster);
    /// @notice A cap of zero is left out.
    error CapNotOmitted(uint256 callIndex);
    /// @notice The signature field has `actual` bytes, and what it says needs `expected`.
    error AuthorizationLengthMismatch(uint256 actual, uint256 expected);

    /// @dev The session as the op claims it. Nothing of it is believed before the id is found to be live.
    /// @param sponsor The paymaster of a sponsored op, zero for a self-paid one.
    function readSession(
        Cursor start,
        address sponsor
    ) internal pure returns (Window window, Limits limits, uint256 period, bytes32 signerWord, Cursor cursor) {
        uint256 head;
        uint256 word;
        (head, cursor) = start.take(1);
        if (head & ~(LIMITS | PAYMASTER) != 0) _refuseHead(head);
        (word, cursor) = cursor.take(12);
        window = Window.wrap((word << 160) | uint160(sponsor));
        limits = LIMITS_UNMETERED;
        if (head & LIMITS != 0) {
            (word, cursor) = cursor.take(28);
            limits = Limits.wrap(word << 32);
            if (limits == LIMITS_UNMETERED) revert LimitsNotOmitted();
            if (limits.period() != 0) (period, cursor) = cursor.take(4);
        }
        if (head & PAYMASTER != 0) {
            (word, cursor) = cursor.take(20);
            if (sponsor != address(0) || word == 0) revert PaymasterNotOmitted(address(uint160(word)));
            // I8: the account never pays unlimited fees. A session that names no paymaster cannot be granted with them.
            if (limits.maxFee() == UNLIMITED_FEE) revert ISessionKeyValidator.PaymasterRequired();
            window = Window.wrap(Window.unwrap(window) | word);
        }
        (word, cursor) = cursor.take(20);
        signerWord = bytes32(word);
    }

    /// @dev What no op may have, or what this version does not support.
    function _refuseHead(uint256 head) private pure {
        if (head & GRANT != 0) revert ISessionKeyValidator.SignedGrantNotSupported();
        if (head & KIND_MASK != SIGNER_SECP256K1) {
            revert ISessionKeyValidator.SignerKindNotSupported(uint8(head & KIND_MASK));
        }
        revert HeadNotValid(head);
    }

    /// @dev A permission's cap per call.
    function readCap(
        Cursor cursor,
        uint256 flags,
        Charges before
    ) internal pure returns (uint256 maxValue, Cursor next) {
        next = cursor;
        if (flags & CAP != 0) {
            (maxValue, next) = next.take(10);
            if (maxValue == 0) revert CapNotOmitted(before.calls());
        }
    }

    /// @dev Whether a call header has no other parts than a cap and a proof.
    function isOwnPermission(uint256 flags) internal pure returns (bool) {
        return flags & ~CAP & 0x0f == 0;
    }

    /// @dev Refuses what is neither that nor "same permission", which stands alone.
    function requireSamePermission(uint256 flags, Charges before) internal pure {
        if (flags & RULES != 0) revert ISessionKeyValidator.RulesNotSupported();
        if (flags != SAME) revert CallHeaderNotValid(before.calls(), flags);
    }

    function proofLength(uint256 flags) internal pure returns (uint256) {
        return flags >> 4;
    }

    /// @dev The part that the session key signed, and its signature: nothing is left unread between, nothing was read that
    /// is not there.
    function split(
        bytes calldata field,
        Cursor end
    ) internal pure returns (bytes calldata authorization, bytes calldata signature) {
        unchecked {
            uint256 length = Cursor.unwrap(end) - Cursor.unwrap(startOf(field));
            if (length + SIGNATURE_LENGTH != field.length) {
                revert AuthorizationLengthMismatch(field.length, length + SIGNATURE_LENGTH);
            }
            assembly ("memory-safe") {
                authorization.offset := field.offset
                authorization.length := length
                signature.offset := end
                signature.length := 64
            }
        }
    }
}
