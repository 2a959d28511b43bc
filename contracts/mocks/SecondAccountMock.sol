// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    IERC7579Execution,
    IERC7579Module,
    IERC7579ModuleConfig,
    IERC7579Validator,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IAccount, IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

import {SecondDecoder} from "./SecondDecoder.sol";

/// @title An ERC-7579 account that shares no code with OpenZeppelin's, built as Nexus and Kernel are
/// @dev Honest, and as different as the standard allows: its own decoder; the nonce key is lane 3 | mode 1 | validator 20;
/// validators get a copy of the userOp from memory; they stand in a linked list, and uninstall data names the one before.
/// It really executes all modes that ERC-7579 knows, and does not look at the rest of the mode word: it is up to the
/// validator to refuse them. The adversaries derive from it, each changing one step.
contract SecondAccountMock is IAccount, IERC7579Execution, IERC7579ModuleConfig {
    using SecondDecoder for bytes;

    bytes1 private constant SINGLE = 0x00;
    bytes1 private constant BATCH = 0x01;
    bytes1 private constant STATIC = 0xfe;
    bytes1 private constant DELEGATE = 0xff;
    bytes1 private constant REVERTING = 0x00;
    bytes1 private constant TRYING = 0x01;

    address private constant SENTINEL = address(1);

    IEntryPoint public immutable entryPoint;
    address private immutable _deployer;

    mapping(address validator => address next) private _validators;
    mapping(address executor => bool) private _executors;

    event CallFailed(uint256 index, bytes reason);

    error AccountUnauthorized(address caller);
    error ModeNotSupported(bytes32 mode);
    error ModuleNotKnown(uint256 moduleTypeId, address module);

    modifier onlyEntryPoint() {
        if (msg.sender != address(entryPoint)) revert AccountUnauthorized(msg.sender);
        _;
    }

    modifier onlyEntryPointOrSelf() {
        if (msg.sender != address(entryPoint) && msg.sender != address(this)) revert AccountUnauthorized(msg.sender);
        _;
    }

    constructor(IEntryPoint entryPoint_) {
        entryPoint = entryPoint_;
        _deployer = msg.sender;
        _validators[SENTINEL] = SENTINEL;
    }

    receive() external payable {}

    /// @notice The first validator, from whoever deployed the account; only as long as there is none.
    function initialize(address validator, bytes calldata data) external {
        if (msg.sender != _deployer || _validators[SENTINEL] != SENTINEL) revert AccountUnauthorized(msg.sender);
        _installValidator(validator, data);
    }

    // Validation

    /// @inheritdoc IAccount
    function validateUserOp(
        PackedUserOperation calldata userOp,
        bytes32 userOpHash,
        uint256 missingAccountFunds
    ) external onlyEntryPoint returns (uint256 validationData) {
        address validator = address(uint160(userOp.nonce >> 64));
        bool isPlainMode = uint8(userOp.nonce >> 224) == 0;
        if (!isPlainMode || !_mayValidate(validator)) {
            revert ModuleNotKnown(MODULE_TYPE_VALIDATOR, validator);
        }
        PackedUserOperation memory copy = userOp;
        validationData = _ask(IERC7579Validator(validator), _shown(copy), _shownHash(userOpHash));
        if (missingAccountFunds != 0) {
            (bool paid, ) = msg.sender.call{value: missingAccountFunds}("");
            paid; // The EntryPoint checks its balance itself.
        }
    }

    /// @notice The validator's answer to ERC-1271; its address comes before the signature.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        address validator = address(bytes20(signature[0:20]));
        if (_validators[validator] == address(0)) return 0xffffffff;
        return IERC7579Validator(validator).isValidSignatureWithSender(msg.sender, hash, signature[20:]);
    }

    /// @dev Whether a validator is asked at all.
    function _mayValidate(address validator) internal view virtual returns (bool) {
        return _validators[validator] != address(0);
    }

    /// @dev What the validator gets to see of the userOp.
    function _shown(PackedUserOperation memory copy) internal virtual returns (PackedUserOperation memory) {
        return copy;
    }

    /// @dev What the EntryPoint gets of the validator's answer.
    function _ask(
        IERC7579Validator validator,
        PackedUserOperation memory userOp,
        bytes32 userOpHash
    ) internal virtual returns (uint256 validationData) {
        return validator.validateUserOp(userOp, userOpHash);
    }

    /// @dev The hash that the validator gets.
    function _shownHash(bytes32 userOpHash) internal virtual returns (bytes32) {
        return userOpHash;
    }

    // Execution

    /// @inheritdoc IERC7579Execution
    function execute(bytes32 mode, bytes calldata executionCalldata) external payable virtual onlyEntryPointOrSelf {
        _run(mode, executionCalldata);
    }

    /// @notice Called by the EntryPoint in place of a callData that begins with this selector; what follows it is run.
    function executeUserOp(PackedUserOperation calldata userOp, bytes32) external payable onlyEntryPoint {
        (bool success, bytes memory answer) = address(this).delegatecall(userOp.callData[4:]);
        if (!success) LowLevelCall.bubbleRevert(answer);
    }

    /// @inheritdoc IERC7579Execution
    function executeFromExecutor(
        bytes32 mode,
        bytes calldata executionCalldata
    ) external payable returns (bytes[] memory) {
        if (!_executors[msg.sender]) revert ModuleNotKnown(MODULE_TYPE_EXECUTOR, msg.sender);
        _run(mode, executionCalldata);
        return new bytes[](0);
    }

    function _run(bytes32 mode, bytes calldata data) internal virtual {
        bytes1 callType = mode[0];
        bytes1 execType = mode[1];
        if (execType != REVERTING && execType != TRYING) revert ModeNotSupported(mode);
        bool mayFail = execType == TRYING;
        if (callType == SINGLE) {
            (address target, uint256 value, bytes calldata callData) = data.single();
            _call(0, mayFail, target, value, callData);
        } else if (callType == BATCH) {
            uint256 count = data.count();
            for (uint256 i = 0; i < count; ++i) {
                (address target, uint256 value, bytes calldata callData) = data.batched(i);
                if (_call(i, mayFail, target, value, callData)) break;
            }
        } else if (callType == STATIC || callType == DELEGATE) {
            (address target, bytes calldata callData) = data.delegation();
            (bool success, bytes memory answer) = callType == STATIC
                ? target.staticcall(callData)
                : target.delegatecall(callData);
            if (!success) _fail(0, mayFail, answer);
        } else {
            revert ModeNotSupported(mode);
        }
    }

    /// @return isLast Whether the rest of a batch is left out; never, in an honest account.
    function _call(
        uint256 index,
        bool mayFail,
        address target,
        uint256 value,
        bytes calldata callData
    ) internal virtual returns (bool isLast) {
        (bool success, bytes memory answer) = target.call{value: value}(callData);
        if (!success) _fail(index, mayFail, answer);
        return false;
    }

    function _fail(uint256 index, bool mayFail, bytes memory answer) internal {
        if (!mayFail) LowLevelCall.bubbleRevert(answer);
        emit CallFailed(index, answer);
    }

    // Modules

    /// @inheritdoc IERC7579ModuleConfig
    function installModule(uint256 moduleTypeId, address module, bytes calldata data) external onlyEntryPointOrSelf {
        if (moduleTypeId == MODULE_TYPE_VALIDATOR) {
            _installValidator(module, data);
        } else if (moduleTypeId == MODULE_TYPE_EXECUTOR) {
            _executors[module] = true;
        } else {
            revert ModuleNotKnown(moduleTypeId, module);
        }
    }

    /// @inheritdoc IERC7579ModuleConfig
    /// @param data abi.encode(address previous, bytes data): the validator before this one, and what this one gets.
    function uninstallModule(uint256 moduleTypeId, address module, bytes calldata data) external onlyEntryPointOrSelf {
        (address previous, bytes memory moduleData) = abi.decode(data, (address, bytes));
        if (moduleTypeId != MODULE_TYPE_VALIDATOR || module == SENTINEL || _validators[previous] != module) {
            revert ModuleNotKnown(moduleTypeId, module);
        }
        _validators[previous] = _validators[module];
        _validators[module] = address(0);
        _tellUninstalled(module, moduleData);
    }

    /// @inheritdoc IERC7579ModuleConfig
    function isModuleInstalled(uint256 moduleTypeId, address module, bytes calldata) external view returns (bool) {
        if (moduleTypeId == MODULE_TYPE_EXECUTOR) return _executors[module];
        return moduleTypeId == MODULE_TYPE_VALIDATOR && module != SENTINEL && _validators[module] != address(0);
    }

    function _installValidator(address validator, bytes calldata data) private {
        if (validator <= SENTINEL || _validators[validator] != address(0)) {
            revert ModuleNotKnown(MODULE_TYPE_VALIDATOR, validator);
        }
        _validators[validator] = _validators[SENTINEL];
        _validators[SENTINEL] = validator;
        _tellInstalled(validator, data);
    }

    function _tellInstalled(address validator, bytes calldata data) internal virtual {
        IERC7579Module(validator).onInstall(data);
    }

    function _tellUninstalled(address validator, bytes memory data) internal virtual {
        IERC7579Module(validator).onUninstall(data);
    }
}
