// A history as JSON.
import { expect } from 'chai'

import { foldEvents, historyFromJson, historyToJson, newHistory } from '../../../src/history'
import { expectRefusal, MODULE, the, word } from '../builders'
import { ACCOUNTS, chainOf, deed } from './logChain'
import { seen } from './seen'

const { logs } = chainOf([
  [deed('install'), deed('grant'), deed('revoke', 0, 1)],
  [deed('replace', 0, 3), deed('renounce', 0, 3)],
  [deed('revokeAll')],
  [deed('grant', 0, 3), deed('revoke', 0, 3)],
])
const history = foldEvents(newHistory({ chainId: 8_453n, module: MODULE, account: ACCOUNTS[0] }), logs, { final: 2 })
const json = historyToJson(history)

describe('historyToJson', () => {
  it('keeps what is settled as state, what is not as logs, and reads back to the same', () => {
    expect(json.settled?.number).to.equal(2)
    expect(json.accounts).to.have.length(1)
    expect(json.recent.map(({ logs: kept }) => kept.length)).to.deep.equal([1, 2])
    const back = historyFromJson(JSON.stringify(json))
    expect(historyToJson(back)).to.deep.equal(json)
    expect(seen(back)).to.deep.equal(seen(history))
    expect(back).to.include({ chainId: 8_453n, module: history.module, account: history.account })
  })

  it('remembers which session the account revoked last, so that its replacement is known over a pause', () => {
    const one = chainOf([[deed('install'), deed('grant'), deed('replace', 0, 3)]])
    const [install, grant, revoked, granted] = one.logs
    const empty = newHistory({ chainId: 1n, module: MODULE })
    const half = foldEvents(empty, [the(install), the(grant), the(revoked)])
    const whole = foldEvents(historyFromJson(historyToJson(half)), [the(granted)])
    expect(seen(whole)).to.deep.equal(seen(foldEvents(empty, one.logs)))
  })

  it('refuses what it did not write', () => {
    const [account] = json.accounts
    const session = the(the(account).sessions[0])
    const inAccount = (change: object) => ({ ...json, accounts: [{ ...account, ...change }] })
    const inSession = (change: object) => inAccount({ sessions: [{ ...session, ...change }] })
    const inStep = (change: object) => inSession({ steps: [{ ...session.steps[0], ...change }] })
    const inLog = (change: object) => ({
      ...json,
      recent: [{ ...json.recent[0], logs: [{ ...json.recent[0]?.logs[0], ...change }] }],
    })
    const wrong: readonly unknown[] = [
      '{',
      null,
      { ...json, format: 'latchkey-history-0' },
      { ...json, extra: 1 },
      { ...json, chainId: 1 },
      { ...json, settled: { number: -1, hash: word(1) } },
      { ...json, settled: { number: 1, hash: '0x12' } },
      { ...json, through: -1 },
      { ...json, accounts: {} },
      inAccount({ account: '0x12' }),
      inAccount({ revokedLast: {} }),
      inAccount({ epochs: [{}] }),
      inSession({ id: '0xZZ' }),
      inSession({ grant: { signerWord: word(1), terms: '0x123' } }),
      inSession({ steps: [] }),
      inStep({ kind: 'forgotten' }),
      inStep({ blockNumber: 1.5 }),
      inStep({ replacedBy: 'none' }),
      inLog({ topics: ['0x12'] }),
      inLog({ topics: [] }),
      inLog({ topics: json.recent[0]?.logs[0]?.topics.slice(0, 1) }),
      inLog({ data: '0xAB' }),
      inLog({ index: '1' }),
      inLog({ transactionHash: undefined }),
    ]
    for (const one of wrong) expectRefusal(() => historyFromJson(one), 'JsonNotValid', {})
    expectRefusal(() => historyFromJson({ ...json, module: '0x12' }), 'FieldNotValid', {})
    expectRefusal(() => historyFromJson({ ...json, account: '0x12' }), 'FieldNotValid', {})
  })
})
