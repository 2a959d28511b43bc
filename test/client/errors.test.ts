import { dirname } from 'node:path'

import { expect } from 'chai'
import { AbiCoder, concat, Interface, parseEther } from 'ethers'

import {
  decodeRevert,
  entryPointInterface,
  explainRevert,
  isLatchkeyError,
  LatchkeyError,
  sessionKeyValidatorAbi,
  sessionKeyValidatorInterface,
  sessionLensAbi,
  sessionLensInterface,
  timeText,
  type Hex,
} from '../../src'
import type * as errors from '../../src/errors'
import { entryPointTexts } from '../../src/errors/entryPointTexts'
import { lensTexts } from '../../src/errors/lensTexts'
import { moduleGrantTexts } from '../../src/errors/moduleGrantTexts'
import { moduleOpTexts } from '../../src/errors/moduleOpTexts'
import { moduleRuleTexts } from '../../src/errors/moduleRuleTexts'
import { moduleWireTexts } from '../../src/errors/moduleWireTexts'
import { amountText } from '../../src/errors/valueTexts'
import { MODULE, SOCIO3, word } from './builders'

const VALUES: Readonly<Record<string, unknown>> = { address: MODULE, bytes: '0x1234', string: 'upvotePost(uint256)' }

const example = (type: string): unknown =>
  type in VALUES ? VALUES[type] : type.startsWith('bytes') ? `0x${'07'.repeat(Number(type.slice(5)))}` : 7n

const moduleErrors = sessionKeyValidatorAbi.filter((item) => item.type === 'error')
const moduleNames = moduleErrors.map(({ name }) => name as string)
const lensErrors = sessionLensAbi
  .filter((item) => item.type === 'error')
  .filter(({ name }) => !moduleNames.includes(name))

/** As an app has it that both imports and requires the package. */
async function secondCopy(): Promise<Pick<typeof errors, 'LatchkeyError' | 'isLatchkeyError'>> {
  const folder = dirname(require.resolve('../../src/errors'))
  const first = Object.entries(require.cache).filter(([path]) => path.startsWith(folder))
  for (const [path] of first) Reflect.deleteProperty(require.cache, path)
  try {
    return await import('../../src/errors')
  } finally {
    for (const [path, loaded] of first) require.cache[path] = loaded
  }
}

