// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Permission, Rule} from "../types/Session.sol";
import {LensRuleLib} from "./LensRuleLib.sol";
import {Used} from "./LensUsageLib.sol";

/// @dev One of a session's budgets for amounts among arguments.
struct Allowance {
    uint8 number;
    uint256 cap;
    /// @dev What the op's calls charge to it.
    uint256 amount;
}

/// @title Budgets that several permissions of a session may share
/// @dev I7: what is charged already and what the op adds never pass an allowance's cap. In a granted session each number has
/// one cap.
library LensAllowanceLib {
    /// @dev Every allowance that rules of these permissions name, in order of appearance.
    function list(Permission[] calldata permissions) internal pure returns (Allowance[] memory allowances) {
        allowances = new Allowance[](0);
        for (uint256 i = 0; i < permissions.length; i++) {
            Rule[] calldata rules = permissions[i].rules;
            for (uint256 j = 0; j < rules.length; j++) {
                if (LensRuleLib.isCharge(rules[j])) allowances = _add(allowances, rules[j], 0);
            }
        }
    }

    /// @dev What the calls charge, call by call and rule by rule.
    /// @param claimed For each call, the index of its permission.
    function chargesOf(
        Permission[] calldata permissions,
        uint256[] calldata claimed,
        Execution[] memory calls
    ) internal pure returns (Allowance[] memory charges) {
        charges = new Allowance[](0);
        for (uint256 i = 0; i < calls.length; i++) {
            Rule[] calldata rules = permissions[claimed[i]].rules;
            for (uint256 j = 0; j < rules.length; j++) {
                if (!LensRuleLib.isCharge(rules[j])) continue;
                uint256 amount = LensRuleLib.wordOf(rules[j], i, j, calls[i].callData);
                charges = _add(charges, rules[j], amount);
            }
        }
    }

    /// @dev Of several that pass their caps, the reason names the one that the op came to last, as the module does.
    /// @param used The session's usage in the claimed period.
    function requireWithin(
        Allowance[] memory charges,
        ISessionKeyValidator module,
        address account,
        bytes32 id,
        Used memory used
    ) internal view {
        for (uint256 i = charges.length; i > 0; i--) {
            Allowance memory charge = charges[i - 1];
            uint256 sum = Math.saturatingAdd(spent(module, account, id, charge.number, used), charge.amount);
            if (sum > charge.cap) revert ISessionKeyValidator.AllowanceOverCap(charge.number, sum, charge.cap);
        }
    }

    /// @dev amount 192 | period index 32 | epoch counter of the grant 32. Of another epoch or an earlier period: nothing.
    /// @param used The session's usage in the period that is asked about, which is not before the stored one.
    function spent(
        ISessionKeyValidator module,
        address account,
        bytes32 id,
        uint8 number,
        Used memory used
    ) internal view returns (uint256) {
        uint256 word = uint256(module.getSpent(account, id, number));
        bool isCurrent = uint32(word) == used.grantCounter && uint32(word >> 32) == used.periodIndex;
        return isCurrent ? word >> 64 : 0;
    }

    function _add(
        Allowance[] memory allowances,
        Rule calldata rule,
        uint256 amount
    ) private pure returns (Allowance[] memory longer) {
        uint256 count = allowances.length;
        for (uint256 i = 0; i < count; i++) {
            if (allowances[i].number != rule.allowance) continue;
            allowances[i].amount = Math.saturatingAdd(allowances[i].amount, amount);
            return allowances;
        }
        longer = new Allowance[](count + 1);
        for (uint256 i = 0; i < count; i++) longer[i] = allowances[i];
        longer[count] = Allowance({number: rule.allowance, cap: uint256(rule.values[0]), amount: amount});
    }
}
