import { time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, dirname } from 'node:path'
import { network } from 'hardhat'

import { allow, equals, LatchkeyError, revokeAllCall, revokeCall, randomSalt, sessionId, type Session } from '../../src'
import { RpcError } from '../../src/rpc'
import { anAddress } from '../client/builders'
import { makeSession, upvote } from '../helpers/session'
import { openCli, type CliStage } from './chainStage'
import { fileWith, sessionFile } from './stage'

/** Three sessions of which one lasts, one is over by time, and one is revoked. */
async function openThree(): Promise<
  CliStage & { readonly lasting: Session; readonly short: Session; readonly ended: Session }
> {
  const stage = await openCli()
  const lasting = stage.session
  const short = await makeSession(stage.chain, { expires: '5m' })
  const ended = await makeSession(stage.chain, { calls: 7 })
  await stage.grants(lasting, short, ended)
  await send(stage, revokeCall({ module: stage.module, id: sessionId(ended) }))
  await time.increase(301)
  return { ...stage, lasting, short, ended }
}

async function send({ ownerWith, chain, account }: CliStage, call: ReturnType<typeof revokeCall>): Promise<void> {
  await (await ownerWith({}).sendCalls({ chainId: chain.chainId, account, calls: [call] })).wait()
}

const idsOf = (json: Record<string, unknown>): readonly unknown[] =>
  (json['sessions'] as readonly { id: string; state: string }[]).map(({ id, state }) => [id, state])

describe('latchkey list', () => {
  it('lists what can be used, and what is over when it is asked to', async () => {
    const { cli, here, lasting, short, ended } = await openThree()
    const { code, out } = await cli(['list', ...here])
    expect(code).to.equal(0)
    expect(out)
      .to.contain(`live  ${sessionId(lasting)}`)
      .and.to.contain('1 of 3 sessions')
      .and.to.contain('2 more are over')
    expect(out).to.not.contain(sessionId(ended))
    const all = await cli(['list', ...here, '--all', '--json'])
    expect(idsOf(all.json())).to.have.deep.members([
      [sessionId(lasting), 'live'],
      [sessionId(short), 'expired'],
      [sessionId(ended), 'revoked'],
    ])
    expect(idsOf(all.json())[0]).to.deep.equal([sessionId(lasting), 'live'])
    expect(all.json()).to.include({ usable: 1, over: 2 })
  })

  it('tells a function that may be called with some arguments from one with any', async () => {
    const stage = await openCli()
    const { socio3 } = stage.chain
    const allowed = [allow(socio3, 'upvotePost', { postId: equals(7n) }), allow(socio3, 'createPost')]
    await stage.grants(await makeSession(stage.chain, { allow: allowed }))
    const { out } = await stage.cli(['list', ...stage.here])
    expect(out).to.match(/calls upvotePost\(uint256\) on 0x\w+, not with all arguments: see latchkey inspect\n/)
    expect(out).to.match(/calls createPost\(string\) on 0x\w+\n/)
  })

  it('knows what ended all sessions', async () => {
    const stage = await openThree()
    await send(stage, revokeAllCall({ module: stage.module, salt: randomSalt() }))
    const { json } = await stage.cli(['list', ...stage.here, '--all', '--json'])
    expect(json()).to.include({ usable: 0 })
    expect(idsOf(json())).to.deep.include([sessionId(stage.lasting), 'superseded'])
  })

  it('says that there is none', async () => {
    const { cli, here } = await openCli()
    const { code, out } = await cli(['list', ...here])
    expect(code).to.equal(0)
    expect(out).to.contain('0 of 0 sessions')
  })

  it('keeps what it read, and reads on from there', async () => {
    const stage = await openThree()
    const path = join(dirname(fileWith('')), 'history.json')
    const first = await stage.cli(['list', ...stage.here, '--history', path, '--json'])
    expect(existsSync(path)).to.equal(true)
    expect(statSync(path).mode & 0o077).to.equal(0)
    expect(readFileSync(path, 'utf8')).to.contain('latchkey-history-1')
    const asked: string[] = []
    const connect = () => async (call: { method: string; params: readonly unknown[] }) => {
      asked.push(...(call.method === 'eth_getLogs' ? [(call.params[0] as { fromBlock: string }).fromBlock] : []))
      return await network.provider.request({ method: call.method, params: [...call.params] })
    }
    const again = await stage.cli(['list', ...stage.here, '--history', path, '--json'], { connect })
    expect(again.json()).to.deep.equal(first.json())
    expect(asked).to.not.include('0x0')
    const other = await stage.cli(['list', '--account', anAddress(5), '--history', path])
    expect(other.code).to.equal(2)
    expect(other.err).to.contain('--history')
  })

  it('tells how far it is, on standard error', async () => {
    const stage = await openThree()
    let second = 0
    // Pages are of 1,000 blocks and more.
    await network.provider.send('hardhat_mine', ['0xfa0'])
    const { err, out } = await stage.cli(['list', ...stage.here], { now: () => ++second })
    expect(err).to.match(/^read to block \d+ of \d+$/m)
    expect(out).to.not.contain('read to block')
  })

  it('ends with 2 without account or node, and with 3 where the node does not answer', async () => {
    const { cli, here, account } = await openCli()
    expect((await cli(['list'])).code).to.equal(2)
    expect((await cli(['list', '--account', account], { env: { LATCHKEY_RPC_URL: undefined } })).code).to.equal(2)
    const silent = () => () =>
      Promise.reject(new LatchkeyError('ServiceNotReachable', { service: 'node.test', reason: 'no connection' }))
    const down = await cli(['list', ...here], { connect: silent })
    expect(down.code).to.equal(3)
    expect(down.err).to.contain('[ServiceNotReachable]')
    const locked = () => () => Promise.reject(new RpcError('no such key \u001b[31m', -32000))
    const unpaid = await cli(['list', ...here], { connect: locked })
    expect({ code: unpaid.code, out: unpaid.out }).to.deep.equal({ code: 3, out: '' })
    expect(unpaid.err).to.contain('eth_chainId').and.to.contain('it said -32000: no such key \\u{1b}[31m')
    const pruned =
      () =>
      async ({ method, params }: { method: string; params: readonly unknown[] }) => {
        if (method === 'eth_getLogs') throw new RpcError('pruned \u001b[31m', -32000)
        return await network.provider.request({ method, params: [...params] })
      }
    const refused = await cli(['list', ...here], { connect: pruned })
    expect({ code: refused.code, out: refused.out }).to.deep.equal({ code: 3, out: '' })
    expect(refused.err).to.contain('pruned \\u{1b}[31m')
  })

  it('takes a chain without the module for the wrong one, and not for one without sessions', async () => {
    const { cli, account, session } = await openCli()
    const elsewhere = ['--account', account, '--module', anAddress(3)]
    for (const line of [['list'], ['inspect', sessionFile(session)], ['worst-case', sessionFile(session)]]) {
      const { code, err } = await cli([...line, ...elsewhere])
      expect({ code, told: err.includes('[ModuleNotDeployed]') }).to.deep.equal({ code: 3, told: true })
    }
  })

  it('repeats no URL, which may hold a key', async () => {
    const { cli, here } = await openCli()
    for (const line of [
      ['list', ...here],
      ['list', ...here, '--json'],
      ['inspect', ...here, '--id', sessionId((await openCli()).session)],
    ]) {
      const broken = () => () => Promise.reject(new Error('fetch failed'))
      const { out, err } = await cli(line, { connect: broken })
      expect(out + err).to.not.contain('a-key-of-the-service')
    }
  })
})

