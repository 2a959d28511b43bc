// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What the Lens asks of the module, settable at will
contract LensModuleMock {
    mapping(address account => bytes32 epoch) public getEpoch;
    mapping(address account => mapping(bytes32 id => bytes32 usage)) public getUsage;
    mapping(address account => mapping(bytes32 id => mapping(uint8 allowance => bytes32 spent))) public getSpent;

    function setEpoch(address account, bytes32 epoch) external {
        getEpoch[account] = epoch;
    }

    function setUsage(address account, bytes32 id, bytes32 usage) external {
        getUsage[account][id] = usage;
    }

    function setSpent(address account, bytes32 id, uint8 allowance, bytes32 spent) external {
        getSpent[account][id][allowance] = spent;
    }
}
