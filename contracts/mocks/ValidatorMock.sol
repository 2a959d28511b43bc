// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7579Validator, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

/// @dev A validator that can be installed and says no to ERC-1271. The mocks that derive from it accept every userOp, each
/// after breaking one rule of ERC-7562: they show that what looks for broken rules finds them.
abstract contract ValidatorMock is IERC7579Validator {
    function onInstall(bytes calldata data) external virtual {}

    function onUninstall(bytes calldata data) external virtual {}

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR;
    }

    function isValidSignatureWithSender(address, bytes32, bytes calldata) external pure returns (bytes4) {
        return 0xffffffff;
    }
}
