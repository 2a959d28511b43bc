import { expect } from 'chai'
import { parseEther } from 'ethers'
import fc from 'fast-check'

import { describeSession, durationText, UNLIMITED_FEE, UNLIMITED_VALUE, type Rule } from '../../src'
import { describeRule } from '../../src/session/describeRule'
import { inOrder, runs, session as anySession } from './arbitraries'
import {
  ACCOUNT,
  aPermission,
  aRule,
  aSession,
  expectRefusal,
  KEY_ADDRESS,
  NOW,
  PAYMASTER,
  SOCIO3,
  word,
} from './builders'

describe('describeSession', () => {
  it('says all of a metered session in plain words', () => {
    const session = aSession({
      validAfter: NOW + 60,
      period: 86_400,
      maxCalls: 20,
      maxValue: parseEther('0.1'),
      maxFee: parseEther('0.002'),
      paymaster: PAYMASTER,
      permissions: inOrder([
        aPermission(),
        aPermission({ functionSignature: 'tip(uint256)', maxValue: parseEther('0.01'), rules: [aRule()] }),
        aPermission({ functionSignature: '', target: ACCOUNT, maxValue: parseEther('1') }),
      ]),
    })
    const labels = { [SOCIO3]: 'Socio3', [PAYMASTER]: 'Our paymaster' }
    const text = describeSession(session, { labels, now: NOW, currency: 'POL' })
    expect(text.split('\n').slice(0, 3)).to.deep.equal([
      `Session for the secp256k1 key ${KEY_ADDRESS}`,
      '  starts: 2023-11-14 22:14:20 UTC',
      '  ends:   2023-11-14 23:13:20 UTC, 1 hour from now',
    ])
    for (const line of [
      `  - call upvotePost(uint256) on Socio3 (${SOCIO3})`,
      `  - call tip(uint256) on Socio3 (${SOCIO3}), with up to 0.01 POL per call, only if`,
      '      argument word 0 (uint256) is one of 1',
      `  - send up to 1 POL at a time to ${ACCOUNT}`,
      'Limits in each period of 1 day:',
      '  - calls: 20',
      '  - value sent: 0.1 POL',
      '  - fees: at most 0.002 POL in worst-case fees, counted also when a call fails',
      `  - the account pays the fees, or Our paymaster (${PAYMASTER}) does, which may take tokens that you approved to it`,
      '  - act after it has ended; you can revoke it at any time',
    ])
      expect(text.split('\n')).to.include(line)
  })

  it('says of an allowance that each period has it anew', () => {
    const permissions = [aPermission({ rules: [aRule({ comparison: 4, allowance: 3 })] })]
    const line = '      argument word 0 (uint256) adds up to at most 1 (allowance 3), over all calls of '
    expect(describeSession(aSession({ permissions })).split('\n')).to.include(`${line}the whole session`)
    const renewed = describeSession(aSession({ permissions, period: 86_400 })).split('\n')
    expect(renewed).to.include(`${line}each period of 1 day`)
  })

  it('names what is unlimited', () => {
    const lines = describeSession(
      aSession({ maxFee: UNLIMITED_FEE, paymaster: PAYMASTER, maxValue: UNLIMITED_VALUE }),
    ).split('\n')
    expect(lines).to.include.members([
      'Limits for the whole session:',
      '  - calls: no limit',
      '  - value sent: no limit but those per call',
      '  - fees: no limit',
      `  - ${PAYMASTER} pays every fee; what it takes from the account in tokens is bounded by your approvals to it`,
    ])
  })

  it('says once what functions share of an allowance, and names addresses in rules', () => {
    const to = `0x${'00'.repeat(12)}${PAYMASTER.slice(2)}` as const
    const spends = (allowance: number, cap: bigint): Rule => aRule({ comparison: 4, allowance, values: [word(cap)] })
    const rules = [[spends(3, 7n)], [aRule({ wordType: 0x0314, values: [to] }), spends(3, 7n)], [spends(1, 9n)]]
    const permissions = rules.map((of, i) => aPermission({ functionSignature: `f${i}(uint256)`, rules: of }))
    const lines = describeSession(aSession({ permissions: inOrder(permissions) }), {
      labels: { [PAYMASTER]: 'Alice' },
    }).split('\n')
    expect(lines.filter((line) => line.startsWith('  - allowance'))).to.deep.equal([
      '  - allowance 1: at most 9, over all calls that count towards it together',
      '  - allowance 3: at most 7, over all calls that count towards it together',
    ])
    expect(lines).to.include(`      argument word 0 (address) is one of Alice (${PAYMASTER})`)
  })

  it('says that no value is sent, who pays, and when it is over', () => {
    const lines = describeSession(aSession(), { now: NOW + 3_601 }).split('\n')
    expect(lines).to.include.members([
      '  ends:   2023-11-14 23:13:20 UTC (over)',
      '  - no value sent',
      '  - the account pays the fees',
    ])
  })

  it('is neither over nor has time left in its last second', () => {
    const lines = describeSession(aSession(), { now: NOW + 3_600 }).split('\n')
    expect(lines).to.include('  ends:   2023-11-14 23:13:20 UTC')
  })

  it('names every function, target and rule of any session', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const text = describeSession(session)
        for (const { functionSignature, target, rules } of session.permissions) {
          expect(text).to.contain(functionSignature).and.contain(target)
          for (const rule of rules) expect(text).to.contain(describeRule(rule))
        }
      }),
      runs(100),
    )
  })

  it('describes nothing that could not be granted, such as text that lies', () => {
    const permissions = [aPermission({ functionSignature: 'harmless()\n' })]
    expectRefusal(() => describeSession(aSession({ permissions })), 'FunctionTextNotCanonical', {})
  })
})

