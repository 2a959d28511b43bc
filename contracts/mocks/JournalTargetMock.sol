// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DecoderJuryMock} from "./DecoderJuryMock.sol";

/// @dev A target that takes every call and has what arrived noted. Its code can stand at any address.
contract JournalTargetMock {
    DecoderJuryMock private immutable _journal;

    constructor(DecoderJuryMock journal) {
        _journal = journal;
    }

    fallback() external payable {
        _journal.note(msg.sender, msg.value, msg.data);
    }

    receive() external payable {
        _journal.note(msg.sender, msg.value, "");
    }
}
