// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// The structs among the arguments of {ArgumentDecoderMock} and {LazyDecoderMock}.

struct Transfer {
    uint256 amount;
    address to;
}

struct Tagged {
    int32 number;
    bytes8 tag;
}

struct Payment {
    address to;
    uint128 amount;
    bytes4 tag;
}

struct Order {
    uint96 amount;
    bytes data;
    uint8[] list;
}

struct InnerCall {
    address target;
    uint256 value;
    bytes data;
}

struct Leg {
    uint96 amount;
    int24 tick;
}

struct Route {
    address pool;
    Leg[] legs;
}

struct Tail {
    bytes4 tag;
    bytes data;
}
