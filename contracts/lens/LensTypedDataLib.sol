// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {BETWEEN, BETWEEN_SIGNED, NONE_OF, ONE_OF, SIGNER_P256, SIGNER_SECP256K1} from "../types/Session.sol";
import {Permission, Rule, Session, Sibling, SignedGrant} from "../types/Session.sol";

/// @title What the owner signs to grant sessions, on one chain or on many (EIP-712)
/// @dev Written after docs/encoding.md: the numbers of the ABI's structs are text here.
library LensTypedDataLib {
    // The types that a type uses follow it, in the order of their names.

    bytes32 private constant RULE = keccak256(
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
    );
    bytes32 private constant PERMISSION = keccak256(
        "Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)"
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
    );
    bytes32 private constant SESSION = keccak256(
        "Session(string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,"
        "uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions)"
        "Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)"
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
    );
    bytes32 private constant ENTRY = keccak256(
        "GrantEntry(uint256 chainId,address account,bytes32 epoch,bytes32 replaces,Session session)"
        "Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)"
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
        "Session(string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,"
        "uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions)"
    );
    bytes32 private constant GRANT = keccak256(
        "Grant(GrantEntry[] entries)"
        "GrantEntry(uint256 chainId,address account,bytes32 epoch,bytes32 replaces,Session session)"
        "Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)"
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
        "Session(string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,"
        "uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions)"
    );
    bytes32 private constant DOMAIN = keccak256("EIP712Domain(string name,string version,address verifyingContract)");

    /// @dev Of this chain's entry and its siblings, in the order of chain ids.
    function digest(
        ISessionKeyValidator module,
        address account,
        Session calldata session,
        SignedGrant calldata grant
    ) internal view returns (bytes32) {
        Sibling memory own = Sibling({
            chainId: block.chainid,
            account: account,
            epoch: module.getEpoch(account),
            replaces: grant.replaces,
            sessionHash: hashSession(session)
        });
        bytes memory entries = "";
        bool placed = false;
        for (uint256 i = 0; i < grant.siblings.length; i++) {
            Sibling memory sibling = grant.siblings[i];
            if (!placed && own.chainId < sibling.chainId) {
                entries = bytes.concat(entries, _hashEntry(own));
                placed = true;
            }
            entries = bytes.concat(entries, _hashEntry(sibling));
        }
        if (!placed) entries = bytes.concat(entries, _hashEntry(own));

        return
            MessageHashUtils.toTypedDataHash(
                _domainSeparator(module),
                keccak256(abi.encode(GRANT, keccak256(entries)))
            );
    }

    function hashSession(Session calldata session) internal pure returns (bytes32) {
        bytes memory permissions = "";
        for (uint256 i = 0; i < session.permissions.length; i++) {
            permissions = bytes.concat(permissions, _hashPermission(session.permissions[i]));
        }
        return
            keccak256(
                abi.encode(
                    SESSION,
                    keccak256(bytes(_signerKindText(session.signerKind))),
                    keccak256(session.signer),
                    session.validAfter,
                    session.validUntil,
                    session.paymaster,
                    session.period,
                    session.maxCalls,
                    session.maxValue,
                    session.maxFee,
                    keccak256(permissions)
                )
            );
    }

    function _hashPermission(Permission calldata permission) private pure returns (bytes32) {
        bytes memory rules = "";
        for (uint256 i = 0; i < permission.rules.length; i++) {
            rules = bytes.concat(rules, _hashRule(permission.rules[i]));
        }
        return
            keccak256(
                abi.encode(
                    PERMISSION,
                    permission.target,
                    keccak256(bytes(permission.functionSignature)),
                    permission.selector,
                    permission.maxValue,
                    keccak256(rules)
                )
            );
    }

    function _hashRule(Rule calldata rule) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    RULE,
                    keccak256(abi.encodePacked(rule.path)),
                    keccak256(bytes(_wordTypeText(uint8(rule.wordType >> 8), uint8(rule.wordType)))),
                    keccak256(bytes(_comparisonText(rule.comparison))),
                    rule.mask,
                    keccak256(abi.encodePacked(rule.values)),
                    rule.allowance
                )
            );
    }

    /// @dev Another chain's session is known by its hash alone.
    function _hashEntry(Sibling memory entry) private pure returns (bytes32) {
        return
            keccak256(abi.encode(ENTRY, entry.chainId, entry.account, entry.epoch, entry.replaces, entry.sessionHash));
    }

    /// @dev Without the chain id, which each entry has.
    function _domainSeparator(ISessionKeyValidator module) private view returns (bytes32) {
        return
            keccak256(abi.encode(DOMAIN, keccak256("Latchkey"), keccak256(bytes(module.version())), address(module)));
    }

    function _signerKindText(uint8 signerKind) private pure returns (string memory) {
        if (signerKind == SIGNER_SECP256K1) return "secp256k1";
        return signerKind == SIGNER_P256 ? "P-256" : "ERC-7913";
    }

    function _comparisonText(uint8 comparison) private pure returns (string memory) {
        if (comparison == ONE_OF) return "oneOf";
        if (comparison == NONE_OF) return "noneOf";
        if (comparison == BETWEEN) return "between";
        if (comparison == BETWEEN_SIGNED) return "betweenSigned";
        return "charge";
    }

    function _wordTypeText(uint8 class, uint8 size) private pure returns (string memory) {
        if (class == 3) return "address";
        if (class == 4) return "bool";
        if (class == 2) return string.concat("bytes", Strings.toString(size));
        return string.concat(class == 0 ? "uint" : "int", Strings.toString(8 * uint256(size)));
    }
}
