// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AskedMock} from "./AskedMock.sol";
import {AssemblyCalleeMock} from "./AssemblyCalleeMock.sol";
import {RuleHarness} from "./RuleHarness.sol";

/// @title Asks three kinds of callees what they would use of a call, and the module and the Lens what rules see of it
/// @dev About many calls at once. It judges nothing: it reports.
contract ArgumentJuryMock {
    struct Case {
        /// @dev Selector and arguments: the calldata of the callees.
        bytes data;
        /// @dev The way to the word, for {AskedMock}, and as the steps of a rule, for {AssemblyCalleeMock}.
        uint256 question;
        uint256 path;
        uint256 steps;
        uint256 wordType;
        /// @dev Complete calldata for {RuleHarness}: its two readers, and both ways to check one rule.
        bytes read;
        bytes readAsLens;
        bytes check;
        bytes checkAsLens;
        /// @dev Where the rule's values stand in the last two, how many they are, and what they must lie inside.
        uint256 valuesAt;
        uint256 valuesAtForLens;
        uint256 values;
        uint256 mask;
        /// @dev What the word was before it was changed.
        uint256 original;
    }

    /// @dev `flags`: who read anything, see READ; then four bits for each check: made, accepted by the module, accepted by the
    /// Lens, both answers equal in every byte.
    struct Facts {
        uint256 flags;
        uint256 eager;
        uint256 lazy;
        uint256 raw;
        uint256 module;
        uint256 lens;
        uint256 charged;
    }

    uint256 private constant READ_EAGER = 1;
    uint256 private constant READ_LAZY = 2;
    uint256 private constant READ_MODULE = 4;
    uint256 private constant READ_LENS = 8;
    uint256 private constant CHECKS_START = 4;
    uint256 private constant GAS = 400_000;

    AskedMock private immutable eager;
    AskedMock private immutable lazy;
    AssemblyCalleeMock private immutable raw;
    RuleHarness private immutable harness;

    constructor(AskedMock eager_, AskedMock lazy_, AssemblyCalleeMock raw_, RuleHarness harness_) {
        (eager, lazy, raw, harness) = (eager_, lazy_, raw_, harness_);
    }

    /// @dev The rule is checked with what the module read, then with what the two decoders read and with the original, each
    /// if it is none of those before.
    function judge(Case[] calldata cases) external returns (Facts[] memory facts) {
        facts = new Facts[](cases.length);
        for (uint256 i = 0; i < cases.length; ++i) {
            Case calldata one = cases[i];
            Facts memory all = facts[i];
            (all.eager, all.lazy) = (_ask(eager, one, all, READ_EAGER), _ask(lazy, one, all, READ_LAZY));
            all.raw = _askRaw(one);
            (all.module, all.lens) = _read(one, all);
            uint256[4] memory values = [all.module, all.eager, all.lazy, one.original];
            bool[4] memory known = [
                all.flags & READ_MODULE != 0,
                all.flags & READ_EAGER != 0,
                all.flags & READ_LAZY != 0,
                true
            ];
            for (uint256 j = 0; j < 4; ++j) {
                bool isNew = known[j];
                for (uint256 k = 0; k < j; ++k) if (known[k] && values[k] == values[j]) isNew = false;
                if (isNew) all.flags |= _check(one, all, values[j] & one.mask) << (CHECKS_START + 4 * j);
            }
        }
    }

    function _ask(AskedMock decoder, Case calldata one, Facts memory facts, uint256 read) private returns (uint256) {
        decoder.ask(one.question);
        (bool success, bytes memory answer) = address(decoder).call{gas: GAS}(one.data);
        if (!success || answer.length != 32) return 0;
        facts.flags |= read;
        return uint256(bytes32(answer));
    }

    function _askRaw(Case calldata one) private returns (uint256) {
        raw.prepare(one.path, one.steps, one.wordType);
        (, bytes memory answer) = address(raw).call{gas: GAS}(one.data);
        return uint256(bytes32(answer));
    }

    function _read(Case calldata one, Facts memory facts) private view returns (uint256 byModule, uint256 byLens) {
        (bool success, bytes memory answer) = address(harness).staticcall(one.read);
        if (success) {
            (byModule, ) = abi.decode(answer, (uint256, uint256));
            facts.flags |= READ_MODULE;
        }
        (, answer) = address(harness).staticcall(one.readAsLens);
        (success, byLens) = abi.decode(answer, (bool, uint256));
        if (success) facts.flags |= READ_LENS;
    }

    function _check(Case calldata one, Facts memory facts, uint256 value) private view returns (uint256 result) {
        (bool byModule, bytes memory answer) = _checkWith(one.check, one.valuesAt, one.values, value);
        (bool byLens, bytes memory asLens) = _checkWith(one.checkAsLens, one.valuesAtForLens, one.values, value);
        if (byModule) facts.charged = uint256(bytes32(answer));
        result = 1;
        if (byModule) result |= 2;
        if (byLens) result |= 4;
        if (byModule == byLens && keccak256(answer) == keccak256(asLens)) result |= 8;
    }

    /// @dev Every value of the rule is `value`.
    function _checkWith(
        bytes memory question,
        uint256 position,
        uint256 values,
        uint256 value
    ) private view returns (bool, bytes memory) {
        for (uint256 i = 0; i < values; ++i) {
            assembly ("memory-safe") {
                mstore(add(add(add(question, 32), position), mul(i, 32)), value)
            }
        }
        return address(harness).staticcall(question);
    }
}
