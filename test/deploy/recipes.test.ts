// The code of docs/deploying.md is run as it stands. What it says of the OpenZeppelin account is then done on one; of the
// other accounts only the shape of the bytes is compared with what the page says in words.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import * as ethers from 'ethers'
import ts from 'typescript'

import * as latchkey from '../../src'
import { SessionKeyValidator__factory } from '../../typechain-types'
import { openAccount, VERSIONS, type TestAccount } from '../helpers/fixture'
import { deploySessionChain, makeSession, sessionOp, upvote, type SessionChain } from '../helpers/session'
import { sendAsOwner } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { ROOT } from './anvil'

type Recipe = { readonly install: string; readonly uninstall: string }
type Page = {
  readonly openZeppelin: Recipe
  readonly safe7579: Recipe
  readonly nexus: Recipe
  readonly msa: Recipe
  readonly kernel: Recipe
  readonly data: string
  readonly salt: string
  readonly revoke: latchkey.Call
  readonly revokeAll: latchkey.Call
  readonly endOne: string
  readonly endAll: string
  readonly isLive: () => Promise<boolean>
  readonly whatIsLeft: () => Promise<latchkey.Session>
  readonly move: () => Promise<string>
}

const NAMES =
  'openZeppelin, safe7579, nexus, msa, kernel, data, salt, revoke, revokeAll, endOne, endAll, isLive, whatIsLeft, move'
const PREVIOUS = '0x0000000000000000000000000000000000000001'
const page = readFileSync(join(ROOT, 'docs/deploying.md'), 'utf8')

type Given = {
  readonly session: latchkey.Session
  readonly account: string
  readonly next: string
  readonly provider: ethers.Provider
}

/** Runs the page's code with these things, and all that it imports, at hand. */
function runPage(given: Given): Page {
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block).join('\n')
  const code = blocks.replaceAll(/^import .*$/gm, '')
  const { outputText } = ts.transpileModule(`${code}\nreturn { ${NAMES} }`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  })
  const scope: Record<string, unknown> = { ...ethers, ...latchkey, ...given, previous: PREVIOUS }
  return (compileFunction(outputText, Object.keys(scope)) as (...values: unknown[]) => Page)(...Object.values(scope))
}

/** An account without the module, a session, a next version of the module, and the page's code for them. */
async function scene(version: (typeof VERSIONS)[number] = 'v07') {
  const chain = await loadFixture(deploySessionChain)
  const account = await openAccount(chain, { version })
  const session = await makeSession(chain)
  const next = await new SessionKeyValidator__factory(chain.deployer).deploy()
  const { provider } = chain.deployer
  const given = { session, account: account.address, next: await next.getAddress(), provider: provider! }
  return { chain, account, session, next, page: runPage(given) }
}

const verdictOf = async (chain: SessionChain, account: TestAccount, session: latchkey.Session): Promise<unknown> =>
  await verdict(account, [await sessionOp(chain, account, session, [await upvote(chain)])])

const coder = ethers.AbiCoder.defaultAbiCoder()

/** The last argument of installModule or uninstallModule, whose first two are checked. */
function moduleData(callData: string, selector: string): string {
  expect(callData.slice(0, 10)).to.equal(selector)
  const [type, module, data] = coder.decode(['uint256', 'address', 'bytes'], `0x${callData.slice(10)}`)
  expect([type, module]).to.deep.equal([1n, latchkey.RELEASE.validator.address])
  return data as string
}

