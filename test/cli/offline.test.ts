import { expect } from 'chai'

import {
  describeSession,
  describeWorstCase,
  RELEASE,
  sessionId,
  sessionToJson,
  storedToJson,
  worstCase,
} from '../../src'
import { ACCOUNT, anAddress, aPermission, aSession, MODULE, NOW, SOCIO3 } from '../client/builders'
import { fileWith, latchkey, requestFile, sessionFile } from './stage'

const UPVOTE = ['--account', ACCOUNT, '--to', SOCIO3, '--function', 'upvotePost', '--args', '[42]']

describe('latchkey describe', () => {
  it('says what the client says, with the id', async () => {
    const { code, out } = await latchkey(['describe', sessionFile(aSession())])
    expect(code).to.equal(0)
    expect(out).to.equal(`${describeSession(aSession(), { now: NOW })}\n\nSession id ${sessionId(aSession())}\n`)
  })

  it('answers a program with id, terms and text, amounts as decimal text', async () => {
    const answer = (await latchkey(['describe', sessionFile(aSession()), '--json'])).json()
    expect(answer['id']).to.equal(sessionId(aSession()))
    expect(answer['session']).to.deep.equal(sessionToJson(aSession()))
    expect(answer['text']).to.equal(describeSession(aSession(), { now: NOW }))
  })

  it('reads a request, and says that nobody has checked the name of who asks', async () => {
    const { out } = await latchkey(['describe', requestFile({ session: aSession(), app: 'Socio3: the app' })])
    expect(out).to.contain('Asked for by "Socio3: the app", a name that nobody has checked')
    expect(out).to.contain(`For the account ${ACCOUNT} on chain 1\n`)
  })

  it('reads what a fileStore keeps, also of an app with colons in its name', async () => {
    const place = { chainId: 5n, account: ACCOUNT, module: MODULE, app: 'a:b' }
    const file = fileWith(storedToJson(place, { session: aSession() }))
    const answer = (await latchkey(['describe', file, '--json'])).json()
    expect(answer).to.include({ app: 'a:b', chainId: '5', account: ACCOUNT, module: MODULE })
  })

  it('reads what is piped in', async () => {
    const stdin = async () => await Promise.resolve(JSON.stringify(sessionToJson(aSession())))
    expect((await latchkey(['describe', '-'], { stdin })).code).to.equal(0)
  })

  it('uses the names of a file', async () => {
    const words = fileWith({ labels: { [SOCIO3]: 'Socio3' }, currency: 'POL' })
    const { out } = await latchkey(['describe', sessionFile(aSession()), '--words', words])
    expect(out).to.contain(`call upvotePost(uint256) on Socio3 (${SOCIO3})`)
    expect(out).to.contain('at most 0.001 POL')
  })

  it('ends with 2 for what is no session, or none that can be granted, and names what is wrong', async () => {
    const cases: readonly (readonly [unknown, string])[] = [
      ['no json', 'FileNotReadable'],
      [{ format: 'other' }, 'JsonNotValid'],
      [{ ...sessionToJson(aSession()), more: 1 }, 'JsonNotValid'],
      [{ ...sessionToJson(aSession()), permissions: [] }, 'PermissionsEmpty'],
      [{ format: 'toString' }, 'JsonNotValid'],
    ]
    for (const [content, name] of cases) {
      const { code, err, out } = await latchkey(['describe', fileWith(content)])
      expect({ code, out }).to.deep.equal({ code: 2, out: '' })
      expect(err).to.contain(`[${name}]`)
    }
    const { code, err } = await latchkey(['describe', '/nowhere/session.json'])
    expect(code).to.equal(2)
    expect(err).to.contain('there is no such file')
  })

  it('answers errors as JSON too', async () => {
    const { code, json } = await latchkey(['describe', fileWith('{}'), '--json'])
    expect(code).to.equal(2)
    expect(json()['error']).to.include({ code: 'JsonNotValid', title: 'session JSON not valid' })
  })
})

describe('--json', () => {
  it('answers with an error of the same shape where the command line is none', async () => {
    for (const [line, why] of [
      [['descibe', 'x'], 'descibe'],
      [['describe', 'x', '--jason'], '--jason'],
      [['describe'], 'file'],
      [[], '--json'],
    ] as const) {
      const { code, json } = await latchkey([...line, '--json'])
      expect(code).to.equal(2)
      const error = json()['error'] as Record<string, unknown>
      expect(error).to.have.all.keys('code', 'title', 'why', 'fix', 'args')
      expect(error['code']).to.equal('Usage')
      expect(error['why']).to.contain(why)
    }
  })

  it('answers so too where what went wrong is unknown', async () => {
    const secrets = `https://node.test/a-key and ${'ab'.repeat(32)}`
    for (const thrown of [new Error('a\nb'), undefined, new Error(secrets)]) {
      const connect = (): never => {
        throw thrown as Error
      }
      const { code, err, json } = await latchkey(
        ['list', '--account', ACCOUNT, '--rpc', 'http://node.test', '--json'],
        { connect },
      )
      expect(code).to.equal(3)
      expect(err.trim().split('\n')).to.have.length(1)
      expect(err)
        .to.match(/^latchkey: unexpected: ./)
        .and.to.not.match(/a-key|abab/)
      expect(json()['error']).to.have.all.keys('code', 'title', 'why', 'fix', 'args')
    }
  })
})

