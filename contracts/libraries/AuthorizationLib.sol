// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Charges} from "../types/Charges.sol";
import {Cursor, startOf} from "../types/Cursor.sol";
import {SIGNER_ERC7913, SIGNER_P256, SIGNER_SECP256K1, UNLIMITED_FEE} from "../types/Session.sol";
import {SIGNATURE_LENGTH, Signer, signerAt} from "../types/Signer.sol";
import {Slice, sliceOf} from "../types/Slice.sol";
import {Limits, LIMITS_UNMETERED} from "../types/Usage.sol";
import {Window} from "../types/Window.sol";
import {SessionHashLib} from "./SessionHashLib.sol";

/// @title The signature field of a session op (docs/encoding.md)
/// @dev The only place that knows the wire. One meaning has one encoding: what could be left out must be left out. Ends are
/// not checked while reading: {split} compares once.
library AuthorizationLib {
    uint256 private constant KIND_MASK = 0x03;
    uint256 private constant LIMITS = 0x04;
    uint256 private constant PAYMASTER = 0x08;
    uint256 private constant GRANT = 0x10;

    uint256 private constant CAP = 0x01;
    uint256 private constant RULES = 0x02;
    uint256 private constant SAME = 0x04;
    uint256 private constant RESERVED = 0x08;

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
    /// @notice Rules of no bytes are left out.
    error RulesNotOmitted(uint256 callIndex);
    /// @notice A grant of no bytes is left out.
    error GrantNotOmitted();
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
        if (head & ~(LIMITS | PAYMASTER) == 0) {
            (word, cursor) = cursor.take(20);
            signerWord = bytes32(word);
        } else {
            Signer signer;
            (signer, cursor) = _readSigner(cursor, head);
            signerWord = SessionHashLib.signerWordOf(signer.kind(), signer.keyBytes());
        }
    }

    /// @dev The key of an op that is not the common case.
    function _readSigner(Cursor cursor, uint256 head) private pure returns (Signer signer, Cursor next) {
        uint256 kind = head & KIND_MASK;
        if (head >> 5 != 0) revert HeadNotValid(head);
        uint256 length = 20;
        uint256 signatureBytes = SIGNATURE_LENGTH;
        next = cursor;
        uint256 position = Cursor.unwrap(cursor);
        if (kind == SIGNER_P256) {
            length = 64;
            next = cursor.skip(64);
        } else if (kind == SIGNER_SECP256K1) {
            next = cursor.skip(20);
        } else {
            if (kind > SIGNER_ERC7913) revert ISessionKeyValidator.SignerKindNotSupported(uint8(kind));
            (length, next) = cursor.take(2);
            position = Cursor.unwrap(next);
            (signatureBytes, next) = next.skip(length).take(2);
        }
        uint256 grantBytes;
        if (head & GRANT != 0) {
            (grantBytes, next) = next.take(2);
            if (grantBytes == 0) revert GrantNotOmitted();
        }
        signer = signerAt(kind, position, length, signatureBytes, grantBytes);
    }

    /// @dev The key once more, for the op that is not the common case.
    function signerOf(bytes calldata field) internal pure returns (Signer signer) {
        (uint256 head, Cursor cursor) = startOf(field).take(1);
        cursor = cursor.skip(12);
        if (head & LIMITS != 0) {
            uint256 limits;
            (limits, cursor) = cursor.take(28);
            if (uint32(limits) != 0) cursor = cursor.skip(4);
        }
        if (head & PAYMASTER != 0) cursor = cursor.skip(20);
        (signer, ) = _readSigner(cursor, head);
    }

    /// @dev Zero in the common case: a secp256k1 key, no grant attached, and the signature follows the last call header and
    /// ends the field.
    function differsFromCommon(bytes calldata field, Cursor end) internal pure returns (uint256) {
        unchecked {
            uint256 needed = Cursor.unwrap(end) - Cursor.unwrap(startOf(field)) + SIGNATURE_LENGTH;
            return (needed ^ field.length) | ((startOf(field).peek() >> 248) & (KIND_MASK | GRANT));
        }
    }

    /// @dev The part that the session key signed, and its signature, in the common case.
    function splitCommon(
        bytes calldata field,
        Cursor end
    ) internal pure returns (bytes calldata authorization, bytes calldata signature) {
        assembly ("memory-safe") {
            authorization.offset := field.offset
            authorization.length := sub(end, field.offset)
            signature.offset := end
            signature.length := 64
        }
    }

    /// @dev A permission's cap per call, zero if there is none, and its packed rules.
    function readPermission(
        Cursor cursor,
        uint256 flags,
        Charges before
    ) internal pure returns (Cursor next, uint256 maxValue, Slice rules) {
        if (flags & RESERVED != 0) revert CallHeaderNotValid(before.calls(), flags);
        next = cursor;
        if (flags & CAP != 0) {
            (maxValue, next) = next.take(10);
            if (maxValue == 0) revert CapNotOmitted(before.calls());
        }
        if (flags & RULES != 0) {
            uint256 length;
            (length, next) = next.take(2);
            if (length == 0) revert RulesNotOmitted(before.calls());
            rules = sliceOf(Cursor.unwrap(next), length);
            next = next.skip(length);
        }
    }

    /// @dev Whether a call header describes a permission.
    function isOwnPermission(uint256 flags) internal pure returns (bool) {
        return flags & SAME == 0;
    }

    /// @dev Whether it has a proof and nothing else.
    function isPlain(uint256 flags) internal pure returns (bool) {
        return flags & (CAP | RULES | RESERVED) == 0;
    }

    /// @dev "Same permission" stands alone.
    function requireSamePermission(uint256 flags, Charges before) internal pure {
        if (flags != SAME) revert CallHeaderNotValid(before.calls(), flags);
    }

    function proofLength(uint256 flags) internal pure returns (uint256) {
        return flags >> 4;
    }

    /// @dev The part that the session key signed, its signature, and the attached grant between call headers and signature,
    /// if there is one. Nothing is left unread, nothing was read that is not there.
    function split(
        bytes calldata field,
        Cursor end,
        Signer signer
    ) internal pure returns (bytes calldata authorization, bytes calldata signature, Slice grant) {
        unchecked {
            uint256 position = Cursor.unwrap(end);
            uint256 length = position - Cursor.unwrap(startOf(field)) + signer.grantLength();
            uint256 needed = length + signer.signatureLength();
            if (needed != field.length) revert AuthorizationLengthMismatch(field.length, needed);
            if (signer.grantLength() != 0) grant = sliceOf(position, signer.grantLength());
            return (field[:length], field[length:], grant);
        }
    }
}
