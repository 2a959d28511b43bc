// What a userOp is, in words and as data.
import { dataLength, dataSlice, toBeHex } from 'ethers'

import { kernelAccount, nexusAccount, openZeppelinAccount, referenceAccount, safe7579Account } from '../accounts'
import type { Address, Hex } from '../contracts'
import { timeText } from '../errors'
import type { WordsOptions } from '../session'
import { wordsFrom } from '../session/words'
import { worstCaseFee, type UserOp } from '../userOp'
import { nameCall, type NamedCall } from './callWords'
import { readExecute } from './readExecute'

const KINDS = ['secp256k1', 'P-256', 'ERC-7913 contract']
const HEAD_LENGTH = 13

/** @internal */
export interface DescribedOp {
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

/** @internal */
export function describeOp(userOp: UserOp, module: Address, words: WordsOptions): DescribedOp {
  const { sender, nonce, callData, paymaster, factory, signature } = userOp
  const [key, sequence] = [toBeHex(nonce >> 64n, 24) as Hex, nonce & 0xffff_ffff_ffff_ffffn]
  const { name, amount } = wordsFrom(words)
  const execute = readExecute(callData)
  const calls = execute?.calls.map((call) => nameCall(call, words)) ?? []
  const session = isOfModule(nonce >> 64n, module) ? readHead(signature) : undefined
  const fee = worstCaseFee(userOp)
  const lines = [
    `userOp of ${name(sender)}`,
    `  nonce: key ${key}, number ${sequence}${isOfModule(nonce >> 64n, module) ? ', for the session module' : ', not for the session module'}`,
    ...(session === undefined
      ? []
      : [
          `  signed as a session of a ${session.signerKind} key, ${windowText(session)}${session.bringsGrant ? ', and brings its grant' : ''}`,
        ]),
    ...(factory === undefined ? [] : [`  deploys the account by ${name(factory)}`]),
    `  ${paymaster === undefined ? 'paid by the account' : `paid by ${name(paymaster)}`}: at most ${amount(fee)}`,
    ...callLines(calls, execute?.oddity, callData),
  ]
  return {
    text: lines.join('\n'),
    json: {
      kind: 'userOp',
      sender,
      nonce,
      nonceKey: key,
      nonceSequence: sequence,
      mode: execute?.mode,
      oddity: execute?.oddity,
      calls,
      paymaster,
      factory,
      maxFee: fee,
      session,
    },
  }
}

function callLines(calls: readonly NamedCall[], oddity: string | undefined, callData: Hex): readonly string[] {
  if (oddity === undefined && calls.length > 0) return calls.map(({ text }, i) => `  call ${i}: ${text}`)
  const what = oddity === undefined ? 'no execute of ERC-7579' : `execute in a mode that no session may use (${oddity})`
  return [`  callData: ${what}, ${dataLength(callData)} bytes`, ...calls.map(({ text }, i) => `  call ${i}: ${text}`)]
}

const ADAPTERS = [openZeppelinAccount, kernelAccount, nexusAccount, safe7579Account, referenceAccount]

/** Whether some kind of account would hand the op to the module, in any lane. */
const isOfModule = (key: bigint, module: Address): boolean =>
  ADAPTERS.some((adapter) => {
    // What two lanes differ in is the lane's place.
    const [first, last] = [adapter.nonceKey(module, 0), adapter.nonceKey(module, adapter.lanes - 1)]
    return (key & ~(first ^ last)) === first
  })

interface SessionHead {
  readonly signerKind: string
  readonly validAfter: number
  readonly validUntil: number
  readonly bringsGrant: boolean
}

/** The head of an authorization, docs/encoding.md; undefined: it is none. */
function readHead(signature: Hex): SessionHead | undefined {
  if (dataLength(signature) < HEAD_LENGTH) return undefined
  const head = Number(dataSlice(signature, 0, 1))
  const signerKind = KINDS[head & 3]
  if (signerKind === undefined || head >= 32) return undefined
  const [validAfter, validUntil] = [Number(dataSlice(signature, 1, 7)), Number(dataSlice(signature, 7, 13))]
  return { signerKind, validAfter, validUntil, bringsGrant: (head & 16) !== 0 }
}

const windowText = ({ validAfter, validUntil }: SessionHead): string =>
  `valid from ${timeText(validAfter)} to ${timeText(validUntil)}`

/** @internal Of calldata that is no op. */
export function describeCallData(data: Hex, words: WordsOptions): DescribedOp | undefined {
  const execute = readExecute(data)
  if (execute === undefined) return undefined
  const calls = execute.calls.map((call) => nameCall(call, words))
  return {
    text: ['execute of an account', ...callLines(calls, execute.oddity, data)].join('\n'),
    json: { kind: 'execute', mode: execute.mode, oddity: execute.oddity, calls },
  }
}
