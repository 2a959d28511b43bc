// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {ISessionKeyValidator} from "../../contracts/interfaces/ISessionKeyValidator.sol";
import {Session, SessionPreimage} from "../../contracts/types/Session.sol";
import {IModule} from "./helpers/IModule.sol";
import {ModuleTest} from "./helpers/ModuleTest.sol";

/// @dev I10: what a session key signed for one chain, module and account is worth nothing on another. Only here can the chain
/// id change under a module that has the session live on both.
contract BindingTest is ModuleTest {
    IModule private _module;
    IModule private _other;

    function setUp() public {
        _module = deployModule();
        _other = deployModule();
        _install(_module, ACCOUNT);
        _install(_other, ACCOUNT);
    }

    function _install(IModule module, address account) private {
        Session[] memory sessions = new Session[](1);
        sessions[0] = happySession();
        vm.prank(account);
        module.onInstall(abi.encode(bytes32("salt"), sessions));
    }

    function _signedOp(
        bytes32 opHash,
        uint256 chain,
        address module
    ) private pure returns (PackedUserOperation memory op) {
        op = opOf(batchOf(1, 0), 100_000, 1 gwei);
        bytes memory authorization = authorizationOf(happySession(), 0, 1);
        op.signature = abi.encodePacked(
            authorization,
            signatureOf(KEY, digestOf(opHash, chain, module, authorization))
        );
    }

    /// @dev T66, T168: the account hands over the same hash on both chains, as in a replayable mode.
    function testFuzz_T66_T168_anOpSignedForOneChainIsRefusedOnAnother(bytes32 opHash, uint64 a, uint64 b) public {
        vm.assume(a != b);
        PackedUserOperation memory op = _signedOp(opHash, a, address(_module));
        vm.chainId(b);
        equal("on chain b", verdictOf(_module, op, opHash), 1);
        vm.chainId(a);
        isTrue("on chain a", isWindow(verdictOf(_module, op, opHash)));
    }

    function testFuzz_T168_anOpSignedForOneModuleIsRefusedByAnother(bytes32 opHash) public {
        PackedUserOperation memory op = _signedOp(opHash, block.chainid, address(_module));
        equal("other module", verdictOf(_other, op, opHash), 1);
        isTrue("this module", isWindow(verdictOf(_module, op, opHash)));
    }

    function testFuzz_anotherHashIsRefused(bytes32 opHash, bytes32 otherHash) public {
        vm.assume(opHash != otherHash);
        PackedUserOperation memory op = _signedOp(opHash, block.chainid, address(_module));
        equal("other hash", verdictOf(_module, op, otherHash), 1);
        isTrue("this hash", isWindow(verdictOf(_module, op, opHash)));
    }

    function testFuzz_T66_aRenunciationSignedForOneChainIsRefusedOnAnother(uint64 a, uint64 b) public {
        vm.assume(a != b);
        bytes memory signature = _renunciation(a, ACCOUNT, address(_module));
        vm.chainId(b);
        _expectRenounceRefused(_module, ACCOUNT, signature);
        vm.chainId(a);
        _module.renounce(_preimage(), ACCOUNT, signature);
        isTrue("over on chain a", !_module.isLive(ACCOUNT, idOf(happySession())));
    }

    function test_aRenunciationSignedForOneModuleIsRefusedByAnother() public {
        _expectRenounceRefused(_other, ACCOUNT, _renunciation(block.chainid, ACCOUNT, address(_module)));
        isTrue("lives on", _other.isLive(ACCOUNT, idOf(happySession())));
    }

    function testFuzz_aRenunciationSignedForOneAccountIsRefusedForAnother(address account) public {
        vm.assume(account != ACCOUNT && account != TARGET && account != address(0));
        _install(_module, account);
        _expectRenounceRefused(_module, account, _renunciation(block.chainid, ACCOUNT, address(_module)));
        isTrue("lives on", _module.isLive(account, idOf(happySession())));
    }

    function _expectRenounceRefused(IModule module, address account, bytes memory signature) private {
        bytes32 id = idOf(happySession());
        vm.expectRevert(abi.encodeWithSelector(ISessionKeyValidator.RenounceSignatureNotValid.selector, id));
        module.renounce(_preimage(), account, signature);
    }

    function _preimage() private pure returns (SessionPreimage memory) {
        Session memory session = happySession();
        return
            SessionPreimage({
                window: windowWord(session),
                limits: limitsWord(session),
                root: rootOf(session),
                signerKind: 0,
                signer: session.signer
            });
    }

    function _renunciation(uint256 chain, address account, address module) private pure returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,address verifyingContract)"),
                keccak256("Latchkey"),
                keccak256("0.1.0"),
                module
            )
        );
        bytes32 message = keccak256(
            abi.encode(
                keccak256("Renounce(uint256 chainId,address account,bytes32 sessionId)"),
                chain,
                account,
                idOf(happySession())
            )
        );
        return signatureOf(KEY, keccak256(abi.encodePacked(hex"1901", domain, message)));
    }
}
