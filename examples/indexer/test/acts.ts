// What accounts do with their sessions, by chance.
import { id, ZeroHash } from 'ethers'
import fc from 'fast-check'

import {
  encodeInstallData,
  MODULE_VERSION,
  renounceDigest,
  sessionId,
  sessionKeyValidatorInterface,
  sessionPreimage,
  sessionStruct,
  signDigest,
  type Address,
  type Hex,
  type Session,
} from '../../../src'
import { AccountMock__factory } from '../../../typechain-types'
import type { Stage } from './Stage'

/** Something that an account does, and whether its block is mined after it. What the module refuses reverts, and is no event. */
export interface Act {
  readonly kind: 'install' | 'grant' | 'replace' | 'revoke' | 'revokeUnknown' | 'renounce' | 'revokeAll' | 'uninstall'
  readonly account: number
  readonly session: number
  readonly other: number
  readonly mines: boolean
}

/** What wallets do, mostly. */
export const acts: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(
    ...(['grant', 'grant', 'grant', 'grant', 'grant', 'grant', 'replace', 'replace', 'revoke', 'renounce'] as const),
    ...(['renounce', 'install', 'install', 'revokeUnknown', 'revokeAll', 'uninstall'] as const),
  ),
  account: fc.nat({ max: 4 }),
  session: fc.nat({ max: 7 }),
  other: fc.nat({ max: 7 }),
  mines: fc.boolean(),
})

/** A transaction, to be sent by a node's own account. */
export interface Deed {
  readonly from: string
  readonly to: string
  readonly data: string
  readonly gas: '0x2dc6c0'
}

/** The transaction of an act. */
export function deedOf(stage: Stage, act: Act, from: string): Deed {
  const account = the(stage.accounts, act.account)
  const data = act.kind === 'renounce' ? renounceData(stage, act, account) : accountData(stage, act)
  return { from, to: act.kind === 'renounce' ? stage.address : account, data, gas: '0x2dc6c0' }
}

/** Has them done, each in the block of the ones before it unless those were mined. */
export async function perform(stage: Stage, all: readonly Act[]): Promise<void> {
  const { provider } = stage
  const [from = ''] = (await provider.send('eth_accounts', [])) as string[]
  await provider.send('evm_setAutomine', [false])
  for (const act of all) {
    await provider.send('eth_sendTransaction', [deedOf(stage, act, from)])
    if (act.mines) await provider.send('evm_mine', [])
  }
  await provider.send('evm_mine', [])
  await provider.send('evm_setAutomine', [true])
}

function accountData(stage: Stage, { kind, session, other }: Act): string {
  const [granted, old] = [the(stage.sessions, session), the(stage.sessions, other)]
  switch (kind) {
    case 'grant':
      return grant(granted)
    case 'replace':
      return batch(encode('revoke', sessionId(old)), grant(granted))
    case 'revoke':
      return encode('revoke', sessionId(granted))
    case 'revokeUnknown':
      return encode('revoke', id(`never granted ${other}`))
    case 'revokeAll':
      return encode('revokeAll', ZeroHash)
    case 'uninstall':
      return encode('onUninstall', '0x')
    default:
      return encode('onInstall', encodeInstallData(`0x${'5a'.repeat(32)}`, other === 0 ? [granted] : []))
  }
}

function renounceData({ address, chainId, keys, sessions }: Stage, { session }: Act, account: Address): string {
  const renounced = the(sessions, session)
  const place = { module: address, version: MODULE_VERSION, chainId, account, sessionId: sessionId(renounced) }
  const signature = signDigest(the(keys, session % keys.length), renounceDigest(place))
  return sessionKeyValidatorInterface.encodeFunctionData('renounce', [sessionPreimage(renounced), account, signature])
}

const encode = (name: 'onInstall' | 'onUninstall' | 'revoke' | 'revokeAll', argument: string): Hex =>
  sessionKeyValidatorInterface.encodeFunctionData(name as 'revoke', [argument]) as Hex

const grant = (session: Session): Hex =>
  sessionKeyValidatorInterface.encodeFunctionData('grant', [sessionStruct(session)]) as Hex

const batch = (...calls: readonly Hex[]): string =>
  AccountMock__factory.createInterface().encodeFunctionData('passAll', [[...calls]])

function the<Value>(list: readonly Value[], place: number): Value {
  const value = list[place]
  if (value === undefined) throw new Error(`There are only ${list.length}`)
  return value
}
