// What each event makes of a session.
import { expect } from 'chai'

import { sessionKeyValidatorInterface, sessionToJson } from '../../../src'
import {
  epochsIn,
  EVENT_TOPICS,
  foldEvents,
  newHistory,
  rollBack,
  sessionIn,
  sessionsIn,
  targetsOf,
  termsOf,
  type ModuleLog,
} from '../../../src/history'
import { ACCOUNT, expectRefusal, KEY_ADDRESS, MODULE, NOW, PAYMASTER, SOCIO3, the, word } from '../builders'
import { ACCOUNTS, chainOf, deed, grantLog, IDS, SESSIONS, wordOfEpoch, type Deed } from './logChain'
import { seen } from './seen'

const EMPTY = newHistory({ chainId: 1n, module: MODULE })
const [account] = ACCOUNTS
const [id = word(0)] = IDS

/** The first session on the first account after deeds, a block each. */
const after = (...deeds: Deed[]) => sessionIn(foldEvents(EMPTY, chainOf(deeds.map((one) => [one])).logs), account, id)

const kinds = (...deeds: Deed[]): string[] => the(after(...deeds)).steps.map(({ kind }) => kind)

describe('foldEvents', () => {
  it('knows the topics of the four events', () => {
    for (const [name, topic] of Object.entries(EVENT_TOPICS))
      expect(sessionKeyValidatorInterface.getEvent(name as keyof typeof EVENT_TOPICS).topicHash).to.equal(topic)
    const events = sessionKeyValidatorInterface.fragments.filter(({ type }) => type === 'event')
    expect(Object.keys(EVENT_TOPICS)).to.have.length(events.length)
  })

  describe('a session', () => {
    it('is live once granted, with its terms, its key, its targets and its epoch', () => {
      const session = the(after(deed('install'), deed('grant')))
      expect(session.state).to.equal('live')
      expect(sessionToJson(the(termsOf(session)))).to.deep.equal(sessionToJson(the(SESSIONS[0])))
      expect(session.signerWord).to.equal(`0x${'00'.repeat(12)}${KEY_ADDRESS.slice(2).toLowerCase()}`)
      expect(targetsOf(session)).to.deep.equal([SOCIO3])
      expect(session.epoch).to.equal(wordOfEpoch(1))
      expect(session.steps).to.deep.equal([
        { kind: 'granted', blockNumber: 2, transactionHash: the(session.steps[0]).transactionHash, index: 2 },
      ])
    })

    it('is not known before anything happens to it', () => {
      expect(after(deed('install'))).to.equal(undefined)
      expect(sessionIn(EMPTY, account, id)).to.equal(undefined)
    })

    it('is over for good once revoked, also after a new epoch', () => {
      expect(the(after(deed('install'), deed('grant'), deed('revoke'))).state).to.equal('revoked')
      expect(kinds(deed('install'), deed('grant'), deed('revoke'), deed('revokeAll'), deed('grant'))).to.deep.equal([
        'granted',
        'revoked',
        'superseded',
      ])
    })

    it('is revoked though it was never granted, and then has no terms', () => {
      const session = the(after(deed('install'), deed('revoke'), deed('grant')))
      expect(session).to.include({ state: 'revoked', terms: undefined, signerWord: undefined, epoch: undefined })
      expect(termsOf(session)).to.equal(undefined)
      expect(targetsOf(session)).to.deep.equal([])
    })

    it('says which one replaced it: the next of the account, in the same transaction', () => {
      const deeds = [deed('install'), deed('grant', 0, 0), deed('replace', 0, 3)]
      expect(after(...deeds)).to.include({ state: 'revoked', replacedBy: IDS[3] })
      expect(after(deed('install'), deed('grant'), deed('revoke'), deed('grant', 0, 3))).to.include({
        state: 'revoked',
        replacedBy: undefined,
      })
    })

    it('is replaced by nothing where something else happened to the account between', () => {
      const { logs } = chainOf([
        [deed('install'), deed('grant'), deed('grant', 0, 1), deed('revoke')],
        [deed('revokeAll')],
        [deed('grant', 0, 3)],
      ])
      const inOne = logs.map((log) => ({ ...log, transactionHash: word(9) }))
      expect(the(sessionIn(foldEvents(EMPTY, inOne), account, id)).replacedBy).to.equal(undefined)
    })

    it('is over once its key renounces it, until the account grants it anew', () => {
      const renounced = [deed('install'), deed('grant'), deed('renounce')]
      expect(the(after(...renounced)).state).to.equal('renounced')
      expect(the(after(...renounced, deed('revokeAll'))).state).to.equal('renounced')
      const again = the(after(...renounced, deed('grant')))
      expect(again.state).to.equal('live')
      expect(again.steps.map(({ kind }) => kind)).to.deep.equal(['granted', 'renounced', 'granted'])
    })

    it('is over with its epoch, and the next one may grant it anew', () => {
      const granted = [deed('install'), deed('grant')]
      expect(the(after(...granted, deed('revokeAll'))).state).to.equal('superseded')
      expect(the(after(...granted, deed('install'))).state).to.equal('superseded')
      expect(the(after(...granted, deed('uninstall'))).state).to.equal('uninstalled')
      expect(the(after(...granted, deed('uninstall'), deed('install'))).state).to.equal('uninstalled')
      const again = the(after(...granted, deed('revokeAll'), deed('grant')))
      expect(again).to.include({ state: 'live', epoch: wordOfEpoch(3) })
      expect(again.steps.map(({ kind }) => kind)).to.deep.equal(['granted', 'superseded', 'granted'])
    })

    it('is another account’s own matter', () => {
      expect(the(after(deed('install'), deed('install', 1), deed('grant'), deed('uninstall', 1))).state).to.equal(
        'live',
      )
    })
  })

  it('passes over a renunciation of an id that was never granted', () => {
    const [install] = chainOf([[deed('install')]]).logs
    const topics = [EVENT_TOPICS.SessionRenounced, the(the(install).topics[1]), word(7)]
    const stranger: ModuleLog = { ...the(install), topics, data: '0x', index: 9 }
    expect([...sessionsIn(foldEvents(EMPTY, [the(install), stranger]))]).to.deep.equal([])
  })

  it('keeps the epochs of an account', () => {
    const { logs } = chainOf([
      [deed('install'), deed('uninstall')],
      [deed('uninstall'), deed('install')],
    ])
    const epochs = epochsIn(foldEvents(EMPTY, logs), account)
    expect(epochs.map(({ epoch }) => epoch)).to.deep.equal([1, 2, 2, 3].map(wordOfEpoch))
    expect(epochsIn(EMPTY, account)).to.deep.equal([])
  })

  it('takes logs of this module alone, of these events alone, and of one account if one is followed', () => {
    const { logs } = chainOf([[deed('install'), deed('grant'), deed('install', 1), deed('grant', 1)]])
    const others = logs.map((log) => ({ ...log, address: ACCOUNT }))
    const unknown = logs.map((log) => ({ ...log, topics: [word(1), ...log.topics.slice(1)] }))
    const bare = logs.map((log) => ({ ...log, topics: [] }))
    expect(foldEvents(EMPTY, [...others, ...unknown, ...bare])).to.deep.equal(EMPTY)
    const one = foldEvents(newHistory({ chainId: 1n, module: MODULE, account: ACCOUNTS[1] }), logs)
    expect(Array.from(sessionsIn(one), (session) => session.account.toLowerCase())).to.deep.equal([ACCOUNTS[1]])
  })

  it('refuses logs that the module cannot have made', () => {
    const { logs } = chainOf([[deed('install'), deed('grant'), deed('revoke', 0, 1)]])
    for (const log of logs) {
      const [name, ...indexed] = log.topics
      const other = [
        { topics: [the(name)] },
        { topics: [...log.topics, word(1)] },
        { topics: [the(name), ...indexed.map((topic) => topic.replace('0x0', '0xz'))] },
        { topics: [the(name), ...indexed.slice(1), '0x12'] },
        { data: '0x123' },
      ]
      for (const change of other) expectRefusal(() => foldEvents(EMPTY, [{ ...log, ...change }]), 'FieldNotValid', {})
    }
    const [install] = logs
    expectRefusal(() => foldEvents(EMPTY, [{ ...the(install), data: '0x' }]), 'FieldNotValid', {})
  })

  it('reads addresses and hashes in any case', () => {
    const { logs } = chainOf([[deed('install'), deed('grant'), deed('revokeAll')]])
    const upper = (text: string): string => `0x${text.slice(2).toUpperCase()}`
    const shouted = logs.map((log) => ({
      ...log,
      address: upper(log.address),
      topics: log.topics.map(upper),
      data: upper(log.data),
      blockHash: upper(log.blockHash),
      transactionHash: upper(log.transactionHash),
    }))
    expect(seen(foldEvents(EMPTY, shouted))).to.deep.equal(seen(foldEvents(EMPTY, logs)))
  })

  it('leaves the history that it was given as it was', () => {
    const { logs } = chainOf([
      [deed('install'), deed('grant')],
      [deed('grant', 0, 1), deed('revokeAll')],
      [deed('grant')],
    ])
    const first = foldEvents(EMPTY, logs.slice(0, 3))
    const before = seen(first)
    foldEvents(first, logs.slice(3))
    foldEvents(first, logs, { final: 3 })
    rollBack(first, 0)
    expect(seen(first)).to.deep.equal(before)
    expect(EMPTY.recent).to.deep.equal([])
  })

  describe('a reorg', () => {
    const main = chainOf([[deed('install')], [deed('grant')], [deed('revoke')], [deed('install', 1)]])
    const fork = chainOf([[deed('install')], [deed('grant', 0, 1)]], 'fork')

    it('takes away a block whose log the node takes back, and not what follows it', () => {
      const history = foldEvents(EMPTY, main.logs)
      const back = foldEvents(history, [{ ...the(main.logs[2]), removed: true }])
      expect(the(sessionIn(back, account, id)).state).to.equal('live')
      expect(epochsIn(back, ACCOUNTS[1])).to.have.length(1)
      expect(seen(foldEvents(back, [{ ...the(main.logs[2]), removed: true }]))).to.deep.equal(seen(back))
    })

    it('takes away a block of another hash, and all above it', () => {
      const history = foldEvents(foldEvents(EMPTY, main.logs), fork.logs)
      expect(seen(history)).to.deep.equal(seen(foldEvents(EMPTY, fork.logs)))
    })

    it('is seen by a block that was read to its end, also where it holds no log', () => {
      const read = foldEvents(EMPTY, main.logs, { through: { number: 5, hash: word(5) } })
      const reread = foldEvents(read, [], { through: { number: 3, hash: word(3) } })
      expect(the(sessionIn(reread, account, id)).state).to.equal('live')
      expect(reread.recent.map(({ number }) => number)).to.deep.equal([1, 2, 3])
    })

    it('cannot reach what is settled', () => {
      const history = foldEvents(EMPTY, main.logs, { final: 2 })
      expect(history.settled).to.deep.equal({ number: 2, hash: the(main.blocks[1]).hash })
      expect(history.recent.map(({ number }) => number)).to.deep.equal([3, 4])
      expect(seen(foldEvents(history, main.logs))).to.deep.equal(seen(history))
      const removed = { ...the(main.logs[1]), removed: true }
      expectRefusal(() => foldEvents(history, [removed]), 'HistoryReorganized', { block: 2, settled: 2 })
      expectRefusal(() => rollBack(history, 1), 'HistoryReorganized', { block: 2, settled: 2 })
      expect(the(sessionIn(rollBack(history, 2), account, id)).state).to.equal('live')
    })
  })
})

