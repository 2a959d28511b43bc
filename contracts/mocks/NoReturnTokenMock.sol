// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A token whose `transfer` returns nothing, not even true.
contract NoReturnTokenMock {
    mapping(address holder => uint256) public balanceOf;

    error BalanceTooLow(uint256 balance, uint256 amount);

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function transfer(address to, uint256 amount) external {
        uint256 balance = balanceOf[msg.sender];
        if (balance < amount) revert BalanceTooLow(balance, amount);
        balanceOf[msg.sender] = balance - amount;
        balanceOf[to] += amount;
    }
}
