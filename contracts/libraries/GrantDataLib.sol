// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Session, SignedGrant} from "../types/Session.sol";

/// @title Sessions inside bytes, read where they lie
/// @dev Only the head is checked here. What lies inside is reached by the compiler's accessors, which stay inside calldata and
/// revert without a reason: so the module tries the whole first, in a call to itself.
library GrantDataLib {
    /// @dev abi.decode(data, (bytes32, Session[])), left in calldata.
    function readInstallData(bytes calldata data) internal pure returns (bytes32 salt, Session[] calldata sessions) {
        if (data.length < 96 || uint256(bytes32(data[32:64])) != 64) revert ISessionKeyValidator.InstallDataNotValid();
        if (uint256(bytes32(data[64:96])) > (data.length - 96) / 32) revert ISessionKeyValidator.InstallDataNotValid();
        assembly ("memory-safe") {
            salt := calldataload(data.offset)
            sessions.offset := add(data.offset, 96)
            sessions.length := calldataload(add(data.offset, 64))
        }
    }

    /// @dev abi.decode(data, (Session, SignedGrant)), left in calldata.
    function readGrantData(
        bytes calldata data
    ) internal pure returns (Session calldata session, SignedGrant calldata signedGrant) {
        if (data.length < 64) revert ISessionKeyValidator.GrantDataNotValid();
        uint256 first = uint256(bytes32(data));
        uint256 second = uint256(bytes32(data[32:]));
        if (first > data.length || second > data.length) revert ISessionKeyValidator.GrantDataNotValid();
        assembly ("memory-safe") {
            session := add(data.offset, first)
            signedGrant := add(data.offset, second)
        }
    }
}