describe('latchkey inspect', () => {
  it('shows how a session stands, what is left and what it could still cost, by a file and by its id', async () => {
    const { cli, here, lasting } = await openThree()
    const file = await cli(['inspect', sessionFile(lasting), ...here])
    expect(file.code).to.equal(0)
    expect(file.out)
      .to.contain('is live, for ')
      .and.to.contain('calls: 1000 of 1000')
      .and.to.contain('execute 1000 calls')
    const byId = await cli(['inspect', '--id', sessionId(lasting), ...here])
    // The event has the key as bytes.
    expect(byId.out.toLowerCase()).to.equal(file.out.toLowerCase())
  })

  it('counts what was used', async () => {
    const stage = await openThree()
    const { sendSessionOp } = await import('./sendSessionOp')
    await sendSessionOp(stage, stage.lasting, [await upvote(stage.chain), await upvote(stage.chain)])
    const { json } = await stage.cli(['inspect', sessionFile(stage.lasting), ...stage.here, '--json'])
    expect(json()['left']).to.deep.include({ calls: 998 })
    expect((json()['usage'] as { calls: number }).calls).to.equal(2)
    const worst = await stage.cli(['worst-case', sessionFile(stage.lasting), ...stage.here, '--json'])
    expect(worst.json()).to.include({ asked: true })
    expect((worst.json()['worstCase'] as { calls: object }).calls).to.deep.equal({ perPeriod: '1000', inAll: '998' })
  })

  it('ends with 1 for what is not live, and says why', async () => {
    const { cli, here, short, ended, chain } = await openThree()
    const cases: readonly (readonly [Session, string, string])[] = [
      [short, 'expired', 'its time has passed'],
      [ended, 'revoked', 'revoked, for good'],
      [await makeSession(chain, { calls: 3 }), 'notGranted', 'not granted'],
    ]
    for (const [session, state, words] of cases) {
      const { code, out } = await cli(['inspect', sessionFile(session), ...here])
      expect(code, state).to.equal(1)
      expect(out).to.contain(words)
      expect((await cli(['inspect', sessionFile(session), ...here, '--json'])).json()).to.include({ state })
    }
    const unknown = await cli(['inspect', '--id', `0x${'12'.repeat(32)}`, ...here])
    expect(unknown.code).to.equal(1)
    expect(unknown.err).to.contain('[SessionNotGranted]')
  })

  it('wants a file or an id, and a node of the right chain', async () => {
    const { cli, here, session, chain } = await openCli()
    expect((await cli(['inspect', ...here])).code).to.equal(2)
    expect((await cli(['inspect', sessionFile(session), '--id', sessionId(session), ...here])).code).to.equal(2)
    const { requestFile } = await import('./stage')
    const foreign = await cli(['inspect', requestFile({ session, chainId: chain.chainId + 1n }), '--account', here[1]!])
    expect(foreign.code).to.equal(2)
  })
})

describe('latchkey can with a node', () => {
  it('says no to a session that the chain does not know as live', async () => {
    const stage = await openThree()
    const socio3 = await stage.chain.socio3.getAddress()
    const line = (session: Session): readonly string[] => [
      'can',
      sessionFile(session),
      ...stage.here,
      '--to',
      socio3,
      '--function',
      'upvotePost',
      '--args',
      '[0]',
    ]
    expect((await stage.cli(line(stage.lasting))).code).to.equal(0)
    const { code, out } = await stage.cli(line(stage.ended))
    expect(code).to.equal(1)
    expect(out).to.contain('[SessionAlreadyRevoked]')
  })
})
