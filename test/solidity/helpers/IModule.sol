// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../../../contracts/interfaces/ISessionKeyValidator.sol";

/// @dev SessionKeyValidator, whose code comes from Hardhat's artifacts.
interface IModule is ISessionKeyValidator {
    function isInitialized(address account) external view returns (bool);
}
