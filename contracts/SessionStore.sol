// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "./interfaces/ISessionKeyValidator.sol";
import {AllowanceLib} from "./libraries/AllowanceLib.sol";
import {Epoch} from "./types/Epoch.sol";
import {SessionId} from "./types/SessionId.sol";
import {Spent} from "./types/Spent.sol";
import {Usage} from "./types/Usage.sol";

/// @title What is stored of sessions, and who can read it
/// @dev Each account is the innermost key of what is stored for it (ERC-7562).
abstract contract SessionStore is ISessionKeyValidator {
    // All there is
    //
    //   _epoch[account]      tag 224 | counter 32
    //   _usage[id][account]  fee 80 | value 80 | calls 32 | period index 32 | epoch counter of the grant 32
    //   _spent[allowance id][account]  amount 192 | period index 32 | epoch counter of the grant 32

    mapping(address account => Epoch) internal _epoch;
    mapping(SessionId id => mapping(address account => Usage)) internal _usage;
    mapping(bytes32 allowanceId => mapping(address account => Spent)) internal _spent;

    /// @notice Whether the module is installed on `account`.
    function isInitialized(address account) external view returns (bool) {
        return _epoch[account].isInstalled();
    }

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
    function getSpent(address account, bytes32 id, uint8 allowance) external view returns (bytes32) {
        return bytes32(Spent.unwrap(_spent[AllowanceLib.idOf(SessionId.wrap(id), allowance)][account]));
    }

    function _installedEpoch(address account) internal view returns (Epoch epoch) {
        epoch = _epoch[account];
        if (!epoch.isInstalled()) revert ModuleNotInstalled(account);
    }

    function _revoke(SessionId id, address account) internal {
        Usage usage = _usage[id][account];
        if (usage.isRevoked()) return;
        _usage[id][account] = usage.revoked();
        emit SessionRevoked(account, SessionId.unwrap(id));
    }

    function _setEpoch(Epoch epoch) internal {
        _epoch[msg.sender] = epoch;
        emit EpochChanged(msg.sender, bytes32(Epoch.unwrap(epoch)));
    }
}
