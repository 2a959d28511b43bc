// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

/// @title An account that says to the module whatever it is told to
/// @dev Every call goes on to the module, which sees this account as its caller; answers and reverts come back as they
/// are. So a test speaks to this address as if it were the module, and acts for the account.
contract AccountMock {
    address private immutable _module;

    constructor(address module) {
        _module = module;
    }

    /// @notice Passes on several calls in one transaction; all of them revert if one does.
    function passAll(bytes[] calldata calls) external returns (bytes[] memory answers) {
        answers = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) answers[i] = _pass(calls[i]);
    }

    fallback(bytes calldata call) external returns (bytes memory) {
        return _pass(call);
    }

    function _pass(bytes calldata call) private returns (bytes memory) {
        (bool success, bytes memory answer) = _module.call(call);
        if (!success) LowLevelCall.bubbleRevert(answer);
        return answer;
    }
}
