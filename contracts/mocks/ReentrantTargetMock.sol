// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A permitted target that uses its turn to call back: the module, the account, the EntryPoint, whatever it is armed
/// with.
contract ReentrantTargetMock {
    struct Attack {
        address target;
        bytes data;
    }

    Attack[] private _attacks;

    event Attacked(address target, bool success, bytes result);

    function arm(Attack[] calldata attacks) external {
        delete _attacks;
        for (uint256 i = 0; i < attacks.length; ++i) _attacks.push(attacks[i]);
    }

    /// @notice What the session permits.
    function act() external payable {
        for (uint256 i = 0; i < _attacks.length; ++i) {
            Attack memory attack = _attacks[i];
            (bool success, bytes memory result) = attack.target.call(attack.data);
            emit Attacked(attack.target, success, result);
        }
    }
}
