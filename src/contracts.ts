// The one door to the generated contract types: the module, its Lens, the EntryPoint, and the primitive shapes that all
// of them speak. Nothing else in src/ imports typechain-types.
import { Contract, Interface, type ContractRunner } from 'ethers'
import type { ISessionLens, SessionLens, SessionLensInterface } from '../typechain-types/contracts/lens/SessionLens'
import type {
  SessionKeyValidator,
  SessionKeyValidatorInterface,
} from '../typechain-types/contracts/SessionKeyValidator'
import { SessionLens__factory } from '../typechain-types/factories/contracts/lens/SessionLens__factory'
import { SessionKeyValidator__factory } from '../typechain-types/factories/contracts/SessionKeyValidator__factory'

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

/** The module's ABI, with the errors of its libraries, as a constant that types can be taken from. */
export const sessionKeyValidatorAbi = SessionKeyValidator__factory.abi

/** What `version()` of the module says: part of the domain of everything that is signed as typed data. */
export const MODULE_VERSION = '0.1.0'

/** Encodes calls to the module and decodes its errors and events. */
export const sessionKeyValidatorInterface = new Interface(sessionKeyValidatorAbi) as SessionKeyValidatorInterface

/** The module at an address, typed. */
export const sessionKeyValidatorAt = (address: Address, runner: ContractRunner): SessionKeyValidator =>
  SessionKeyValidator__factory.connect(address, runner)

/** The Lens's ABI, with every reason that it can give, as a constant that types can be taken from. */
export const sessionLensAbi = SessionLens__factory.abi

/** Encodes calls to the Lens and decodes its reasons. */
export const sessionLensInterface = new Interface(sessionLensAbi) as SessionLensInterface

/** The Lens at an address, typed. */
export const sessionLensAt = (address: Address, runner: ContractRunner): SessionLens =>
  SessionLens__factory.connect(address, runner)

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
