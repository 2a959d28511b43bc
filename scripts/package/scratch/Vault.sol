// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "latchkey/contracts/interfaces/ISessionKeyValidator.sol";
import {SessionLens} from "latchkey/contracts/lens/SessionLens.sol";
import {SessionKeyValidator} from "latchkey/contracts/SessionKeyValidator.sol";

/// @title A contract of another project that speaks to the module
contract Vault {
    SessionLens public lens;
    SessionKeyValidator public module;

    function epochOf(ISessionKeyValidator validator, address account) external view returns (bytes32) {
        return validator.getEpoch(account);
    }
}