describe('sessionsIn', () => {
  const { logs } = chainOf([
    [deed('install'), deed('grant', 0, 0), deed('grant', 0, 1)],
    [deed('install', 1), deed('grant', 1, 0), deed('revoke', 1, 2), deed('revokeAll', 1)],
  ])
  const history = foldEvents(EMPTY, logs)
  const found = (filter: Parameters<typeof sessionsIn>[1]) =>
    Array.from(sessionsIn(history, filter), (one) => [
      ACCOUNTS.indexOf(one.account.toLowerCase() as never),
      IDS.indexOf(one.id),
    ])

  it('finds by account, key, target and state', () => {
    expect(found({ account: ACCOUNTS[0] })).to.have.deep.members([
      [0, 0],
      [0, 1],
    ])
    expect(found({ account: ACCOUNTS[2] })).to.deep.equal([])
    expect(found({ signer: KEY_ADDRESS })).to.have.deep.members([
      [0, 0],
      [0, 1],
      [1, 0],
    ])
    expect(found({ signer: PAYMASTER })).to.deep.equal([])
    expect(found({ target: SOCIO3, account: ACCOUNTS[1] })).to.deep.equal([[1, 0]])
    expect(found({ target: PAYMASTER })).to.deep.equal([])
    expect(found({ state: 'superseded' })).to.deep.equal([[1, 0]])
    expect(found({ state: 'revoked' })).to.deep.equal([[1, 2]])
  })

  it('finds what is live at a time, both ends of the window included', () => {
    expect(found({ liveAt: NOW + 3_600 })).to.have.deep.members([
      [0, 0],
      [0, 1],
    ])
    expect(found({ liveAt: NOW + 3_601 })).to.deep.equal([[0, 1]])
    expect(found({ liveAt: NOW + 3_600.5 })).to.deep.equal([[0, 1]])
    expect(found({ liveAt: NOW + 7_201 })).to.deep.equal([])
  })

  it('finds a session whose text a stranger made unreadable, and only its terms are refused', () => {
    const log = grantLog(0, 3)
    const text = Buffer.from('upvotePost(uint256)').toString('hex')
    const data = log.data.replace(text, `ff${text.slice(2)}`)
    expect(data).not.to.equal(log.data)
    const [install] = chainOf([[deed('install')]]).logs
    const bad = foldEvents(EMPTY, [the(install), { ...the(install), ...log, data, index: 7 }])
    const [session] = sessionsIn(bad, { target: SOCIO3, liveAt: NOW })
    expectRefusal(() => termsOf(the(session)), 'JsonNotValid', {})
    expectRefusal(() => targetsOf({ terms: '0x1234' }), 'JsonNotValid', {})
  })

  it('refuses what is no address and no key', () => {
    expectRefusal(() => [...sessionsIn(history, { account: '0x12' })], 'FieldNotValid', {})
    expectRefusal(() => [...sessionsIn(history, { signer: '0x12' })], 'FieldNotValid', {})
    expectRefusal(() => sessionIn(history, ACCOUNT, '0x12'), 'FieldNotValid', {})
    expectRefusal(() => newHistory({ chainId: 1n, module: '0x12' }), 'FieldNotValid', {})
  })
})
