// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title Contract wallets as session keys: asks the ERC-1271 of the wallet that the key names
/// @dev The key is the wallet's address, 20 bytes.
contract WalletVerifierMock is IERC7913SignatureVerifier {
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bool signed =
            key.length == 20 && SignatureChecker.isValidERC1271SignatureNow(address(bytes20(key)), hash, signature);
        return signed ? IERC7913SignatureVerifier.verify.selector : bytes4(0xffffffff);
    }
}