describe('a URL', () => {
  it('is refused where it is none of http, and is not repeated', async () => {
    const line = ['list', '--account', ACCOUNT]
    const secret = 'node.test/a-key-of-the-service'
    for (const url of [secret, `localhost:8545/${secret}`, `ws://${secret}`, '']) {
      const { code, out, err } = await latchkey([...line, '--rpc', url, '--json'])
      expect(code).to.equal(2)
      expect(err).to.contain('--rpc').and.to.contain('http://')
      expect(out + err).to.not.contain('a-key')
    }
    const { err } = await latchkey(line, { env: { LATCHKEY_RPC_URL: secret } })
    expect(err).to.contain('LATCHKEY_RPC_URL').and.to.not.contain('a-key')
    expect((await latchkey(line, { env: { LATCHKEY_RPC_URL: '' } })).err).to.contain('--rpc is not given')
  })
})

describe('what has no end', () => {
  it('is not read to it', async () => {
    const { code, err } = await latchkey(['describe', '/dev/zero'])
    expect(code).to.equal(2)
    expect(err).to.contain('it is too large')
  })
})

describe('latchkey can', () => {
  it('says yes to a call that is permitted, and by which permission', async () => {
    const { code, out } = await latchkey(['can', sessionFile(aSession()), ...UPVOTE])
    expect(code).to.equal(0)
    expect(out).to.contain(`permission 0: upvotePost(uint256) on ${SOCIO3}`)
    expect(out).to.contain('No node was asked')
  })

  it('says no with the reason and ends with 1', async () => {
    const file = sessionFile(aSession())
    const cases: readonly (readonly [readonly string[], string])[] = [
      [[...UPVOTE, '--value', '0.5ether'], 'ValueOverCap'],
      [[...UPVOTE, '--at', String(NOW + 3_601)], 'SessionExpired'],
      [[...UPVOTE, '--fee', String(10n ** 16n)], 'FeeOverLimit'],
      [
        ['--account', ACCOUNT, '--to', SOCIO3, '--function', 'ban(address)', '--args', `["${ACCOUNT}"]`],
        'CallNotPermitted',
      ],
      [['--account', ACCOUNT, '--to', ACCOUNT], 'TargetNotAllowed'],
    ]
    for (const [args, name] of cases) {
      const { code, out } = await latchkey(['can', file, ...args])
      expect(code, name).to.equal(1)
      expect(out).to.match(/^No: /).and.to.contain(`[${name}]`)
      const answer = (await latchkey(['can', file, ...args, '--json'])).json()
      expect(answer).to.include({ ok: false, asked: false })
      expect(answer['error']).to.include({ code: name })
    }
  })

  it('judges several calls as one op', async () => {
    const file = sessionFile(aSession({ maxCalls: 2 }))
    const call = { to: SOCIO3, data: `${aPermission().selector}${'00'.repeat(32)}`, value: '0' }
    const of = (count: number): string => fileWith(Array.from({ length: count }, () => call))
    expect((await latchkey(['can', file, '--account', ACCOUNT, '--calls', of(2)])).code).to.equal(0)
    const refused = await latchkey(['can', file, '--account', ACCOUNT, '--calls', of(3)])
    expect(refused.out).to.contain('[CallsOverLimit]')
  })

  it('ends with 2 where there is no call, account or function to ask about', async () => {
    const file = sessionFile(aSession())
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['--to', SOCIO3], 'account'],
      [['--account', ACCOUNT], '--to'],
      [['--account', ACCOUNT, '--to', SOCIO3, '--function', 'downvote'], 'upvotePost(uint256)'],
      [['--account', ACCOUNT, '--to', SOCIO3, '--function', 'upvotePost', '--args', '[9007199254740993]'], '--args'],
      [['--account', ACCOUNT, '--to', SOCIO3, '--function', 'upvotePost', '--args', '["x"]'], '--args'],
      [['--account', ACCOUNT, '--to', SOCIO3, '--value', 'much'], '--value'],
      [['--account', 'alice.eth', '--to', SOCIO3], '--account'],
      [['--account', ACCOUNT, '--to', 'socio3.eth'], '--to is'],
      [[...UPVOTE, '--entry-point-version', '0.6'], '--entry-point-version'],
    ]
    for (const [args, said] of cases) {
      const { code, err } = await latchkey(['can', file, ...args])
      expect(code, said).to.equal(2)
      expect(err).to.contain(said)
    }
  })

  it('does not take another account than the one that the file is for', async () => {
    const { code, err } = await latchkey([
      'can',
      requestFile({ session: aSession() }),
      '--account',
      anAddress(7),
      '--to',
      SOCIO3,
    ])
    expect(code).to.equal(2)
    expect(err).to.contain(ACCOUNT)
  })
})

