// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {ISessionLens} from "./ISessionLens.sol";

/// @dev A session's usage word, field by field.
struct Used {
    uint256 fee;
    uint256 value;
    uint256 calls;
    uint256 periodIndex;
    uint256 grantCounter;
    bool isRevoked;
    bool isRenounced;
}

/// @title What the module has stored of a session, and what that makes of it
library LensUsageLib {
    uint32 private constant REVOKED = type(uint32).max;
    uint32 private constant RENOUNCED = 1 << 31;

    /// @dev fee 80 | value 80 | calls 32 | period index 32 | epoch counter of the grant 32. The casts drop higher fields. The
    /// last field all ones: revoked; its highest bit beside a counter: renounced.
    function read(bytes32 usage) internal pure returns (Used memory) {
        uint256 word = uint256(usage);
        uint32 grant = uint32(word);
        return
            Used({
                fee: word >> 176,
                value: uint80(word >> 96),
                calls: uint32(word >> 64),
                periodIndex: uint32(word >> 32),
                grantCounter: grant % RENOUNCED,
                isRevoked: grant == REVOKED,
                isRenounced: grant != REVOKED && grant >= RENOUNCED
            });
    }

    /// @dev Of a session that is granted just now.
    function unused(uint256 grantCounter) internal pure returns (Used memory used) {
        used.grantCounter = grantCounter;
    }

    /// @dev The usage in period `periodIndex`, which is not an earlier one: in a later one nothing is used yet.
    function inPeriod(Used memory used, uint256 periodIndex) internal pure returns (Used memory) {
        if (periodIndex == used.periodIndex) return used;
        Used memory later = unused(used.grantCounter);
        later.periodIndex = periodIndex;
        return later;
    }

    /// @param current The account's epoch counter, odd while the module is installed.
    function status(Used memory used, uint256 current) internal pure returns (ISessionLens.Status) {
        if (current % 2 == 0) return ISessionLens.Status.NotInstalled;
        if (used.isRevoked) return ISessionLens.Status.Revoked;
        if (used.grantCounter == 0) return ISessionLens.Status.NotGranted;
        if (used.grantCounter != current) return ISessionLens.Status.OlderEpoch;
        return used.isRenounced ? ISessionLens.Status.Renounced : ISessionLens.Status.Live;
    }

    /// @dev I13 and I14: what an attached grant cannot heal.
    function requireNotEnded(Used memory used, bytes32 id, address account, uint256 current) internal pure {
        ISessionLens.Status now_ = status(used, current);
        if (now_ == ISessionLens.Status.NotInstalled) revert ISessionKeyValidator.ModuleNotInstalled(account);
        if (now_ == ISessionLens.Status.Revoked) revert ISessionKeyValidator.SessionAlreadyRevoked(id);
        if (now_ == ISessionLens.Status.Renounced) revert ISessionLens.SessionRenounced(id);
    }

    /// @dev I13 and I14: granted in this epoch.
    function requireGranted(Used memory used, bytes32 id, uint256 current) internal pure {
        ISessionLens.Status now_ = status(used, current);
        if (now_ == ISessionLens.Status.NotGranted) revert ISessionLens.SessionNotGranted(id);
        if (now_ == ISessionLens.Status.OlderEpoch) {
            revert ISessionLens.SessionOfOlderEpoch(id, used.grantCounter, current);
        }
    }
}
