// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A public relay, such as a multicall contract: anyone makes it call anything.
contract RelayMock {
    function relay(address target, bytes calldata data) external payable returns (bool success, bytes memory result) {
        return target.call{value: msg.value}(data);
    }
}
