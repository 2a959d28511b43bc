// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev What is charged to one allowance.
struct Spend {
    uint256 allowance;
    uint256 cap;
    uint256 amount;
    Spends next;
}

/// @dev A list of {Spend} in memory, one for each allowance: the position of its first, zero for an empty list, which is
/// what most ops have.
type Spends is uint256;

using {add, capOf, first, isEmpty} for Spends global;

Spends constant NO_SPENDS = Spends.wrap(0);

function isEmpty(Spends spends) pure returns (bool) {
    return Spends.unwrap(spends) == 0;
}

/// @dev Of a list that is not empty.
function first(Spends spends) pure returns (Spend memory spend) {
    assembly ("memory-safe") {
        spend := spends
    }
}

/// @dev Adds to the allowance's amount. A sum that does not fit is the largest number, which is over every cap.
function add(Spends spends, uint256 allowance, uint256 cap, uint256 amount) pure returns (Spends list) {
    for (list = spends; !list.isEmpty(); list = list.first().next) {
        Spend memory spend = list.first();
        if (spend.allowance == allowance) {
            unchecked {
                uint256 sum = spend.amount + amount;
                spend.amount = sum < amount ? type(uint256).max : sum;
            }
            return spends;
        }
    }
    Spend memory added = Spend({allowance: allowance, cap: cap, amount: amount, next: spends});
    assembly ("memory-safe") {
        list := added
    }
}

/// @dev Zero if nothing is charged to this allowance.
function capOf(Spends spends, uint256 allowance) pure returns (uint256) {
    for (; !spends.isEmpty(); spends = spends.first().next) {
        Spend memory spend = spends.first();
        if (spend.allowance == allowance) return spend.cap;
    }
    return 0;
}
