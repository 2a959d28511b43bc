// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";

/// @dev A target behind a proxy: what its functions do can be another thing tomorrow.
contract ChangingTargetMock is Proxy {
    address private _target;

    constructor(address implementation_) {
        _target = implementation_;
    }

    receive() external payable {
        _fallback();
    }

    function become(address implementation_) external {
        _target = implementation_;
    }

    function _implementation() internal view override returns (address) {
        return _target;
    }
}
