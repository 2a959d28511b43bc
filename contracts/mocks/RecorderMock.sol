// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A target that takes every call and says exactly what arrived. `wycpnbqcyf()` has the selector 0x00000000, which
/// stands for a plain transfer in a permission.
contract RecorderMock {
    event Recorded(address caller, uint256 value, bytes data);

    receive() external payable {
        emit Recorded(msg.sender, msg.value, "");
    }

    fallback() external payable {
        emit Recorded(msg.sender, msg.value, msg.data);
    }

    function wycpnbqcyf() external payable {
        emit Recorded(msg.sender, msg.value, msg.data);
    }

    function record(uint256) external payable {
        emit Recorded(msg.sender, msg.value, msg.data);
    }
}
