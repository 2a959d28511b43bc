// differenceOf(): what another session would change, line by line.
import { expect } from 'chai'
import { ZeroAddress } from 'ethers'

import {
  differenceOf,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Session,
  type WordsOptions,
} from '../../../src'
import { anAddress, aPermission, aRule, aSession, KEY_ADDRESS, NOW, PAYMASTER, SOCIO3, word } from '../builders'

const OTHER = anAddress(0x2001)

const lines = (before: Partial<Session>, next: Partial<Session>, options?: WordsOptions): readonly string[] =>
  differenceOf(aSession(before), aSession(next), options)

describe('differenceOf', () => {
  it('says nothing of equal sessions, however their addresses are written', () => {
    const target = SOCIO3.toUpperCase().replace('0X', '0x') as Address
    expect(
      lines({}, { permissions: [aPermission({ target })], signer: KEY_ADDRESS.toLowerCase() as Address }),
    ).to.deep.equal([])
  })

  it('T157 says what may be called more, and what no longer', () => {
    const tip = aPermission({ functionSignature: 'tip(uint256)', maxValue: 7n })
    const transfer = aPermission({ functionSignature: '', target: OTHER, maxValue: 9n })
    expect(lines({ permissions: [aPermission(), tip] }, { permissions: [aPermission(), transfer] })).to.deep.equal([
      `more: may send up to 9 wei at a time to ${OTHER}`,
      `less: may no longer call tip(uint256) on ${SOCIO3} with up to 7 wei per call`,
    ])
  })

  it('T157 shows both forms of a permission whose rules or cap changed, and which of them is wider', () => {
    const rule = 'argument word 0 (uint256) is one of'
    const may = `may call upvotePost(uint256) on ${SOCIO3}`
    const plain = [aPermission()]
    const ruled = [aPermission({ rules: [aRule()] })]
    const other = [aPermission({ rules: [aRule({ values: [word(2)] })] })]
    const both = [aPermission({ rules: [aRule(), aRule({ values: [word(2)] })] })]
    expect(lines({ permissions: ruled }, { permissions: plain })).to.deep.equal([
      `more: ${may}`,
      `      before: call upvotePost(uint256) on ${SOCIO3}, only if`,
      `      ${rule} 1`,
    ])
    expect(lines({ permissions: plain }, { permissions: ruled })).to.deep.equal([
      `less: ${may}, only if`,
      `      ${rule} 1`,
      `      before: call upvotePost(uint256) on ${SOCIO3}`,
    ])
    expect(lines({ permissions: ruled }, { permissions: other })[0]).to.equal(`other: ${may}, only if`)
    expect(lines({ permissions: ruled }, { permissions: both })[0]).to.equal(`less: ${may}, only if`)
    expect(lines({ permissions: both }, { permissions: other })[0]).to.equal(`more: ${may}, only if`)
    const paid = [aPermission({ maxValue: 2n })]
    expect(lines({ permissions: plain }, { permissions: paid })).to.deep.equal([
      `more: ${may} with up to 2 wei per call`,
      `      before: call upvotePost(uint256) on ${SOCIO3}`,
    ])
    expect(lines({ permissions: paid }, { permissions: [aPermission({ maxValue: 1n })] })).to.deep.equal([
      `less: ${may} with up to 1 wei per call`,
      `      before: call upvotePost(uint256) on ${SOCIO3} with up to 2 wei per call`,
    ])
    // More value and fewer arguments: neither.
    expect(
      lines({ permissions: plain }, { permissions: [aPermission({ maxValue: 1n, rules: [aRule()] })] })[0],
    ).to.equal(`other: ${may} with up to 1 wei per call, only if`)
  })

  it('T157 shows each by itself where a function stands in several permissions', () => {
    const ruled = (id: number) => aPermission({ rules: [aRule({ values: [word(id)] })] })
    const [first, ...more] = lines({ permissions: [ruled(1), ruled(2)] }, { permissions: [ruled(3)] })
    expect(first).to.match(/^more: may call/)
    expect(more.filter((line) => line.startsWith('less: may no longer call')).length).to.equal(2)
  })

  it('compares limits, up and down, and what has none', () => {
    expect(
      lines(
        { maxCalls: 5, maxValue: 3n, maxFee: UNLIMITED_FEE, paymaster: PAYMASTER },
        { maxCalls: UNLIMITED_CALLS, maxValue: 2n, maxFee: 10n ** 18n, paymaster: PAYMASTER },
      ),
    ).to.deep.equal([
      'more: calls without limit, before 5',
      'less: value 2 wei, before 3 wei',
      'less: fees 1 POL, before without limit'.replace('POL', 'ETH'),
    ])
    expect(lines({ maxValue: 3n }, { maxValue: UNLIMITED_VALUE })).to.deep.equal([
      'more: value without limit, before 3 wei',
    ])
    expect(lines({}, { maxFee: 10n ** 18n }, { currency: 'POL' })).to.deep.equal(['more: fees 1 POL, before 0.001 POL'])
  })

  it('compares periods and both ends of time', () => {
    expect(lines({ validAfter: 60 }, { validAfter: 0, validUntil: NOW, period: 3_600 })).to.deep.equal([
      'other: limits are for each 1 hour, before for the whole session',
      'less: until 2023-11-14 22:13:20 UTC, before 2023-11-14 23:13:20 UTC',
      'more: from 1970-01-01 00:00:00 UTC, before 1970-01-01 00:01:00 UTC',
    ])
  })

  it('names another payer and another key', () => {
    const labels = { [PAYMASTER]: 'the sponsor' } as Readonly<Record<Address, string>>
    expect(lines({}, { paymaster: PAYMASTER, signer: OTHER }, { labels })).to.deep.equal([
      `other: the paymaster is the sponsor (${PAYMASTER}), before none`,
      `other: the key is ${OTHER}, before ${KEY_ADDRESS}`,
    ])
    expect(lines({ paymaster: PAYMASTER }, { paymaster: ZeroAddress as Address })).to.have.length(1)
  })
})
