// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

/// @title An account that asks the module and the Lens about one userOp
/// @dev For tests that compare the two on many ops. Both questions come as complete calldata, so that the test alone
/// decides about every byte. What the module writes while it judges is undone before the Lens is asked.
contract JuryMock {
    error Undone(bool returned, bytes answer);
    error CallFailed(bytes reason);

    address private immutable module;
    address private immutable lens;

    constructor(address module_, address lens_) {
        module = module_;
        lens = lens_;
    }

    /// @notice Calls the module as this account, for good.
    function act(bytes calldata data) external {
        (bool ok, bytes memory answer) = module.call(data);
        if (!ok) revert CallFailed(answer);
    }

    /// @notice For `eth_call`: what both say, at the same state.
    /// @param validateUserOp Calldata for the module.
    /// @param explain Calldata for the Lens.
    /// @return returned Whether the module returned, and did not revert.
    /// @return answer What the module returned or reverted with.
    /// @return explanation What the Lens returned.
    function judge(
        bytes calldata validateUserOp,
        bytes calldata explain
    ) external returns (bool returned, bytes memory answer, bytes memory explanation) {
        try this.validateAndUndo(validateUserOp) {} catch (bytes memory undone) {
            (returned, answer) = abi.decode(Bytes.slice(undone, 4), (bool, bytes));
        }
        bool ok;
        (ok, explanation) = lens.staticcall(explain);
        if (!ok) revert CallFailed(explanation);
    }

    /// @notice Has the module validate, and reverts with what it said. External only so that {judge} can catch it.
    function validateAndUndo(bytes calldata validateUserOp) external {
        (bool returned, bytes memory answer) = module.call(validateUserOp);
        revert Undone(returned, answer);
    }
}
