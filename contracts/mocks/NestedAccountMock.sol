// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC7739} from "@openzeppelin/contracts/utils/cryptography/signers/draft-ERC7739.sol";
import {SignerECDSA} from "@openzeppelin/contracts/utils/cryptography/signers/SignerECDSA.sol";

import {AccountMock} from "./AccountMock.sol";

/// @title An account that asks its owner for nested typed data (ERC-7739), behind a validator's address, as Nexus does
/// @dev What is nested, and how, is OpenZeppelin's. It says to the module whatever it is told to.
contract NestedAccountMock is AccountMock, ERC7739, SignerECDSA {
    address public immutable validator;

    constructor(
        address module,
        address owner,
        address validator_
    ) AccountMock(module) EIP712("Nested", "1") SignerECDSA(owner) {
        validator = validator_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) public view override returns (bytes4) {
        if (signature.length < 20 || address(bytes20(signature)) != validator) return 0xffffffff;
        return super.isValidSignature(hash, signature[20:]);
    }
}
