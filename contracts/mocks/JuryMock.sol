// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title An account that asks the module and the Lens about one userOp
/// @dev For tests that compare the two on many ops. Both questions come as complete calldata, so that the test alone
/// decides about every byte. Its owner's key vouches for grants. What the module writes while it judges is undone before the Lens is asked.
contract JuryMock is IERC1271 {
    error Undone(bool returned, bytes answer);
    error CallFailed(bytes reason);

    address private immutable module;
    address private immutable lens;
    address private immutable owner;

    constructor(address module_, address lens_, address owner_) {
        module = module_;
        lens = lens_;
        owner = owner_;
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

    /// @inheritdoc IERC1271
    /// @dev The owner's signature, 64 bytes (ERC-2098), over the hash itself.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (signature.length != 64) return 0xffffffff;
        (address signer, , ) = ECDSA.tryRecover(hash, bytes32(signature), bytes32(signature[32:]));
        return signer == owner ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @notice Has the module validate, and reverts with what it said. External only so that {judge} can catch it.
    function validateAndUndo(bytes calldata validateUserOp) external {
        (bool returned, bytes memory answer) = module.call(validateUserOp);
        revert Undone(returned, answer);
    }
}
