// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Epoch} from "../types/Epoch.sol";
import {Session, Sibling, SignedGrant} from "../types/Session.sol";
import {SessionId} from "../types/SessionId.sol";
import {TypedDataLib} from "./TypedDataLib.sol";

/// @title A grant that the owner signed
/// @dev One signature can cover many chains. The entry of this chain is never carried: it is made here from the session, so
/// that the signature covers exactly what is granted. The others are shown by their hashes. No two entries are for one
/// chain, so that one signature never hides a second session.
library SignedGrantLib {
    bytes32 private constant ENTRY_TYPEHASH = keccak256(
        "GrantEntry(uint256 chainId,address account,bytes32 epoch,bytes32 replaces,Session session)"
        "Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)"
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
        "Session(string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,"
        "uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions)"
    );
    bytes32 private constant GRANT_TYPEHASH = keccak256(
        "Grant(GrantEntry[] entries)"
        "GrantEntry(uint256 chainId,address account,bytes32 epoch,bytes32 replaces,Session session)"
        "Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)"
        "Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)"
        "Session(string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,"
        "uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions)"
    );

    /// @dev Refuses what no grant can say, whoever signed it.
    function requireValid(SessionId id, SignedGrant calldata grant) internal view {
        if (grant.ownerSignature.length == 0) revert ISessionKeyValidator.GrantDataNotValid();
        if (grant.replaces == SessionId.unwrap(id)) revert ISessionKeyValidator.ReplacesItself(grant.replaces);
        uint256 previous;
        for (uint256 i = 0; i < grant.siblings.length; ++i) {
            uint256 chainId = grant.siblings[i].chainId;
            if ((i != 0 && chainId <= previous) || chainId == block.chainid) {
                revert ISessionKeyValidator.SiblingsNotAscending(i, chainId, previous);
            }
            previous = chainId;
        }
    }

    /// @dev Whether a validator of the account vouches for the grant through ERC-1271, as its owner.
    function isSignedByOwner(
        bytes32 domainSeparator,
        address account,
        Epoch epoch,
        Session calldata session,
        SignedGrant calldata grant
    ) internal view returns (bool) {
        bytes32 own = _hashEntry({
            chainId: block.chainid,
            account: account,
            epoch: bytes32(Epoch.unwrap(epoch)),
            replaces: grant.replaces,
            sessionHash: TypedDataLib.hashSession(session)
        });
        bytes32 structHash = keccak256(abi.encode(GRANT_TYPEHASH, _hashEntries(own, grant.siblings)));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domainSeparator, structHash));
        return SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, grant.ownerSignature);
    }

    /// @dev All entries by ascending chain id, this chain's own in its place.
    function _hashEntries(bytes32 own, Sibling[] calldata siblings) private view returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](siblings.length + 1);
        uint256 shift;
        for (uint256 i = 0; i < siblings.length; ++i) {
            Sibling calldata sibling = siblings[i];
            if (shift == 0 && sibling.chainId > block.chainid) {
                hashes[i] = own;
                shift = 1;
            }
            hashes[i + shift] = _hashEntry({
                chainId: sibling.chainId,
                account: sibling.account,
                epoch: sibling.epoch,
                replaces: sibling.replaces,
                sessionHash: sibling.sessionHash
            });
        }
        if (shift == 0) hashes[siblings.length] = own;
        return keccak256(abi.encodePacked(hashes));
    }

    function _hashEntry(
        uint256 chainId,
        address account,
        bytes32 epoch,
        bytes32 replaces,
        bytes32 sessionHash
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(ENTRY_TYPEHASH, chainId, account, epoch, replaces, sessionHash));
    }
}
