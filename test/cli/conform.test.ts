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
