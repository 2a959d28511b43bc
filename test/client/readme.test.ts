// The README's quick start is run as it stands. `npm run check:package` runs it from the tarball, over HTTP; here its chain is
// the one in this process, and its owner counts the prompts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

import { expect } from 'chai'
import * as ethers from 'ethers'
import { ethers as hardhat } from 'hardhat'
import ts from 'typescript'

import * as latchkey from '../../src'
import { countingOwner, type CountingOwner } from '../../src/testing'
import { openOwned } from './owner/ownedAccount'

const text = readFileSync(join(__dirname, '../../README.md'), 'utf8')
const code = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? ''

/** What it imports, by package. */
const imports = [...code.matchAll(/^import \{ (.*) \} from '(.*)'$/gm)].map(([, names = '', from = '']) => ({
  names: names.split(', '),
  from,
}))

describe('The README', () => {
  it('imports what there is', () => {
    const packages: Readonly<Record<string, object>> = { ethers, latchkey }
    expect(imports.map(({ from }) => from)).to.deep.equal(['ethers', 'latchkey'])
    for (const { names, from } of imports) expect(packages[from]).to.include.keys(names)
  })

  it('votes after one prompt, and shows what was approved', async () => {
    const { chain, account, options, opened } = await openOwned()
    for (let i = 1; i <= 42; i++) await chain.socio3.createPost(`Post ${i}`)
    const bundler = latchkey.inProcessBundler({ signer: chain.bundler, entryPoint: options.entryPoint })
    const [owners, printed]: [CountingOwner[], unknown[]] = [[], []]
    const scope: Readonly<Record<string, unknown>> = {
      ...ethers,
      ...latchkey,
      JsonRpcProvider: function provider() {
        return hardhat.provider
      },
      rpcBundler: () => bundler,
      signerOwner: (asked: latchkey.SignerOwnerOptions) => {
        const owner = countingOwner(latchkey.signerOwner(asked))
        owners.push(owner)
        return owner
      },
      console: { log: (...values: unknown[]) => printed.push(...values) },
      showBanner: () => undefined,
      CHAIN_URL: 'the chain',
      BUNDLER_URL: 'the bundler',
      ACCOUNT: account,
      OWNER_KEY: opened.owner.privateKey,
      OWNER_VALIDATOR: opened.ownerValidator,
      ENTRY_POINT: options.entryPoint.address,
      SOCIO3: await chain.socio3.getAddress(),
    }
    const body = `return (async () => {\n${code.replace(/^import .*$/gm, '')}\n})()`
    const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
    const run = compileFunction(outputText, Object.keys(scope)) as (...given: unknown[]) => Promise<void>
    await run(...Object.values(scope))
    expect((await chain.socio3.getPost(42)).votes).to.equal(1n)
    expect(owners.flatMap(({ prompts }) => prompts).map(({ method }) => method)).to.deep.equal(['sendCalls'])
    expect(printed[0]).to.contain('call upvotePost(uint256) on')
    expect(printed[1]).to.equal(true)
  })
})
