// What bundlers refuse, in the client's words: as ERC-7769 has it, and as bundlers really say it.
import { expect } from 'chai'

import {
  entryPointInterface,
  LatchkeyError,
  rpcBundler,
  sessionKeyValidatorInterface,
  type ErrorCode,
  type Hex,
} from '../../../src'
import { explainRefusal } from '../../../src/rpc/explainRefusal'
import { refusalOf } from '../../../src/rpc/refusalOf'
import { aUserOp, anAddress, the, word } from '../builders'

const ENTRY_POINT = anAddress(0xe9)

/** A refusal, and what the client makes of it. */
type Row = readonly [code: number, message: string, expected: ErrorCode, data?: unknown]

const notLive = sessionKeyValidatorInterface.encodeErrorResult('SessionNotLive', [word(9)]) as Hex
const wrapped = entryPointInterface.encodeErrorResult('FailedOpWithRevert', [0, 'AA23 reverted', notLive]) as Hex
const failed = entryPointInterface.encodeErrorResult('FailedOp', [
  0,
  'AA21 didn’t pay prefund'.replace('’', "'"),
]) as Hex
const panic = `0x4e487b71${word(17).slice(2)}`

const ROWS: readonly Row[] = [
  // By their codes.
  [-32_500, 'AA20 account not deployed', 'AA20'],
  [-32_500, 'account validation failed: AA23 reverted', 'AA23'],
  [-32_501, 'not in the policy', 'PaymasterRefused'],
  [-32_501, 'AA33 reverted: paused', 'AA33'],
  [-32_502, 'account uses banned opcode: TIMESTAMP', 'OpcodeRefused'],
  [-32_503, 'UserOperation expires too soon, validUntil=9, now=1', 'ExpiresTooSoon'],
  [-32_503, 'User operation is not valid yet', 'WindowTooShort'],
  [-32_504, 'the paymaster is banned', 'EntityThrottled'],
  [-32_505, 'Paymaster 0x1 is unstaked and must stake minimum 1', 'StakeTooLow'],
  [-32_507, 'Invalid UserOp signature', 'AA24'],
  [-32_508, 'paymaster deposit too low', 'AA31'],
  [-32_521, 'execution reverted', 'CallsRevert'],
  [-32_601, 'Method not found', 'MethodNotSupported'],
  [-32_602, 'callData is too long', 'BundlerRefused'],
  [-32_005, 'slow down', 'RateLimited'],
  [429, 'slow down', 'RateLimited'],
  // By their texts, which say more than their codes.
  [-32_602, 'UserOperation reverted during simulation with reason: AA25 invalid account nonce', 'AA25'],
  [
    -32_602,
    'AA25 invalid account nonce: Maximum number of parallel user operations for that is allowed for this sender reached',
    'MempoolFull',
  ],
  [-32_505, 'Account 0x1 is unstaked and must stake minimum 1 to use it', 'MempoolFull'],
  [-32_502, `unstaked factory accessed 0x${'5b'.repeat(20)} slot 0x${'1a'.repeat(32)}`, 'StakeTooLow'],
  [-32_502, `unstaked paymaster accessed 0x${'5b'.repeat(20)} slot 0x1`, 'StakeTooLow'],
  [-32_502, `unstaked account accessed 0x${'5b'.repeat(20)} slot 0x1`, 'OpcodeRefused'],
  [-32_602, 'Max operations (4) reached for sender 0x1', 'MempoolFull'],
  [
    -32_602,
    'AA25 invalid account nonce: User operation already present in mempool, bump the gas price by minimum 10%',
    'ReplacementUnderpriced',
  ],
  [-32_602, 'replacement op underpriced', 'ReplacementUnderpriced'],
  [-32_602, 'Already known', 'OpAlreadyKnown'],
  [-32_602, 'maxFeePerGas must be at least 1200000000 (current maxFeePerGas: 1)', 'FeesTooLow'],
  [-32_500, 'preVerificationGas is not enough, required: 2, got: 1', 'PreVerificationGasTooLow'],
  [-32_500, 'prefund is not enough, required: 2, got: 1', 'AA21'],
  [-32_000, 'Too many requests', 'RateLimited'],
  // By what they carry, which says most.
  [-32_500, 'AA23 reverted', 'SessionNotLive', notLive],
  [-32_500, 'AA23 reverted', 'SessionNotLive', { revertData: 'none', data: wrapped }],
  [-32_500, `UserOperation reverted with reason: AA23 reverted - ${notLive}`, 'SessionNotLive'],
  [-32_500, 'validation failed', 'AA21', failed],
  [-32_521, 'execution reverted', 'CallsRevert', panic],
  [-32_500, 'AA23 reverted 0xdeadbeef', 'AA23'],
  [-32_502, 'account accesses un-deployed contract 0x0000000000000000000000000000000000000100', 'OpcodeRefused'],
]

describe('refusals of bundlers', () => {
  for (const [code, message, expected, data] of ROWS)
    it(`${code} ${message.slice(0, 60)}${data === undefined ? '' : ', with data'}: ${expected}`, async () => {
      const thrown = Object.assign(new Error(message), { code, data })
      const error = explainRefusal(thrown)
      expect(error.code, error.message).to.equal(expected)
      expect(error.cause).to.equal(thrown)
      for (const text of [error.title, error.why, error.fix]) expect(text).to.match(/^[^\n]+$/)
      const bundler = rpcBundler({ request: () => Promise.reject(thrown) })
      for (const asked of [
        bundler.send(aUserOp(), ENTRY_POINT),
        bundler.estimate(aUserOp(), ENTRY_POINT),
        bundler.receipt(word(1)),
        bundler.chainId(),
        bundler.supportedEntryPoints(),
      ])
        expect(((await asked.catch((caught: unknown) => caught)) as LatchkeyError).code).to.equal(expected)
    })

  it('keep the revert that they carry', () => {
    const error = explainRefusal({ code: -32_500, message: 'AA23 reverted', data: wrapped })
    expect(error.onchain).to.deep.include({ source: 'entryPoint', code: 'AA23' })
    expect(error.args).to.deep.equal({ id: word(9) })
    const calls = explainRefusal({ code: -32_521, message: 'execution reverted', data: panic })
    expect(calls.onchain).to.deep.equal({ source: 'other', name: 'Panic', args: { code: 17n } })
    const unknown = explainRefusal({ code: -32_521, message: 'reverted: 0xdeadbeef', data: undefined })
    expect(unknown.onchain).to.deep.equal({ source: 'unknown', data: '0xdeadbeef' })
  })

  it('are found inside the errors of wallets, proxies and ethers', () => {
    const inner = { code: -32_507, message: 'Invalid UserOp signature' }
    for (const thrown of [
      { code: 'UNKNOWN_ERROR', info: { error: inner } },
      { code: -32_603, message: 'Internal JSON-RPC error.', data: { originalError: inner } },
      Object.assign(new Error('failed'), { cause: { error: inner } }),
    ])
      expect(explainRefusal(thrown).code).to.equal('AA24')
    expect(refusalOf({ code: -32_603, message: 'Internal error' })).to.deep.include({ code: -32_603 })
    const circle = new Error('circle')
    circle.cause = circle
    expect(refusalOf(circle)).to.equal(undefined)
  })

  it('that are no JSON-RPC errors are failures', () => {
    expect(explainRefusal(new Error('socket closed')).code).to.equal('RevertWithoutData')
    const own = new LatchkeyError('RateLimited', { message: 'slow down' })
    expect(explainRefusal(own)).to.equal(own)
    expect(the(own.why)).to.equal('The service asks to slow down: slow down.')
  })
})
