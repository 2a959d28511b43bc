// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Points, an ERC-20 token
/// @notice An example for the demo: something that a session may spend up to a budget, by `transfer` and by `approve`.
/// @dev There are whole points only, so amounts read as they stand.
contract Points is ERC20("Points", "PTS") {
    constructor(address holder, uint256 supply) {
        _mint(holder, supply);
    }

    function decimals() public pure override returns (uint8) {
        return 0;
    }
}
