// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BETWEEN, BETWEEN_SIGNED, NONE_OF, ONE_OF} from "../types/Session.sol";
import {Permission, Rule, Session, SIGNER_P256, SIGNER_SECP256K1} from "../types/Session.sol";
import {WordTypeLib} from "./WordTypeLib.sol";

/// @title The EIP-712 hash of a session, as the owner's wallet shows it
/// @dev Flat and readable: what are numbers in the ABI struct are words here. Only for sessions that were validated: all
/// numbers have a word.
library TypedDataLib {
    bytes32 private constant RULE_TYPEHASH = keccak256(
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
    );
    bytes32 private constant PERMISSION_TYPEHASH = keccak256(
        "Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)"
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
    );
    bytes32 private constant SESSION_TYPEHASH = keccak256(
        "Session(string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,"
        "uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions)"
        "Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)"
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
    );

    function hashSession(Session calldata session) internal pure returns (bytes32) {
        bytes32[] memory permissions = new bytes32[](session.permissions.length);
        for (uint256 i = 0; i < permissions.length; ++i) permissions[i] = _hashPermission(session.permissions[i]);
        return
            keccak256(
                abi.encode(
                    SESSION_TYPEHASH,
                    _signerKindHash(session.signerKind),
                    keccak256(session.signer),
                    session.validAfter,
                    session.validUntil,
                    session.paymaster,
                    session.period,
                    session.maxCalls,
                    session.maxValue,
                    session.maxFee,
                    keccak256(abi.encodePacked(permissions))
                )
            );
    }

    function _hashPermission(Permission calldata permission) private pure returns (bytes32) {
        bytes32[] memory rules = new bytes32[](permission.rules.length);
        for (uint256 i = 0; i < rules.length; ++i) rules[i] = _hashRule(permission.rules[i]);
        return
            keccak256(
                abi.encode(
                    PERMISSION_TYPEHASH,
                    permission.target,
                    keccak256(bytes(permission.functionSignature)),
                    permission.selector,
                    permission.maxValue,
                    keccak256(abi.encodePacked(rules))
                )
            );
    }

    function _hashRule(Rule calldata rule) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    RULE_TYPEHASH,
                    keccak256(abi.encodePacked(rule.path)),
                    keccak256(_wordTypeText(rule.wordType)),
                    _comparisonHash(rule.comparison),
                    rule.mask,
                    keccak256(abi.encodePacked(rule.values)),
                    rule.allowance
                )
            );
    }

    function _signerKindHash(uint256 signerKind) private pure returns (bytes32) {
        if (signerKind == SIGNER_SECP256K1) return keccak256("secp256k1");
        return signerKind == SIGNER_P256 ? keccak256("P-256") : keccak256("ERC-7913");
    }

    function _comparisonHash(uint256 comparison) private pure returns (bytes32) {
        if (comparison == ONE_OF) return keccak256("oneOf");
        if (comparison == NONE_OF) return keccak256("noneOf");
        if (comparison == BETWEEN) return keccak256("between");
        return comparison == BETWEEN_SIGNED ? keccak256("betweenSigned") : keccak256("charge");
    }

    /// @dev As Solidity writes the type: `uint256`, `bytes4`, `address`.
    function _wordTypeText(uint256 wordType) private pure returns (bytes memory) {
        uint256 class = wordType >> 8;
        uint256 size = wordType & 0xff;
        if (class == WordTypeLib.ADDRESS) return "address";
        if (class == WordTypeLib.BOOL) return "bool";
        if (class == WordTypeLib.BYTES) return bytes.concat("bytes", _decimal(size));
        return bytes.concat(class == WordTypeLib.UINT ? bytes("uint") : bytes("int"), _decimal(8 * size));
    }

    /// @dev A number below 1,000.
    function _decimal(uint256 number) private pure returns (bytes memory text) {
        do {
            text = bytes.concat(bytes1(uint8(48 + (number % 10))), text);
            number /= 10;
        } while (number != 0);
    }
}
