// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A session's usage word, field by field.
struct Used {
    uint256 fee;
    uint256 value;
    uint256 calls;
    uint256 periodIndex;
    uint256 grantCounter;
}

/// @title What the module has stored of a session
library LensUsageLib {
    /// @dev The grant counter that no epoch reaches.
    uint256 internal constant REVOKED = type(uint32).max;

    /// @dev fee 80 | value 80 | calls 32 | period index 32 | epoch counter of the grant 32. The casts drop higher fields.
    function read(bytes32 usage) internal pure returns (Used memory) {
        uint256 word = uint256(usage);
        return
            Used({
                fee: word >> 176,
                value: uint80(word >> 96),
                calls: uint32(word >> 64),
                periodIndex: uint32(word >> 32),
                grantCounter: uint32(word)
            });
    }

    /// @dev The usage in period `periodIndex`, which is not an earlier one: in a later one nothing is used yet.
    function inPeriod(Used memory used, uint256 periodIndex) internal pure returns (Used memory) {
        if (periodIndex == used.periodIndex) return used;
        return Used({fee: 0, value: 0, calls: 0, periodIndex: periodIndex, grantCounter: used.grantCounter});
    }
}
