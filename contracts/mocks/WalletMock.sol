// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A contract wallet of one owner, who signs for it by ERC-1271
contract WalletMock is IERC1271 {
    /// @dev In storage, as wallets have it.
    address private _owner;

    constructor(address owner) {
        _owner = owner;
    }

    function setOwner(address owner) external {
        _owner = owner;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError err, ) = ECDSA.tryRecover(hash, signature);
        bool signed = err == ECDSA.RecoverError.NoError && signer == _owner;
        return signed ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @title The same with the owner in its code: it reads no storage
contract FixedWalletMock is IERC1271 {
    address private immutable _owner;

    constructor(address owner) {
        _owner = owner;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError err, ) = ECDSA.tryRecover(hash, signature);
        bool signed = err == ECDSA.RecoverError.NoError && signer == _owner;
        return signed ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
