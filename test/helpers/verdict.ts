// What an EntryPoint says of a bundle, as one line of text: `accepted`, an AA code, or the module's own reason with its
// arguments, such as `CallsOverLimit(21,20)`. Asked by eth_call, so nothing changes.
import { Interface, type ErrorDescription } from 'ethers'
import { ethers } from 'hardhat'

import { sessionKeyValidatorInterface } from '../../src'
import { SecondAccountMock__factory, SmartAccount__factory } from '../../typechain-types'
import type { TestAccount } from './fixture'
import type { PackedUserOp } from './userOp'

export const ACCEPTED = 'accepted'

/** The module's own errors, then those of the accounts. */
const INNER: readonly Interface[] = [
  sessionKeyValidatorInterface,
  new Interface(SmartAccount__factory.abi),
  new Interface(SecondAccountMock__factory.abi),
]

/**
 * @param block `latest`: at the time of the latest block; `pending`: at the time of the next.
 * @returns The reason of the op at fault; `op 1: …` if that is not the first.
 */
export async function verdict(
  account: TestAccount,
  ops: readonly PackedUserOp[],
  block: 'latest' | 'pending' = 'latest',
): Promise<string> {
  const { contract, address: to } = account.entryPoint
  const from = await account.bundler.getAddress()
  const data = contract.interface.encodeFunctionData('handleOps', [[...ops], from])
  try {
    await ethers.provider.call({ from, to, data, blockTag: block })
    return ACCEPTED
  } catch (thrown) {
    return reasonOf(contract.interface, revertDataOf(thrown))
  }
}

/** An error of the module as the verdict shows it. */
export function reason(name: string, args: readonly unknown[] = []): string {
  return `${name}(${args.map(String).join(',')})`
}

function reasonOf(entryPoint: Interface, data: string): string {
  if (data === '0x') return 'reverted without a reason'
  const failed = entryPoint.parseError(data)
  if (failed === null) return `unknown error ${data}`
  if (failed.name !== 'FailedOp' && failed.name !== 'FailedOpWithRevert') return textOf(failed)
  const [index, message, inner] = failed.args as unknown as [bigint, string, string | undefined]
  const what = inner === undefined ? message.slice(0, 4) : innerText(inner)
  return index === 0n ? what : `op ${index}: ${what}`
}

function innerText(data: string): string {
  if (data === '0x') return 'AA23 without a reason'
  for (const abi of INNER) {
    const known = abi.parseError(data)
    if (known !== null) return textOf(known)
  }
  return `unknown error ${data}`
}

function textOf({ name, args }: ErrorDescription): string {
  return reason(name, args.toArray() as unknown[])
}

function revertDataOf(thrown: unknown): string {
  if (thrown instanceof Error && 'data' in thrown && typeof thrown.data === 'string') return thrown.data
  throw thrown
}