describe('describeRule', () => {
  const minusOne = `0x${'ff'.repeat(32)}` as const
  const rules = [
    [aRule({ comparison: 1, values: [word(1), word(2)] }), 'argument word 0 (uint256) is none of 1, 2'],
    [aRule({ comparison: 2, values: [word(1), word(9)] }), 'argument word 0 (uint256) is from 1 to 9'],
    [
      aRule({ comparison: 3, wordType: 0x0110, values: [minusOne, word(9)] }),
      'argument word 0 (int128) is from -1 to 9',
    ],
    [aRule({ comparison: 4, allowance: 3 }), 'argument word 0 (uint256) adds up to at most 1 (allowance 3)'],
    [aRule({ mask: word(15) }), `argument word 0 (uint256), under the mask ${word(15)}, is one of 1`],
    [aRule({ wordType: 0x0314, values: [word(BigInt(SOCIO3))] }), `argument word 0 (address) is one of ${SOCIO3}`],
    [aRule({ wordType: 0x0401 }), 'argument word 0 (bool) is one of true'],
    [aRule({ wordType: 0x0202, values: [`0x1234${'00'.repeat(30)}`] }), 'argument word 0 (bytes2) is one of 0x1234'],
    [
      aRule({ path: [1, 0x01000000, 0x02000301, 0x03000000, 0x04000002, 0x05000000] }),
      'argument word 1, where it points, element 3, its length, its bytes from 64, the call in it (uint256) is one of 1',
    ],
    [aRule({ path: [0xff000000] }), 'argument step 4278190080 (uint256) is one of 1'],
  ] as const
  for (const [rule, text] of rules) it(text, () => expect(describeRule(rule)).to.equal(text))
})

describe('durationText', () => {
  it('names units once or many times, without zeros', () => {
    expect(durationText(0)).to.equal('0 seconds')
    expect(durationText(1)).to.equal('1 second')
    expect(durationText(2 * 86_400 + 62)).to.equal('2 days, 1 minute, 2 seconds')
  })
})
