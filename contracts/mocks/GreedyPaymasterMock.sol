// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ERC20PaymasterMock} from "./ERC20PaymasterMock.sol";

/// @dev A token paymaster that says one price and takes all that it can: the whole allowance, and gives nothing back.
contract GreedyPaymasterMock is ERC20PaymasterMock {
    constructor(
        IEntryPoint entryPoint_,
        IERC20 token,
        uint256 tokenPerNative
    ) ERC20PaymasterMock(entryPoint_, token, tokenPerNative) {}

    function _prefund(
        PackedUserOperation calldata,
        bytes32,
        IERC20 token,
        uint256,
        address prefunder_,
        uint256
    ) internal override returns (bool success, address prefunder, uint256 prefundAmount, bytes memory prefundContext) {
        prefundAmount = Math.min(token.allowance(prefunder_, address(this)), token.balanceOf(prefunder_));
        return (token.transferFrom(prefunder_, address(this), prefundAmount), prefunder_, prefundAmount, "");
    }

    function _refund(
        IERC20,
        uint256,
        uint256,
        uint256,
        address,
        uint256 prefundAmount,
        bytes calldata
    ) internal pure override returns (bool success, uint256 actualAmount) {
        return (true, prefundAmount);
    }
}
