// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountERC7579} from "@openzeppelin/contracts/account/extensions/draft-AccountERC7579.sol";
import {MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

/// @title An ERC-7579 smart account, OpenZeppelin's, for one EntryPoint
/// @notice An example for tests and the demo. Made by {SmartAccountFactory}, which installs the owner's validator.
/// @dev Deployed once per EntryPoint; accounts are clones of it. What clones share (EntryPoint, factory) is immutable here.
contract SmartAccount is AccountERC7579 {
    IEntryPoint private immutable ENTRY_POINT;
    address private immutable FACTORY;

    /// @param entryPoint_ The only EntryPoint whose userOps the account takes.
    constructor(IEntryPoint entryPoint_) {
        ENTRY_POINT = entryPoint_;
        FACTORY = msg.sender;
    }

    /// @notice Installs the first validator. Only for the factory, which calls it once, in the transaction that makes the
    /// account. Neither the shared implementation nor a delegated EOA can be taken over through it.
    function initialize(address validator, bytes calldata data) external {
        if (msg.sender != FACTORY) revert AccountUnauthorized(msg.sender);
        _installModule(MODULE_TYPE_VALIDATOR, validator, data);
    }

    /// @notice The EntryPoint this account trusts.
    function entryPoint() public view override returns (IEntryPoint) {
        return ENTRY_POINT;
    }
}