describe('latchkey worst-case', () => {
  it('says what the client says', async () => {
    const { code, out } = await latchkey(['worst-case', sessionFile(aSession())])
    expect(code).to.equal(0)
    expect(out).to.contain(describeWorstCase(worstCase(aSession(), { now: NOW })))
  })

  it('answers a program with bounds as decimal text', async () => {
    const answer = (await latchkey(['worst-case', sessionFile(aSession()), '--json'])).json()
    expect(answer['worstCase']).to.deep.include({ fees: { perPeriod: String(10n ** 15n), inAll: String(10n ** 15n) } })
  })

  it('asks no node that only the environment names, unless it knows the account', async () => {
    const env = { LATCHKEY_RPC_URL: 'http://node.test' }
    const file = sessionFile(aSession())
    const alone = await latchkey(['worst-case', file], { env })
    expect(alone.code, alone.err).to.equal(0)
    expect(alone.out).to.contain('No node was asked (--account): the session is taken for live and unused.')
    expect((await latchkey(['worst-case', file])).out).to.contain('No node was asked (--rpc): ')
    expect((await latchkey(['worst-case', file, '--json'], { env })).json()).to.include({ asked: false })
    for (const asking of [[file, '--account', ACCOUNT], [requestFile({ session: aSession() })]])
      expect((await latchkey(['worst-case', ...asking], { env })).err).to.contain('this test has no chain')
    const asked = await latchkey(['worst-case', file, '--rpc', 'http://node.test'])
    expect(asked.code).to.equal(2)
    expect(asked.err).to.contain('--account')
  })

  it('takes a time as seconds or as a date in UTC', async () => {
    for (const at of ['1700003601', '2023-11-14 23:13:21', '2023-11-14T23:13:21Z', '2023-11-15'])
      expect((await latchkey(['worst-case', sessionFile(aSession()), '--at', at])).out).to.contain(
        'the session is over',
      )
    expect((await latchkey(['worst-case', sessionFile(aSession()), '--at', 'soon'])).code).to.equal(2)
  })
})

describe('latchkey review', () => {
  const ours = ['--account', ACCOUNT, '--chain', '1', '--module', MODULE]

  it('ends with 0 where nothing must be refused, and shows the worst case', async () => {
    const { code, out } = await latchkey(['review', requestFile({ session: aSession() }), ...ours])
    expect(code).to.equal(0)
    expect(out).to.contain('At worst, whoever has the key makes the account:')
    expect(out).to.contain('[Unverified]')
  })

  it('ends with 1 for a request that is power over the account, or for another place', async () => {
    const file = requestFile({ session: aSession() })
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['--account', anAddress(9), '--chain', '1', '--module', MODULE], 'OtherAccount'],
      [['--account', ACCOUNT, '--chain', '10', '--module', MODULE], 'OtherChain'],
      [['--account', ACCOUNT, '--chain', '1'], 'OtherModule'],
    ]
    for (const [args, name] of cases) {
      const answer = await latchkey(['review', file, ...args, '--json'])
      expect(answer.code, name).to.equal(1)
      expect((answer.json()['findings'] as readonly { code: string }[]).map(({ code }) => code)).to.include(name)
    }
    const own = sessionFile(aSession({ permissions: [aPermission({ target: ACCOUNT })] }))
    expect((await latchkey(['review', own, '--account', ACCOUNT])).code).to.equal(1)
  })

  it('does not take another chain than that of the node', async () => {
    const connect = () => async () => await Promise.resolve('0x1')
    const file = requestFile({ session: aSession() })
    const { code, err } = await latchkey(
      ['review', file, '--account', ACCOUNT, '--chain', '10', '--rpc', 'http://node.test'],
      {
        connect,
      },
    )
    expect(code).to.equal(2)
    expect(err).to.contain('--chain')
  })

  it('takes nothing of where the wallet is from the request', async () => {
    const file = requestFile({ session: aSession(), module: RELEASE.validator.address })
    for (const args of [[], ['--account', ACCOUNT], ['--chain', '1']])
      expect((await latchkey(['review', file, ...args])).code).to.equal(2)
  })
})
