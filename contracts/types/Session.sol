// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// What an owner approves, as wallets, explorers and indexers see it. These structs are the ABI of a grant; their field
// order is also the order of the EIP-712 types, where signerKind, wordType and comparison are text instead of numbers.

/// @dev Signer kinds of {Session-signerKind}: an address (20 bytes), a P-256 point x ‖ y (64 bytes), an ERC-7913 verifier
/// (20 bytes) followed by a non-empty key.
uint8 constant SIGNER_SECP256K1 = 0;
uint8 constant SIGNER_P256 = 1;
uint8 constant SIGNER_ERC7913 = 2;

/// @dev The largest value of a limit's type means "unlimited": not compared, not added, not stored.
uint80 constant UNLIMITED_FEE = type(uint80).max;
uint80 constant UNLIMITED_VALUE = type(uint80).max;
uint32 constant UNLIMITED_CALLS = type(uint32).max;

/// @dev Timestamps are below this: EntryPoint v0.9 reads larger ones as block numbers.
uint48 constant VALID_UNTIL_END = 1 << 47;

/// @dev The shortest period, in seconds.
uint32 constant PERIOD_MIN = 60;

/// @dev Comparisons of {Rule-comparison}.
uint8 constant ONE_OF = 0;
uint8 constant NONE_OF = 1;
uint8 constant BETWEEN = 2;
uint8 constant BETWEEN_SIGNED = 3;
uint8 constant CHARGE = 4;

/// @dev The most rules of a permission, steps of a path and values of a rule.
uint256 constant RULES_MAX = 12;
uint256 constant PATH_MAX = 8;
uint256 constant VALUES_MAX = 64;

/// @dev The cap of an allowance is below this.
uint256 constant ALLOWANCE_CAP_END = 1 << 192;

/// @dev The most permissions a session can hold: a proof on the wire has at most 15 nodes.
uint256 constant PERMISSIONS_MAX = 1 << 15;

/// @notice One grant to one session key. Everything that is not named here is refused.
struct Session {
    /// @notice What `signer` encodes: SIGNER_SECP256K1, SIGNER_P256 or SIGNER_ERC7913.
    uint8 signerKind;
    /// @notice The session key: 20, 64, or more than 20 bytes, by kind.
    bytes signer;
    /// @notice Seconds since 1970. Inclusive on EntryPoint v0.7, exclusive on v0.8 and v0.9.
    uint48 validAfter;
    /// @notice Seconds since 1970, inclusive. validAfter < validUntil < 2^47.
    uint48 validUntil;
    /// @notice Zero: the account pays for every op. An address: this paymaster may pay too, and no other.
    address paymaster;
    /// @notice Seconds after which usage starts again; 0: the limits are for the whole session; else at least 60.
    uint32 period;
    /// @notice Executed calls (not userOps) per period, at least 1; the type's maximum: unlimited.
    uint32 maxCalls;
    /// @notice Wei of native value over all calls per period; 0: none; the type's maximum: unlimited.
    uint80 maxValue;
    /// @notice Wei of worst-case fees over all userOps per period, whoever pays; the type's maximum: unlimited, which
    /// needs a paymaster, who then pays for every op.
    uint80 maxFee;
    /// @notice What may be called. At least one; leaves strictly ascending.
    Permission[] permissions;
}

/// @notice One function of one contract, or a plain transfer to one address.
struct Permission {
    /// @notice Never zero, the account itself, or the module.
    address target;
    /// @notice The function as text, such as `upvotePost(uint256)`; empty for a plain transfer.
    string functionSignature;
    /// @notice The first four bytes of keccak256(functionSignature); zero for a plain transfer.
    bytes4 selector;
    /// @notice Wei per call, inclusive. Always compared: the type's maximum is a number here.
    uint80 maxValue;
    /// @notice Conditions on arguments; all must hold. Strictly ascending by keccak256 of the packed rule.
    Rule[] rules;
}

/// @notice A condition on one word of a call's arguments.
struct Rule {
    /// @notice How to reach the word: kind 8 bits | operand 24 bits per step.
    uint32[] path;
    /// @notice class << 8 | bytes. Classes: 0 uint, 1 int, 2 bytesN, 3 address, 4 bool.
    uint16 wordType;
    /// @notice 0 oneOf, 1 noneOf, 2 between, 3 betweenSigned, 4 charge.
    uint8 comparison;
    /// @notice Bits of the word that are compared; all ones unless oneOf or noneOf.
    bytes32 mask;
    /// @notice What the word is compared with.
    bytes32[] values;
    /// @notice The number of the allowance that a `charge` adds to; zero for every other comparison.
    uint8 allowance;
}

/// @notice The words that a session id is the hash of, with the signer in full: enough to prove which key a session has.
struct SessionPreimage {
    /// @notice validAfter 48 | validUntil 48 | paymaster 160.
    bytes32 window;
    /// @notice maxFee 80 | maxValue 80 | maxCalls 32 | period 32 | zero 32.
    bytes32 limits;
    /// @notice The Merkle root of the permissions.
    bytes32 root;
    /// @notice As in {Session}.
    uint8 signerKind;
    /// @notice As in {Session}.
    bytes signer;
}

/// @notice Another chain's entry under the same owner signature, shown by its hash.
struct Sibling {
    uint256 chainId;
    address account;
    bytes32 epoch;
    bytes32 replaces;
    bytes32 sessionHash;
}

/// @notice The owner's signature over a grant, with what it covers besides this chain's session.
struct SignedGrant {
    /// @notice A session id that this grant ends, or zero.
    bytes32 replaces;
    /// @notice The entries for other chains, strictly ascending by chain id, without this chain's own.
    Sibling[] siblings;
    /// @notice What the account's ERC-1271 `isValidSignature` is asked about.
    bytes ownerSignature;
}
