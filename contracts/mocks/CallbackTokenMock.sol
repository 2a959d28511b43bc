// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrantTargetMock} from "./ReentrantTargetMock.sol";
import {TokenMock} from "./TokenMock.sol";

/// @dev A token that calls back during a transfer, before and after the balances change, as ERC-777 does: whatever its
/// attacker is armed with.
contract CallbackTokenMock is TokenMock {
    ReentrantTargetMock private immutable _attacker;

    constructor(ReentrantTargetMock attacker) {
        _attacker = attacker;
    }

    function _update(address from, address to, uint256 amount) internal override {
        _attacker.act();
        super._update(from, to, amount);
        _attacker.act();
    }
}
