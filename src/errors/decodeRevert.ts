// Reads reverts: the errors of the module and the Lens, the EntryPoint's wrapping of them, and Solidity's own.
import { Interface, type ErrorDescription } from 'ethers'

import { entryPointInterface, sessionKeyValidatorInterface, sessionLensInterface, type Hex } from '../contracts'
import type { ContractError } from './ContractError'
import type { DecodedRevert } from './DecodedRevert'
import { entryPointCode } from './entryPointTexts'
import { revertData } from './revertData'

/** Solidity's own, and the errors of ERC-6093 and OpenZeppelin that calls of tokens and accounts end with. */
const commonInterface = new Interface([
  'error FailedCall()',
  'error InsufficientBalance(uint256 balance, uint256 needed)',
  'error OwnableUnauthorizedAccount(address account)',
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
  'error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
  'error ERC20InvalidReceiver(address receiver)',
  'error ERC20InvalidSpender(address spender)',
  'error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)',
  'error ERC721InsufficientApproval(address operator, uint256 tokenId)',
  'error ERC721NonexistentToken(uint256 tokenId)',
  'error ERC1155InsufficientBalance(address sender, uint256 balance, uint256 needed, uint256 tokenId)',
])

/**
 * Decodes a revert. FailedOp and FailedOpWithRevert of the EntryPoint are unwrapped into `inner`, PostOpReverted and
 * DelegateAndRevert are looked through.
 *
 * @param thrown Revert bytes, such as the `reason` of the Lens, or what ethers, Hardhat or a node threw.
 * @returns undefined if there is no revert data in it, or it is empty.
 *
 * @example
 * ```ts
 * const bytes = sessionKeyValidatorInterface.encodeErrorResult('CallsOverLimit', [21n, 20n])
 * const revert = decodeRevert(bytes)
 * revert.name // => 'CallsOverLimit'
 * revert.args // => { calls: 21n, limit: 20n }
 * ```
 */
export function decodeRevert(thrown: unknown): DecodedRevert | undefined {
  const data = revertData(thrown)
  if (data === undefined) return undefined
  return decodeCommon(data) ?? decodeContract(data) ?? decodeEntryPoint(data) ?? { source: 'unknown', data }
}

// First, because ethers finds Error and Panic in every ABI.
function decodeCommon(data: Hex): DecodedRevert | undefined {
  const error = parse(commonInterface, data)
  if (error === undefined) return undefined
  const solidity = { Panic: 'code', Error: 'message' }[error.name]
  return {
    source: 'other',
    name: error.name,
    args: solidity === undefined ? named(error) : { [solidity]: error.args[0] as unknown },
  }
}

// Name and arguments are those of the ABI, so the pair is one of ContractError's. What both can say is the module's.
function decodeContract(data: Hex): ContractError | undefined {
  const ofModule = parse(sessionKeyValidatorInterface, data)
  const error = ofModule ?? parse(sessionLensInterface, data)
  if (error === undefined) return undefined
  return { source: ofModule ? 'module' : 'lens', name: error.name, args: named(error) } as unknown as ContractError
}

function decodeEntryPoint(data: Hex): DecodedRevert | undefined {
  const error = parse(entryPointInterface, data)
  if (error === undefined) return undefined
  const args = named(error)
  if (error.name === 'FailedOp' || error.name === 'FailedOpWithRevert') {
    const reason = String(args['reason'])
    return {
      source: 'entryPoint',
      name: error.name,
      code: entryPointCode(reason),
      opIndex: Number(args['opIndex']),
      reason,
      inner: decodeRevert(args['inner']),
    }
  }
  const wrapped = error.name === 'PostOpReverted' ? args['returnData'] : args['ret']
  return decodeRevert(wrapped) ?? { source: 'other', name: error.name, args }
}

function parse(abi: Interface, data: Hex): ErrorDescription | undefined {
  try {
    return abi.parseError(data) ?? undefined
  } catch {
    return undefined // A known selector with arguments that do not decode is an unknown error.
  }
}

function named(error: ErrorDescription): Record<string, unknown> {
  return Object.fromEntries(error.fragment.inputs.map((input, i) => [input.name, error.args[i] as unknown]))
}
