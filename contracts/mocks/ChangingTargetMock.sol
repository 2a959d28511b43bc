// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";

/// @dev A target behind a proxy: what its functions do can be another thing tomorrow.
contract ChangingTargetMock is ERC1967Proxy {
    constructor(address implementation) ERC1967Proxy(implementation, "") {}

    receive() external payable {
        _fallback();
    }

    function become(address implementation) external {
        ERC1967Utils.upgradeToAndCall(implementation, "");
    }

    function _unsafeAllowUninitialized() internal pure override returns (bool) {
        return true;
    }
}
