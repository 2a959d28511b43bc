// The one door to the generated contract types: the module, its Lens, the EntryPoint, and the primitive shapes that all
// of them speak. Nothing else in src/ imports typechain-types, and from there come types alone: its values carry bytecode.
import { Contract, Interface, type ContractRunner } from 'ethers'
import type { ISessionLens, SessionLens, SessionLensInterface } from '../typechain-types/contracts/lens/SessionLens'
import type {
  SessionKeyValidator,
  SessionKeyValidatorInterface,
} from '../typechain-types/contracts/SessionKeyValidator'
import { sessionKeyValidatorAbi, sessionLensAbi } from './abi'

export { sessionKeyValidatorAbi, sessionLensAbi } from './abi'
export type { SessionLens } from '../typechain-types/contracts/lens/SessionLens'
export type {
  SessionKeyValidator,
  SessionPreimageStruct,
  SessionStruct,
} from '../typechain-types/contracts/SessionKeyValidator'

/** Bytes as text: `0x` and two digits a byte. */
export type Hex = `0x${string}`

/** 20 bytes as text, checksummed or all lower case. */
export type Address = Hex

/** What `version()` of the module says: part of the domain of everything that is signed as typed data. */
export const MODULE_VERSION = '0.1.0'

/** Encodes calls to the module and decodes its errors and events. */
export const sessionKeyValidatorInterface = new Interface(sessionKeyValidatorAbi) as SessionKeyValidatorInterface

/** The module at an address, typed. */
export const sessionKeyValidatorAt = (address: Address, runner: ContractRunner): SessionKeyValidator =>
  new Contract(address, sessionKeyValidatorInterface, runner) as unknown as SessionKeyValidator

/** Encodes calls to the Lens and decodes its reasons. */
export const sessionLensInterface = new Interface(sessionLensAbi) as SessionLensInterface

/** The Lens at an address, typed. */
export const sessionLensAt = (address: Address, runner: ContractRunner): SessionLens =>
  new Contract(address, sessionLensInterface, runner) as unknown as SessionLens

/** What an op claims of its session, for the Lens to judge. */
export type Claim = ISessionLens.ClaimStruct

const PACKED_USER_OPERATION =
  'tuple(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,bytes paymasterAndData,bytes signature)'

/** What the client needs of an EntryPoint: the same on v0.7, v0.8 and v0.9, errors of all of them together. */
export const entryPointInterface = new Interface([
  `function handleOps(${PACKED_USER_OPERATION}[] ops,address beneficiary)`,
  `function getUserOpHash(${PACKED_USER_OPERATION} userOp) view returns (bytes32)`,
  'function balanceOf(address account) view returns (uint256)',
  'function getNonce(address sender,uint192 key) view returns (uint256)',
  'event UserOperationEvent(bytes32 indexed userOpHash,address indexed sender,address indexed paymaster,uint256 nonce,bool success,uint256 actualGasCost,uint256 actualGasUsed)',
  'event UserOperationRevertReason(bytes32 indexed userOpHash,address indexed sender,uint256 nonce,bytes revertReason)',
  'error FailedOp(uint256 opIndex,string reason)',
  'error FailedOpWithRevert(uint256 opIndex,string reason,bytes inner)',
  'error PostOpReverted(bytes returnData)',
  'error DelegateAndRevert(bool success,bytes ret)',
  'error InvalidBeneficiary(address beneficiary)',
  'error FailedSendToBeneficiary(address beneficiary,uint256 amount,bytes revertData)',
  'error InternalFunction()',
  'error InvalidPaymasterData(uint256 paymasterAndDataLength)',
  'error InvalidPaymaster(address paymaster)',
  'error InvalidPaymasterSignatureLength(uint256 dataLength,uint256 pmSignatureLength)',
  'error Eip7702SenderWithoutCode(address sender)',
  'error Eip7702SenderNotDelegate(address sender)',
  'error Reentrancy()',
  'error ReentrancyGuardReentrantCall()',
])

/** The EntryPoint at an address, for sending and reading. */
export const entryPointAt = (address: Address, runner: ContractRunner): Contract =>
  new Contract(address, entryPointInterface, runner)
