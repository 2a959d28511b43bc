// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ISessionKeyValidator} from "../../../contracts/interfaces/ISessionKeyValidator.sol";
import {Session, SessionPreimage} from "../../../contracts/types/Session.sol";
import {IModule} from "./IModule.sol";
import {ModuleTest} from "./ModuleTest.sol";
import {SessionModel, Word} from "./SessionModel.sol";

/// @dev What three accounts, four session keys and a stranger can do to the module, in any order. The model says what each
/// step must come to; a step that comes to something else, or touches what is another account's, reverts and is a finding.
contract SessionHandler is SessionModel {
    address private constant STRANGER = address(0xbad);

    IModule public immutable module;

    constructor(IModule module_) {
        module = module_;
    }

    /// @dev What ends things for good must not come so often that nothing is left to use.
    modifier seldom(uint256 chance) {
        if (chance % 6 == 0) _;
    }

    /// @dev Every step ends with a look at what was written: slots of `account`, and those alone (I11).
    modifier touchesOnly(address account) {
        bytes32[] memory counters = new bytes32[](ACCOUNTS);
        for (uint256 a = 0; a < ACCOUNTS; ++a) counters[a] = module.getEpoch(accountOf(a));
        vm.record();
        _;
        (, bytes32[] memory writes) = vm.accesses(address(module));
        for (uint256 i = 0; i < writes.length; ++i) isTrue("slot of another", _isSlotOf(account, writes[i]));
        for (uint256 a = 0; a < ACCOUNTS; ++a) {
            uint32 counter = uint32(uint256(module.getEpoch(accountOf(a))));
            isTrue("counter that only grows", counter >= uint32(uint256(counters[a])));
        }
    }

    function _isSlotOf(address account, bytes32 slot) private pure returns (bool) {
        if (slot == keccak256(abi.encode(account, uint256(0)))) return true;
        for (uint256 s = 0; s < SESSIONS; ++s) {
            bytes32 mappingOfSession = keccak256(abi.encode(idOf(sessionOf(s)), uint256(1)));
            if (slot == keccak256(abi.encode(account, mappingOfSession))) return true;
        }
        return false;
    }

    // Steps of an account

    function install(uint256 a, bytes32 salt, uint256 which) external touchesOnly(accountOf(a)) {
        uint256 count;
        Session[] memory sessions = new Session[](SESSIONS);
        bytes memory refusal;
        for (uint256 s = 0; s < SESSIONS; ++s) {
            if ((which >> s) & 1 == 0) continue;
            sessions[count++] = sessionOf(s);
            if (refusal.length == 0 && wordOf(a, s).isRevoked) refusal = _alreadyRevoked(s);
        }
        assembly ("memory-safe") {
            mstore(sessions, count)
        }
        vm.prank(accountOf(a));
        try module.onInstall(abi.encode(salt, sessions)) {
            equal("install must be refused", refusal, "");
            nextOddCounter(a);
            for (uint256 s = 0; s < SESSIONS; ++s) if ((which >> s) & 1 == 1) noteGrant(a, s);
        } catch (bytes memory reason) {
            equal("install", reason, refusal);
        }
    }

    function uninstall(
        uint256 a,
        bytes calldata data,
        uint256 chance
    ) external seldom(chance) touchesOnly(accountOf(a)) {
        vm.prank(accountOf(a));
        module.onUninstall(data);
        nextEvenCounter(a);
    }

    function grant(uint256 a, uint256 s) external touchesOnly(accountOf(a)) {
        bytes memory refusal;
        if (counterOf(a) % 2 == 0) refusal = _notInstalled(a);
        else if (wordOf(a, s).isRevoked) refusal = _alreadyRevoked(s);
        vm.prank(accountOf(a));
        try module.grant(sessionOf(s)) returns (bytes32 id) {
            equal("grant must be refused", refusal, "");
            equal("id", id, idOf(sessionOf(s)));
            noteGrant(a, s);
        } catch (bytes memory reason) {
            equal("grant", reason, refusal);
        }
    }

    function revoke(uint256 a, uint256 s, uint256 chance) external seldom(chance) touchesOnly(accountOf(a)) {
        vm.prank(accountOf(a));
        module.revoke(idOf(sessionOf(s)));
        noteRevoked(a, s);
    }

    function revokeAll(uint256 a, bytes32 salt) external touchesOnly(accountOf(a)) {
        vm.prank(accountOf(a));
        try module.revokeAll(salt) {
            isTrue("revokeAll must be refused", counterOf(a) % 2 == 1);
            nextOddCounter(a);
        } catch (bytes memory reason) {
            equal("revokeAll", reason, counterOf(a) % 2 == 0 ? _notInstalled(a) : bytes(""));
        }
    }

    // Steps of a session key

    /// @dev Three ops one after the other, each with up to three calls, of any price, in any period; now and then signed by
    /// another key.
    function use(uint256 a, uint256 s, OpParams[3] memory ops) external touchesOnly(accountOf(a)) {
        for (uint256 i = 0; i < ops.length; ++i) _use(a, s, shape(s, ops[i]));
    }

    function _use(uint256 a, uint256 s, OpParams memory params) private {
        (PackedUserOperation memory op, bytes memory authorization) = opOf(a, s, params);
        uint256 key = params.isForged ? OTHER_KEY : keyOf(s);
        bytes32 digest = digestOf(hashOf(op), block.chainid, address(module), authorization);
        op.signature = abi.encodePacked(authorization, signatureOf(key, digest));
        uint256 expected = judge(a, s, params);
        equal("verdict", verdictOf(module, op, hashOf(op)), expected);
        if (isWindow(expected)) noteUse(a, s, params);
    }

    function renounce(uint256 a, uint256 s, uint256 chance) external seldom(chance) touchesOnly(accountOf(a)) {
        Session memory session = sessionOf(s);
        bytes32 message = keccak256(
            abi.encode(
                keccak256("Renounce(uint256 chainId,address account,bytes32 sessionId)"),
                block.chainid,
                accountOf(a),
                idOf(session)
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", _domain(), message));
        SessionPreimage memory preimage = SessionPreimage({
            window: windowWord(session),
            limits: limitsWord(session),
            root: rootOf(session),
            signerKind: 0,
            signer: session.signer
        });
        try module.renounce(preimage, accountOf(a), signatureOf(keyOf(s), digest)) {
            isTrue("renounce must be refused", isLive(a, s) || isRenounced(a, s) || wordOf(a, s).isRevoked);
            noteRenounced(a, s);
        } catch (bytes memory reason) {
            isTrue("renounce", !isLive(a, s) && !isRenounced(a, s) && !wordOf(a, s).isRevoked);
            equal(
                "reason",
                reason,
                abi.encodeWithSelector(ISessionKeyValidator.SessionNotLive.selector, idOf(session))
            );
        }
    }

    // Steps of others

    function strangerRevokes(uint256 s, bytes32 salt) external touchesOnly(STRANGER) {
        vm.prank(STRANGER);
        module.revoke(idOf(sessionOf(s)));
        vm.prank(STRANGER);
        module.onInstall(abi.encode(salt, new Session[](0)));
    }

    /// @dev A stranger has an account's own op validated: it would burn the budget.
    function strangerValidates(uint256 a, uint256 s, OpParams memory params) external touchesOnly(STRANGER) {
        params = shape(s, params);
        (PackedUserOperation memory op, bytes memory authorization) = opOf(a, s, params);
        bytes32 digest = digestOf(hashOf(op), block.chainid, address(module), authorization);
        op.signature = abi.encodePacked(authorization, signatureOf(keyOf(s), digest));
        bytes32 opHash = hashOf(op);
        vm.expectRevert(abi.encodeWithSelector(ISessionKeyValidator.SenderNotCaller.selector, accountOf(a), STRANGER));
        vm.prank(STRANGER);
        module.validateUserOp(op, opHash);
    }

    function mine(uint256 blocks) external {
        vm.roll(block.number + between(blocks, 1, 10));
    }

    // Refusals

    function _notInstalled(uint256 a) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionKeyValidator.ModuleNotInstalled.selector, accountOf(a));
    }

    function _alreadyRevoked(uint256 s) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionKeyValidator.SessionAlreadyRevoked.selector, idOf(sessionOf(s)));
    }

    function _domain() private view returns (bytes32) {
        bytes32 typeHash = keccak256("EIP712Domain(string name,string version,address verifyingContract)");
        return keccak256(abi.encode(typeHash, keccak256("Latchkey"), keccak256("0.1.0"), module));
    }
}