describe('errors', () => {
  it('are known across two copies of the package', async () => {
    const copy = await secondCopy()
    const theirs = new copy.LatchkeyError('MaxCallsZero', {})
    expect(theirs).not.to.be.instanceOf(LatchkeyError)
    expect(isLatchkeyError(theirs, 'MaxCallsZero')).to.equal(true)
    expect(isLatchkeyError(theirs, 'ExpiryMissing')).to.equal(false)
    expect(copy.isLatchkeyError(new LatchkeyError('MaxCallsZero', {}))).to.equal(true)
    expect(explainRevert(theirs)).to.equal(theirs)
    const others = [
      undefined,
      null,
      'MaxCallsZero',
      { code: 'MaxCallsZero' },
      Object.assign(new Error(), { code: 'MaxCallsZero' }),
    ]
    for (const other of others) expect(isLatchkeyError(other)).to.equal(false)
  })

  describe('decodeRevert', () => {
    const sources: readonly (readonly [string, Interface, typeof moduleErrors | typeof lensErrors])[] = [
      ['module', sessionKeyValidatorInterface, moduleErrors],
      ['lens', sessionLensInterface, lensErrors],
    ]
    for (const [source, abi, error] of sources.flatMap(([source, abi, errors]) =>
      errors.map((error) => [source, abi, error] as const),
    )) {
      it(`decodes and explains ${error.name} of the ${source}`, () => {
        const args = error.inputs.map((input) => example(input.type))
        const data = abi.encodeErrorResult(error.name, args)
        const named = Object.fromEntries(error.inputs.map((input, i) => [input.name, args[i]]))
        expect(decodeRevert(data)).to.deep.equal({ source, name: error.name, args: named })
        const explained = explainRevert(data)
        expect(explained.code).to.equal(error.name)
        for (const text of [explained.title, explained.why, explained.fix])
          expect(text)
            .to.match(/^[^\n]+$/)
            .and.not.contain('undefined')
        for (const input of error.inputs)
          if (input.type !== 'string')
            expect(`${explained.why} ${explained.fix}`).to.contain(String(named[input.name]).slice(0, 4))
      })
    }

    it('unwraps a module error from FailedOpWithRevert', () => {
      const inner = sessionKeyValidatorInterface.encodeErrorResult('SessionNotLive', [word(9)])
      const data = entryPointInterface.encodeErrorResult('FailedOpWithRevert', [1, 'AA23 reverted', inner])
      expect(decodeRevert(data)).to.deep.equal({
        source: 'entryPoint',
        name: 'FailedOpWithRevert',
        code: 'AA23',
        opIndex: 1,
        reason: 'AA23 reverted',
        inner: { source: 'module', name: 'SessionNotLive', args: { id: word(9) } },
      })
      expect(explainRevert(data).code).to.equal('SessionNotLive')
      expect(explainRevert(data).onchain).to.deep.equal(decodeRevert(data))
    })

    for (const [code, text] of [
      ['AA24', 'AA24 signature error'],
      ['AA22', 'AA22 expired or not due'],
    ] as const) {
      it(`gives ${text} its title`, () => {
        const data = entryPointInterface.encodeErrorResult('FailedOp', [2, text])
        expect(decodeRevert(data)).to.deep.include({ code, opIndex: 2, inner: undefined })
        expect(explainRevert(data).code).to.equal(code)
        expect(explainRevert(data).title).to.equal(entryPointTexts[code]({ opIndex: 2, reason: text }).title)
      })
    }

    it('keeps the AA code where the inner bytes are of an unknown contract', () => {
      const data = entryPointInterface.encodeErrorResult('FailedOpWithRevert', [0, 'AA33 reverted', '0xdeadbeef'])
      expect(decodeRevert(data)).to.deep.include({ code: 'AA33', inner: { source: 'unknown', data: '0xdeadbeef' } })
      expect(explainRevert(data).code).to.equal('AA33')
    })

    it('has no code for a reason it does not know', () => {
      const data = entryPointInterface.encodeErrorResult('FailedOp', [0, 'toString'])
      expect(decodeRevert(data)).to.deep.include({ code: undefined, reason: 'toString' })
      expect(explainRevert(data).code).to.equal('RevertOther')
    })

    it('looks through PostOpReverted and DelegateAndRevert', () => {
      const inner = entryPointInterface.encodeErrorResult('FailedOp', [0, 'AA25 invalid account nonce'])
      for (const data of [
        entryPointInterface.encodeErrorResult('PostOpReverted', [inner]),
        entryPointInterface.encodeErrorResult('DelegateAndRevert', [false, inner]),
      ])
        expect(decodeRevert(data)).to.deep.include({ source: 'entryPoint', code: 'AA25' })
    })

    it('decodes what tokens and accounts end with by standard', () => {
      const common = new Interface([
        'error FailedCall()',
        'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
      ])
      expect(decodeRevert(common.encodeErrorResult('FailedCall'))).to.deep.equal({
        source: 'other',
        name: 'FailedCall',
        args: {},
      })
      expect(decodeRevert('0xd6bda275')).to.deep.include({ name: 'FailedCall' })
      const poor = common.encodeErrorResult('ERC20InsufficientBalance', [SOCIO3, 7n, 9n])
      expect(decodeRevert(poor)).to.deep.equal({
        source: 'other',
        name: 'ERC20InsufficientBalance',
        args: { sender: SOCIO3, balance: 7n, needed: 9n },
      })
      expect(explainRevert(poor).why).to.equal(`ERC20InsufficientBalance(${SOCIO3}, 7, 9).`)
    })

    it('decodes Error and Panic', () => {
      const coder = AbiCoder.defaultAbiCoder()
      const error = concat(['0x08c379a0', coder.encode(['string'], ['no'])])
      expect(decodeRevert(error)).to.deep.equal({ source: 'other', name: 'Error', args: { message: 'no' } })
      const panic = concat(['0x4e487b71', coder.encode(['uint256'], [0x11])])
      expect(decodeRevert(panic)).to.deep.equal({ source: 'other', name: 'Panic', args: { code: 0x11n } })
      expect(explainRevert(panic).why).to.equal('Panic(17).')
    })

    it('takes a known selector with broken arguments for unknown', () => {
      const data = sessionKeyValidatorInterface.encodeErrorResult('SessionNotLive', [word(9)]).slice(0, 40)
      expect(decodeRevert(data)).to.deep.equal({ source: 'unknown', data })
    })

    it('finds the data where providers put it, and nothing where there is none', () => {
      const data = sessionKeyValidatorInterface.encodeErrorResult('MaxCallsZero', [])
      for (const thrown of [
        { data },
        { data: { data } },
        { error: { data } },
        { info: { error: { data } } },
        { cause: { data } },
      ])
        expect(decodeRevert(Object.assign(new Error('reverted'), thrown))).to.deep.include({ name: 'MaxCallsZero' })
      for (const thrown of [undefined, null, 7, '0x', '0x12', new Error('timeout'), { transaction: { data } }])
        expect(decodeRevert(thrown)).to.equal(undefined)
    })

    it('ends on an error that is its own cause', () => {
      const error = new Error('circle')
      error.cause = error
      expect(decodeRevert(error)).to.equal(undefined)
    })
  })

  describe('explainRevert', () => {
    it('keeps what was thrown as the cause', () => {
      const thrown = new Error('socket closed')
      const explained = explainRevert(thrown)
      expect(explained.code).to.equal('RevertWithoutData')
      expect(explained.cause).to.equal(thrown)
      expect(explained.why).to.equal('socket closed.')
    })

    it('returns errors of the client as they are', () => {
      const error = new LatchkeyError('ExpiryMissing', {})
      expect(explainRevert(error)).to.equal(error)
    })
  })

  describe('LatchkeyError', () => {
    it('says all of it in its message, the code last', () => {
      const error = new LatchkeyError('WindowEmpty', { validAfter: 2n, validUntil: 1n })
      expect(error.message).to.equal(`${error.title}. ${error.why} ${error.fix} [WindowEmpty]`)
      expect(error).to.be.instanceOf(Error)
      expect(isLatchkeyError(error)).to.equal(true)
      expect(isLatchkeyError(new Error('WindowEmpty'))).to.equal(false)
    })
  })

  it('has words for exactly the errors of the module and the Lens', () => {
    const texts = { ...moduleOpTexts, ...moduleGrantTexts, ...moduleRuleTexts, ...moduleWireTexts }
    expect(Object.keys(texts)).to.have.members(moduleNames)
    expect(Object.keys(lensTexts)).to.have.members(lensErrors.map(({ name }) => name))
  })

  it('speaks of money in ether, and of the smallest amounts in wei', () => {
    const [value, cap] = [parseEther('0.5'), parseEther('1')]
    const { why } = new LatchkeyError('ValueOverCap', { callIndex: 0n, value, cap })
    expect(why).to.equal('Call 0 carries 0.5 ETH; its permission allows 1 ETH per call.')
    expect(new LatchkeyError('ValueOverCap', { callIndex: 0n, value, cap: 0n }).why).to.contain('allows no value.')
    expect([0n, 1n, 10n ** 9n - 1n, 10n ** 9n].map((wei) => amountText(wei))).to.deep.equal([
      '0 ETH',
      '1 wei',
      '999999999 wei',
      '0.000000001 ETH',
    ])
  })

  it('shows ids short, and keeps them whole in the arguments', () => {
    const id = `0x1234${'00'.repeat(28)}abcd` as const
    const error = new LatchkeyError('SessionNotLive', { id })
    expect(error.why).to.contain('Session 0x1234…abcd is').and.not.contain(id)
    expect(error.args.id).to.equal(id)
  })

  it('names what a call that is not permitted calls', () => {
    const call = { callIndex: 0n, target: SOCIO3 }
    const why = (selector: Hex, allowed?: readonly string[]): string =>
      new LatchkeyError('CallNotPermitted', { ...call, selector, ...(allowed && { allowed }) }).why
    expect(why('0x00000000', [])).to.equal(
      `Call 0 is a plain transfer to ${SOCIO3}: the session does not name this target.`,
    )
    expect(why('0x12345678', ['tip(uint256)', 'plain transfers'])).to.equal(
      `Call 0 is function 0x12345678 of ${SOCIO3}: there the session allows only tip(uint256), plain transfers.`,
    )
    expect(why('0x12345678')).to.contain('the permission that is claimed for it')

    const transfer = (1n << 160n) | BigInt(SOCIO3)
    const named = BigInt(`0x12345678${'00'.repeat(8)}${SOCIO3.slice(2)}`)
    const notSame = new LatchkeyError('PermissionNotSame', { callIndex: 1n, head: transfer, expected: named })
    expect(notSame.title).to.equal('call not permitted')
    expect(notSame.why).to.equal(
      `Call 1 is a plain transfer to ${SOCIO3}, but claims the permission of the call before: function 0x12345678 of ${SOCIO3}.`,
    )
  })

  describe('timeText', () => {
    it('shows the bare number where no calendar reaches', () => {
      expect(timeText(0)).to.equal('1970-01-01 00:00:00 UTC')
      expect(timeText(8_640_000_000_000)).to.match(/^\+275760-09/)
      expect(timeText(8_640_000_000_001n)).to.equal('second 8640000000001')
      expect(timeText(2n ** 48n)).to.equal('second 281474976710656')
    })
  })
})
