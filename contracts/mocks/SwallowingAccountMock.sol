// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IERC7579Module, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {SmartAccount} from "../examples/SmartAccount.sol";

/// @dev An account that forgets a module without telling it, as some accounts do when the module's hook fails, and every
/// EIP-7702 account when it is delegated anew. What the module has stored for the account outlives that. It can also take a
/// module without telling it.
contract SwallowingAccountMock is SmartAccount {
    mapping(address module => bool) private _forgotten;
    mapping(address module => bool) private _adopted;

    constructor(IEntryPoint entryPoint_) SmartAccount(entryPoint_) {}

    /// @notice Makes `module` a validator without calling it.
    function adopt(address module) external onlyEntryPointOrSelf {
        _adopted[module] = true;
    }

    function isModuleInstalled(
        uint256 moduleTypeId,
        address module,
        bytes calldata additionalContext
    ) public view override returns (bool) {
        if (_adopted[module]) return moduleTypeId == MODULE_TYPE_VALIDATOR;
        return !_forgotten[module] && super.isModuleInstalled(moduleTypeId, module, additionalContext);
    }

    function _installModule(uint256 moduleTypeId, address module, bytes memory initData) internal override {
        if (!_forgotten[module]) return super._installModule(moduleTypeId, module, initData);
        _forgotten[module] = false;
        IERC7579Module(module).onInstall(initData);
    }

    function _uninstallModule(uint256, address module, bytes memory) internal override {
        _forgotten[module] = true;
    }
}
