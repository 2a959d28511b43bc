// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {IModule} from "./helpers/IModule.sol";
import {ModuleTest} from "./helpers/ModuleTest.sol";
import {SessionHandler} from "./helpers/SessionHandler.sol";
import {SessionModel} from "./helpers/SessionModel.sol";

/// @dev What holds after any sequence of steps (those of {SessionHandler}, which also checks each step by itself).
contract InvariantsTest is SessionModel {
    IModule private _module;
    SessionHandler private _handler;

    function setUp() public {
        _module = deployModule();
        _handler = new SessionHandler(_module);
    }

    /// @dev Forge asks which contracts it may call.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev I7, I9, I11: every word is what the steps of its own account, and the ops that were accepted, have made it.
    function invariant_I7_I9_I11_everyWordIsThatOfTheModel() public view {
        for (uint256 a = 0; a < ACCOUNTS; ++a) {
            address account = accountOf(a);
            equal("counter", uint32(uint256(_module.getEpoch(account))), _handler.counterOf(a));
            isTrue("installed", _module.isInitialized(account) == (_handler.counterOf(a) % 2 == 1));
            for (uint256 s = 0; s < SESSIONS; ++s) {
                bytes32 id = idOf(sessionOf(s));
                equal("usage", _module.getUsage(account, id), _handler.usageWordOf(a, s));
                isTrue("live", _module.isLive(account, id) == _handler.isLive(a, s));
            }
        }
    }

    function invariant_I14_nothingLivesUnderAnEvenCounter() public view {
        for (uint256 a = 0; a < ACCOUNTS; ++a) {
            address account = accountOf(a);
            if (uint256(_module.getEpoch(account)) % 2 == 1) continue;
            for (uint256 s = 0; s < SESSIONS; ++s) isTrue("live", !_module.isLive(account, idOf(sessionOf(s))));
        }
    }

    /// @dev By its own op, not by what a view says.
    function invariant_I13_aRevokedOrRenouncedSessionIsNeverAccepted() public {
        OpParams memory params = OpParams({count: 1, value: 0, gas: 1, price: 0, index: 11, isForged: false});
        for (uint256 a = 0; a < ACCOUNTS; ++a) {
            for (uint256 s = 0; s < SESSIONS; ++s) {
                if (!_handler.wordOf(a, s).isRevoked && !_handler.isRenounced(a, s)) continue;
                (PackedUserOperation memory op, bytes memory authorization) = opOf(a, s, params);
                bytes32 digest = digestOf(hashOf(op), block.chainid, address(_module), authorization);
                op.signature = abi.encodePacked(authorization, signatureOf(keyOf(s), digest));
                equal("verdict", verdictOf(_module, op, hashOf(op)), REFUSED);
            }
        }
    }

    /// @dev The steps do reach what they are there for: else the invariants above would hold of nothing.
    function test_theHandlersOpsAreAccepted() public {
        _handler.install(0, "salt", 15);
        for (uint256 s = 0; s < SESSIONS; ++s) {
            OpParams memory params = OpParams({count: 1, value: 0, gas: 1, price: 1, index: 2, isForged: false});
            bytes32 before = _handler.usageWordOf(0, s);
            _handler.use(0, s, [params, params, params]);
            isTrue("changed", (before != _handler.usageWordOf(0, s)) == (s != 3));
            isTrue("live", _module.isLive(accountOf(0), idOf(sessionOf(s))));
        }
        bytes32 used = _handler.usageWordOf(0, 0);
        _handler.renounce(0, 0, 0);
        isTrue("renounced", _handler.isRenounced(0, 0) && !_module.isLive(accountOf(0), idOf(sessionOf(0))));
        _handler.grant(0, 0);
        equal("usage that is kept", _module.getUsage(accountOf(0), idOf(sessionOf(0))), used);
    }
}
