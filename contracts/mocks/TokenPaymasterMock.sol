// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaymaster, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev A paymaster that sells gas for its own token: before each op it takes one token unit for each wei that the op may
/// cost at most, and gives nothing back. The dearest that a paymaster without surcharge can be.
contract TokenPaymasterMock is ERC20("Gas token", "GAS"), IPaymaster {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @inheritdoc IPaymaster
    function validatePaymasterUserOp(
        PackedUserOperation calldata op,
        bytes32,
        uint256 maxCost
    ) external returns (bytes memory context, uint256 validationData) {
        _spendAllowance(op.sender, address(this), maxCost);
        _transfer(op.sender, address(this), maxCost);
        return ("", 0);
    }

    /// @inheritdoc IPaymaster
    function postOp(PostOpMode, bytes calldata, uint256, uint256) external pure {}
}
