// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymasterERC20} from "@openzeppelin/contracts/account/paymaster/extensions/PaymasterERC20.sol";
import {Paymaster} from "@openzeppelin/contracts/account/paymaster/Paymaster.sol";
import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

/// @dev OpenZeppelin's token paymaster for one token, one EntryPoint and one price: it takes the most that an op may cost
/// before, and gives back what it did not cost after.
contract ERC20PaymasterMock is PaymasterERC20 {
    IEntryPoint private immutable ENTRY_POINT;
    IERC20 internal immutable TOKEN;
    uint256 private immutable TOKEN_PER_NATIVE;

    /// @param tokenPerNative Token units for 10^18 wei.
    constructor(IEntryPoint entryPoint_, IERC20 token, uint256 tokenPerNative) {
        ENTRY_POINT = entryPoint_;
        TOKEN = token;
        TOKEN_PER_NATIVE = tokenPerNative;
    }

    /// @inheritdoc Paymaster
    function entryPoint() public view override returns (IEntryPoint) {
        return ENTRY_POINT;
    }

    /// @notice What the paymaster adds to an op's gas for its own work after it.
    function postOpCost() external view returns (uint256) {
        return _postOpCost();
    }

    function _fetchDetails(
        PackedUserOperation calldata,
        bytes32
    ) internal view override returns (uint256 validationData, IERC20 token, uint256 tokenPerNative) {
        return (0, TOKEN, TOKEN_PER_NATIVE);
    }
}