describe('docs/deploying.md, on the OpenZeppelin account', () => {
  for (const version of VERSIONS)
    it(`installs and grants on EntryPoint ${version}, revokes one session for good, and uninstalls`, async () => {
      const { chain, account, session, page } = await scene(version)
      expect(await chain.module.getAddress()).to.equal(latchkey.RELEASE.validator.address)
      await sendAsOwner(account, { callData: page.openZeppelin.install })
      expect(await verdictOf(chain, account, session)).to.equal(ACCEPTED)

      expect(await page.isLive()).to.equal(true)
      await sendAsOwner(account, { callData: page.endOne })
      expect(await page.isLive()).to.equal(false)
      const id = latchkey.sessionId(session)
      expect(await verdictOf(chain, account, session)).to.equal(reason('SessionNotLive', [id]))
      await sendAsOwner(account, { callData: page.openZeppelin.uninstall })
      expect(await chain.module.isInitialized(account.address)).to.equal(false)
    })

  it('ends all sessions', async () => {
    const { chain, account, session, page } = await scene()
    await sendAsOwner(account, { callData: page.openZeppelin.install })
    await sendAsOwner(account, { callData: page.endAll })
    expect(await chain.module.isLive(account.address, latchkey.sessionId(session))).to.equal(false)
    expect(await chain.module.isInitialized(account.address)).to.equal(true)
  })

  it('moves to a next version in one op', async () => {
    const { chain, account, session, next, page } = await scene()
    await sendAsOwner(account, { callData: page.openZeppelin.install })
    expect(await page.whatIsLeft()).to.deep.equal(session)
    await sendAsOwner(account, { callData: await page.move(), callGasLimit: 500_000n })
    const id = latchkey.sessionId(session)
    expect(await next.isLive(account.address, id)).to.equal(true)
    expect(await chain.module.isLive(account.address, id)).to.equal(false)
    const old = latchkey.RELEASE.validator.address
    expect(await account.contract.isModuleInstalled(1, old, '0x')).to.equal(false)
    expect(await verdictOf({ ...chain, module: next }, account, session)).to.equal(ACCEPTED)
  })
})

describe('docs/deploying.md, the bytes it gives', () => {
  it('name the selectors that the page writes out', async () => {
    const { page: code, session } = await scene()
    expect(code.revoke.data).to.equal(`0xb75c7dc6${latchkey.sessionId(session).slice(2)}`)
    expect(code.revokeAll.data.slice(0, 10)).to.equal('0xfabe3239')
    for (const selector of ['0xb75c7dc6', '0xfabe3239', '0x9517e29f', '0xa71763a8', '0xe9ae5c53'])
      expect(page).to.include(selector)
  })

  it('hand install data through as it is, save for Kernel', async () => {
    const { page } = await scene()
    for (const { install } of [page.openZeppelin, page.safe7579, page.nexus, page.msa])
      expect(moduleData(install, '0x9517e29f')).to.equal(page.data)
    const kernel = moduleData(page.kernel.install, '0x9517e29f')
    expect(kernel.slice(0, 42)).to.equal(ethers.ZeroAddress)
    const [data, hook, selectors] = coder.decode(['bytes', 'bytes', 'bytes'], `0x${kernel.slice(42)}`)
    expect([data, hook, selectors]).to.deep.equal([page.data, '0x', '0xe9ae5c53'])
  })

  it('name the previous validator where an account keeps a list', async () => {
    const { page } = await scene()
    expect(moduleData(page.openZeppelin.uninstall, '0xa71763a8')).to.equal(page.salt)
    for (const { uninstall } of [page.safe7579, page.nexus, page.msa]) {
      const decoded = coder.decode(['address', 'bytes'], moduleData(uninstall, '0xa71763a8'))
      expect([...decoded]).to.deep.equal([PREVIOUS, page.salt])
    }
    const kernel = coder.decode(['bytes', 'bytes'], moduleData(page.kernel.uninstall, '0xa71763a8'))
    expect([...kernel]).to.deep.equal([page.salt, '0x'])
  })

  it('are those of the client’s adapters', async () => {
    const { page } = await scene()
    const { kernelAccount, nexusAccount, openZeppelinAccount, referenceAccount, safe7579Account } = latchkey
    const [account, validator] = [page.revoke.to, latchkey.RELEASE.validator.address]
    for (const [recipe, adapter] of [
      [page.openZeppelin, openZeppelinAccount],
      [page.safe7579, safe7579Account],
      [page.nexus, nexusAccount],
      [page.msa, referenceAccount],
      [page.kernel, kernelAccount],
    ] as const) {
      const place = { account, validator, previous: PREVIOUS } as const
      const data = page.data as latchkey.Hex
      const salt = page.salt as latchkey.Hex
      expect(adapter.installValidator({ ...place, data }).data, adapter.accountId).to.equal(recipe.install)
      expect(adapter.uninstallValidator({ ...place, data: salt }).data, adapter.accountId).to.equal(recipe.uninstall)
    }
  })
})
