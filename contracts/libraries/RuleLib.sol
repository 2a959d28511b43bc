// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionKeyValidator} from "../interfaces/ISessionKeyValidator.sol";
import {Charges} from "../types/Charges.sol";
import {Cursor} from "../types/Cursor.sol";
import {BETWEEN, BETWEEN_SIGNED, NONE_OF, ONE_OF} from "../types/Session.sol";
import {Slice} from "../types/Slice.sol";
import {ArgumentLib} from "./ArgumentLib.sol";
import {WordTypeLib} from "./WordTypeLib.sol";

/// @title The rules of a permission against the arguments of a call (docs/encoding.md)
/// @dev Pure. Packed rules are read as they were packed at grant: a root that was granted holds no others, so their form is
/// not checked again. All of them must hold; whatever cannot be read, or is not canonical for its type, is refused.
library RuleLib {
    /// @dev Beside a comparison in packed rules.
    uint8 internal constant MASK_FOLLOWS = 0x80;

    /// @param rules The packed rules.
    /// @param start Position of the call's data.
    /// @param length Of the call's data.
    /// @param before What the calls before add up to.
    /// @return charges With what this call adds to allowances.
    function check(Slice rules, uint256 start, uint256 length, Charges before) internal pure returns (Charges charges) {
        unchecked {
            charges = before;
            Cursor cursor = Cursor.wrap(rules.start());
            uint256 rule;
            while (true) {
                uint256 word;
                (word, cursor) = ArgumentLib.read(cursor, start + 4, start + length, charges, rule);
                // Type 16 | comparison 8; then the number of values 8 and the values, a charge's allowance 8 before these.
                uint256 parts = cursor.peek() >> 232;
                if (parts >> 8 != WordTypeLib.ANY_WORD) {
                    if (!WordTypeLib.isCanonical(word, parts >> 8)) {
                        revert ISessionKeyValidator.WordNotCanonical(charges.calls(), rule, word, uint16(parts >> 8));
                    }
                }
                uint256 comparison = parts & 0x7f;
                if (comparison <= NONE_OF) {
                    bool found;
                    (found, cursor) = _isAmong(word, parts & MASK_FOLLOWS != 0, cursor.skip(3));
                    if (found != (comparison == ONE_OF)) _refuse(charges, rule, word);
                } else if (comparison <= BETWEEN_SIGNED) {
                    // Two values, in order, as was checked at grant: so this holds for numbers with and without sign alike.
                    uint256 low = cursor.skip(4).peek();
                    if (word - low > cursor.skip(36).peek() - low) _refuse(charges, rule, word);
                    cursor = cursor.skip(68);
                } else {
                    charges = charges.addSpend(cursor.skip(3).peek() >> 248, cursor.skip(5).peek(), word);
                    cursor = cursor.skip(37);
                }
                if (Cursor.unwrap(cursor) < rules.end()) {
                    ++rule;
                    continue;
                }
                return charges;
            }
        }
    }

    function _refuse(Charges before, uint256 rule, uint256 word) private pure {
        revert ISessionKeyValidator.RuleNotMet(before.calls(), rule, word);
    }

    /// @dev Whether `word`, or what a mask before the values leaves of it, is one of them.
    function _isAmong(uint256 word, bool masked, Cursor cursor) private pure returns (bool found, Cursor next) {
        unchecked {
            next = cursor;
            uint256 compared = word;
            if (masked) {
                compared &= next.peek();
                next = next.skip(32);
            }
            uint256 count;
            (count, next) = next.take(1);
            uint256 end = Cursor.unwrap(next) + 32 * count;
            for (uint256 position = Cursor.unwrap(next); position < end; position += 32) {
                if (Cursor.wrap(position).peek() == compared) {
                    found = true;
                    break;
                }
            }
            next = Cursor.wrap(end);
        }
    }
}
