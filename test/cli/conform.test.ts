import { expect } from 'chai'
import { network } from 'hardhat'

import { sessionKeyValidatorInterface } from '../../src'
import { RpcError } from '../../src/rpc'
import { openCli } from './chainStage'

interface Check {
  readonly group: string
  readonly title: string
  readonly verdict: string
  readonly remark?: string
}

const checksOf = (json: Record<string, unknown>): readonly Check[] => json['checks'] as readonly Check[]

describe('latchkey conform', function () {
  this.timeout(120_000)

  it('tries an account that has the module, without a key of its owner, and finds that nothing fails', async () => {
    const { cli, here, grants, session } = await openCli()
    await grants(session)
    const { code, err, json, out } = await cli(['conform', ...here, '--cases', '10', '--json'])
    expect(code, out + err).to.equal(0)
    const failing = checksOf(json()).filter(({ verdict }) => verdict === 'fails')
    expect(failing).to.deep.equal([])
    const groups = new Set(checksOf(json()).map(({ group }) => group))
    expect([...groups]).to.include.members(['read', 'module', 'owner', 'install', 'use', 'refusals', 'endings'])
    expect(json()).to.include({ conforms: true })
    expect(json()['notChecked']).to.have.length.above(2)
    expect(err).to.match(/^1 of \d+: /)
  })

  it('leaves the chain as it was', async () => {
    const stage = await openCli()
    await stage.grants(stage.session)
    const before = (await network.provider.send('eth_getBlockByNumber', ['latest', false])) as { hash: string }
    const balance: unknown = await network.provider.send('eth_getBalance', [stage.account, 'latest'])
    await stage.cli(['conform', ...stage.here, '--quick'])
    const after = (await network.provider.send('eth_getBlockByNumber', ['latest', false])) as { hash: string }
    expect(after.hash).to.equal(before.hash)
    expect(await network.provider.send('eth_getBalance', [stage.account, 'latest'])).to.equal(balance)
  })

  it('says no to an account that does not have the module, and what could not be tried', async () => {
    const { cli, here } = await openCli()
    const { code, json } = await cli(['conform', ...here, '--quick', '--json'])
    expect(code).to.equal(1)
    const verdicts = Object.fromEntries(checksOf(json()).map(({ title, verdict }) => [title, verdict]))
    expect(verdicts['says that it has the module']).to.equal('fails')
    expect(verdicts['lets a session of the module that it has act']).to.equal('notTried')
  })

  it('finds an account unsafe whose module lets everybody act', async () => {
    const { cli, here, grants, session, module } = await openCli()
    await grants(session)
    // Answers 0 to validateUserOp, and 1 to all else.
    const selector = sessionKeyValidatorInterface.getFunction('validateUserOp').selector.slice(2)
    await network.provider.send('hardhat_setCode', [module, `0x5f3560e01c63${selector}14155f5260205ff3`])
    const { code, json } = await cli(['conform', ...here, '--quick', '--json'])
    expect(code).to.equal(1)
    const verdicts = Object.fromEntries(checksOf(json()).map(({ title, verdict }) => [title, verdict]))
    expect(verdicts['lets a session of the module that it has act']).to.equal('holds')
    expect(verdicts['refuses what another key has signed']).to.equal('fails')
    expect(verdicts['refuses the session once it is revoked']).to.equal('fails')
    expect(verdicts['has a module with the code of this version']).to.equal('fails')
  })

  it('refuses a node on another machine, before anything is asked', async () => {
    const { cli, here } = await openCli()
    const connect = (): never => {
      throw new Error('asked')
    }
    const others = [
      'http://192.168.1.7:8545',
      'https://localhost.example',
      'http://127.0.0.1.example',
      'http://0.0.0.0:8545',
    ]
    for (const url of others)
      for (const [line, env] of [
        [['--rpc', url], {}],
        [[], { LATCHKEY_RPC_URL: url }],
      ] as const) {
        const { code, err } = await cli(['conform', ...here, ...line], { connect, env })
        expect({ code, told: err.includes('[ChainNotLocal]') }, err).to.deep.equal({ code: 3, told: true })
        expect(err).to.contain(line.length > 0 ? '--rpc names' : 'LATCHKEY_RPC_URL names')
      }
    for (const url of ['http://localhost:8545', 'http://127.9.9.9', 'http://[::1]:8545', 'http://0x7f000001'])
      expect((await cli(['conform', ...here, '--rpc', url], { connect })).err).to.equal('latchkey: unexpected: asked\n')
  })

  it('does not answer as if nothing was left behind where the node does not go back', async () => {
    const { cli, here, grants, session } = await openCli()
    await grants(session)
    const answering =
      (answer: () => unknown) =>
      () =>
      async ({ method, params }: { method: string; params: readonly unknown[] }) =>
        method === 'evm_revert' ? answer() : await network.provider.request({ method, params: [...params] })
    const cases: readonly (readonly [() => unknown, string])[] = [
      [() => false, 'it answered false to evm_revert.'],
      [
        () => {
          throw new RpcError('no such snapshot.', -32000)
        },
        'no such snapshot.',
      ],
    ]
    for (const [answer, said] of cases) {
      const { code, out, err } = await cli(['conform', ...here, '--quick'], { connect: answering(answer) })
      expect({ code, out }).to.deep.equal({ code: 3, out: '' })
      expect(err).to.contain('[ChainNotRestored]').and.to.contain(`still on the node: ${said}\n`)
    }
    const refusing = () => async (call: { method: string; params: readonly unknown[] }) => {
      if (call.method === 'eth_sendTransaction') throw new RpcError('no gas', -32000)
      return await answering(() => false)()(call)
    }
    expect((await cli(['conform', ...here, '--quick'], { connect: refusing })).err).to.match(/Before that: .*no gas/)
  })

  it('undoes what it has tried where it is interrupted, and asks nothing afterwards', async () => {
    const { cli, here, grants, session } = await openCli()
    await grants(session)
    const blockHash = async (): Promise<string> =>
      ((await network.provider.send('eth_getBlockByNumber', ['latest', false])) as { hash: string }).hash
    const before = await blockHash()
    // While a transaction is sent, and while one is waited for.
    for (const during of ['eth_sendTransaction', 'eth_getTransactionReceipt']) {
      const [asked, printed, listening] = [[] as string[], [] as string[], new Set<() => void>()]
      const stopAll = (): void => [...listening].forEach((stop) => stop())
      const { code } = await cli(['conform', ...here], {
        onInterrupt: (stop) => {
          listening.add(stop)
          return () => void listening.delete(stop)
        },
        err: (text) => void printed.push(text),
        connect:
          () =>
          async ({ method, params }) => {
            asked.push(method)
            if (printed.length === 3 && method === during) stopAll()
            return await network.provider.request({ method, params: [...params] })
          },
      })
      expect(code).to.equal(3)
      expect(printed.at(-1)).to.contain('[Interrupted]')
      // Whatever still went on would have had the time to ask.
      for (let times = 0; times < 100; times++) expect(await blockHash()).to.equal(before)
      expect(asked.at(-1)).to.equal('evm_revert')
      expect(printed.filter((text) => / of \d+: /.test(text))).to.have.length(3)
      expect(listening.size).to.equal(0)
    }
  })

  it('refuses every node that is not local, before anything is sent', async () => {
    const { cli, here, grants, session } = await openCli()
    await grants(session)
    const asked: string[] = []
    const live =
      () =>
      async ({ method, params }: { method: string; params: readonly unknown[] }) => {
        asked.push(method)
        if (/^(anvil|hardhat|evm)_/.test(method)) throw new RpcError('Method not found', -32601)
        return await network.provider.request({ method, params: [...params] })
      }
    const { code, err } = await cli(['conform', ...here], { connect: live })
    expect(code).to.equal(3)
    expect(err).to.contain('[ChainNotLocal]').and.to.contain('anvil --fork-url')
    expect(asked).to.deep.equal(['eth_chainId', 'anvil_nodeInfo', 'hardhat_metadata'])
  })
})
