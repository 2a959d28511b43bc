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
            uint256 place = charges.calls() << 8;
            Cursor cursor = Cursor.wrap(rules.start());
            while (true) {
                uint256 word;
                (word, cursor) = ArgumentLib.read(cursor, start + 4, start + length, place);
                (charges, cursor) = _checkWord(word, cursor, place, charges);
                if (Cursor.unwrap(cursor) >= rules.end()) return charges;
                ++place;
            }
        }
    }

    /// @dev One word against type, comparison and values.
    function _checkWord(
        uint256 word,
        Cursor cursor,
        uint256 place,
        Charges before
    ) private pure returns (Charges charges, Cursor next) {
        unchecked {
            uint256 parts;
            (parts, next) = cursor.take(3);
            charges = before;
            if (!WordTypeLib.isCanonical(word, parts >> 8)) {
                revert ISessionKeyValidator.WordNotCanonical(place >> 8, place & 0xff, word, uint16(parts >> 8));
            }
            uint256 comparison = parts & 0x7f;
            bool holds = true;
            if (comparison <= NONE_OF) {
                uint256 compared = word;
                if (parts & MASK_FOLLOWS != 0) {
                    uint256 mask;
                    (mask, next) = next.take(32);
                    compared &= mask;
                }
                (holds, next) = _isAmong(compared, next);
                holds = holds == (comparison == ONE_OF);
            } else if (comparison <= BETWEEN_SIGNED) {
                // Two values, in order, as was checked at grant: so this holds for numbers with and without sign alike.
                uint256 low = next.skip(1).peek();
                holds = word - low <= next.skip(33).peek() - low;
                next = next.skip(65);
            } else {
                uint256 allowance;
                (allowance, next) = next.take(1);
                charges = before.addSpend(allowance, next.skip(1).peek(), word);
                next = next.skip(33);
            }
            if (!holds) revert ISessionKeyValidator.RuleNotMet(place >> 8, place & 0xff, word);
        }
    }

    /// @dev Whether `word` is one of the values that follow.
    function _isAmong(uint256 word, Cursor cursor) private pure returns (bool found, Cursor next) {
        uint256 count;
        (count, next) = cursor.take(1);
        unchecked {
            uint256 end = Cursor.unwrap(next) + 32 * count;
            for (uint256 position = Cursor.unwrap(next); position < end; position += 32) {
                if (Cursor.wrap(position).peek() == word) {
                    found = true;
                    break;
                }
            }
            next = Cursor.wrap(end);
        }
    }
}
