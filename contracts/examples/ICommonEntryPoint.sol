// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

/// @title What the EntryPoints v0.7, v0.8 and v0.9 have in common
/// @notice OpenZeppelin's interface, and what tests and the demo need besides: the hash, the events, the stake.
interface ICommonEntryPoint is IEntryPoint {
    struct DepositInfo {
        uint256 deposit;
        bool staked;
        uint112 stake;
        uint32 unstakeDelaySec;
        uint48 withdrawTime;
    }

    /// @notice A userOp was paid for; `success` says whether its execution went through.
    event UserOperationEvent(
        bytes32 indexed userOpHash,
        address indexed sender,
        address indexed paymaster,
        uint256 nonce,
        bool success,
        uint256 actualGasCost,
        uint256 actualGasUsed
    );

    /// @notice The execution of a userOp reverted.
    event UserOperationRevertReason(
        bytes32 indexed userOpHash,
        address indexed sender,
        uint256 nonce,
        bytes revertReason
    );

    /// @notice A userOp's initCode made its account.
    event AccountDeployed(bytes32 indexed userOpHash, address indexed sender, address factory, address paymaster);

    /// @notice What the account or the session key signs.
    function getUserOpHash(PackedUserOperation calldata userOp) external view returns (bytes32);

    /// @notice The deposit and stake of an account, factory or paymaster.
    function getDepositInfo(address account) external view returns (DepositInfo memory info);
}
