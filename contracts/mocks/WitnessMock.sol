// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The target of the calls by which accounts are tested (src/testing): it says exactly what arrived
/// @dev Its creation code is published with the client.
contract WitnessMock {
    event Called(address caller, uint256 value, bytes data);

    error WitnessFails();

    receive() external payable {
        emit Called(msg.sender, msg.value, "");
    }

    fallback() external payable {
        emit Called(msg.sender, msg.value, msg.data);
    }

    /// @notice Reverts always.
    function fail() external payable {
        revert WitnessFails();
    }
}
