// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {InnerCall, Leg, Order, Payment, Route, Tagged, Tail, Transfer} from "./ArgumentShapes.sol";
import {AskedMock} from "./AskedMock.sol";

/// @title What Solidity's own decoder makes of calldata that it reads only where it is asked
/// @dev The same functions as {ArgumentDecoderMock}, with arguments that stay in calldata: it looks at fewer pointers, and
/// takes more of what is not encoded as it should be.
contract LazyDecoderMock is AskedMock {
    function inlined(
        Transfer calldata pair,
        uint64[3] calldata list,
        Tagged[2] calldata tagged,
        bool last
    ) external view returns (uint256) {
        if (_choice(0) == 0) return _choice(1) == 0 ? pair.amount : _word(pair.to);
        if (_choice(0) == 1) return list[_choice(1)];
        if (_choice(0) == 3) return _word(last);
        return _choice(2) == 0 ? _int(tagged[_choice(1)].number) : _word(tagged[_choice(1)].tag);
    }

    function arrays(
        uint8 first,
        uint256[] calldata amounts,
        address[] calldata receivers,
        int16[] calldata deltas
    ) external view returns (uint256) {
        if (_choice(0) == 0) return first;
        if (_choice(0) == 1) return _isLength(1) ? amounts.length : amounts[_choice(1)];
        if (_choice(0) == 2) return _isLength(1) ? receivers.length : _word(receivers[_choice(1)]);
        return _isLength(1) ? deltas.length : _int(deltas[_choice(1)]);
    }

    function payments(Payment[] calldata list, uint256 deadline) external view returns (uint256) {
        if (_choice(0) == 1) return deadline;
        if (_isLength(1)) return list.length;
        Payment calldata payment = list[_choice(1)];
        if (_choice(2) == 0) return _word(payment.to);
        return _choice(2) == 1 ? payment.amount : _word(payment.tag);
    }

    function pairs(uint32[2][] calldata list, int256 last) external view returns (uint256) {
        if (_choice(0) == 1) return _int(last);
        return _isLength(1) ? list.length : list[_choice(1)][_choice(2)];
    }

    function grid(uint256[][] calldata rows, bytes32 last) external view returns (uint256) {
        if (_choice(0) == 1) return _word(last);
        if (_isLength(1)) return rows.length;
        uint256[] calldata row = rows[_choice(1)];
        return _isLength(2) ? row.length : row[_choice(2)];
    }

    function order(address maker, Order calldata what) external view returns (uint256) {
        if (_choice(0) == 0) return _word(maker);
        if (_choice(1) == 0) return what.amount;
        if (_choice(1) == 1) return _wordOf(what.data, 2);
        return _isLength(2) ? what.list.length : what.list[_choice(2)];
    }

    function batch(InnerCall[] calldata calls) external view returns (uint256) {
        if (_isLength(1)) return calls.length;
        InnerCall calldata call = calls[_choice(1)];
        if (_choice(2) == 0) return _word(call.target);
        return _choice(2) == 1 ? call.value : _wordOf(call.data, 3);
    }

    function texts(bytes calldata data, string calldata text, bool last) external view returns (uint256) {
        if (_choice(0) == 2) return _word(last);
        return _wordOf(_choice(0) == 0 ? data : bytes(text), 1);
    }

    function blobs(bytes[] calldata list) external view returns (uint256) {
        return _isLength(1) ? list.length : _wordOf(list[_choice(1)], 2);
    }

    function both(bytes[2] calldata pair, uint8 last) external view returns (uint256) {
        return _choice(0) == 1 ? last : _wordOf(pair[_choice(1)], 2);
    }

    function routes(Route[] calldata list) external view returns (uint256) {
        if (_isLength(1)) return list.length;
        Route calldata route = list[_choice(1)];
        if (_choice(2) == 0) return _word(route.pool);
        if (_isLength(3)) return route.legs.length;
        Leg calldata leg = route.legs[_choice(3)];
        return _choice(4) == 0 ? leg.amount : _int(leg.tick);
    }

    function forward(address to, bytes calldata data) external view returns (uint256) {
        if (_choice(0) == 0) return _word(to);
        if (_isLength(1)) return data.length;
        (address receiver, uint256 amount, int64[] memory list) = abi.decode(data[4:], (address, uint256, int64[]));
        if (_choice(1) == 0) return _word(receiver);
        if (_choice(1) == 1) return amount;
        return _isLength(2) ? list.length : _int(list[_choice(2)]);
    }

    function multicall(bytes[] calldata calls) external view returns (uint256) {
        if (_isLength(1)) return calls.length;
        if (_isLength(2)) return calls[_choice(1)].length;
        (address to, uint256 amount, uint64[] memory list) = abi.decode(
            calls[_choice(1)][4:],
            (address, uint256, uint64[])
        );
        if (_choice(2) == 0) return _word(to);
        if (_choice(2) == 1) return amount;
        return _isLength(3) ? list.length : list[_choice(3)];
    }

    function relay(bytes calldata call) external view returns (uint256) {
        if (_isLength(1)) return call.length;
        (bytes32 key, bytes memory inner) = abi.decode(call[4:], (bytes32, bytes));
        if (_choice(1) == 0) return _word(key);
        if (_isLength(2)) return inner.length;
        (address to, uint128 amount, bool isLast) = abi.decode(_arguments(inner), (address, uint128, bool));
        if (_choice(2) == 0) return _word(to);
        return _choice(2) == 1 ? amount : _word(isLast);
    }

    function forwardAll(bytes calldata data) external view returns (uint256) {
        if (_isLength(1)) return data.length;
        (Transfer[] memory list, Tail memory tail) = abi.decode(data[4:], (Transfer[], Tail));
        if (_choice(1) == 1) return _choice(2) == 0 ? _word(tail.tag) : _wordOf(tail.data, 3);
        if (_isLength(2)) return list.length;
        return _choice(3) == 0 ? list[_choice(2)].amount : _word(list[_choice(2)].to);
    }
}
