// The command as a user runs it, on a chain that is not Hardhat's: a process of its own against anvil.
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { expect } from 'chai'
import { getCreateAddress, keccak256, parseEther, toQuantity, Wallet } from 'ethers'

import { CREATE_X, CREATE_X_CODE_HASH } from '../../deploy/createX'
import { installCreateX } from '../../deploy/developmentChain'
import { RELEASE } from '../../src'
import { end, RICH_KEY, ROOT, startHardhat, untilTrue, withAnvil, type Anvil, type Outcome } from './anvil'

const { validator, lens } = RELEASE
const deployer = new Wallet(RICH_KEY).address

/** What runs after `npm run deploy -- `: on `custom`, unless another network is named. */
async function deploy(args: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const network = args.includes('--network') ? [] : ['--network', 'custom']
  return await startHardhat(['deploy', ...network, ...args.split(' ').filter(Boolean)], env).outcome
}

async function expectDeployed({ provider }: Anvil): Promise<void> {
  for (const { address, codeHash } of [validator, lens])
    expect(keccak256(await provider.getCode(address)), address).to.equal(codeHash)
}

/** With --local, to a node that knows no more than public ones do; also the methods that it was asked. */
async function deployToStrictNode(): Promise<Outcome & { readonly asked: readonly string[] }> {
  const asked: string[] = []
  const answers: Readonly<Record<string, string>> = { eth_chainId: '0x22b8', eth_getCode: '0x', eth_call: '0x' }
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { id, method } = JSON.parse(body) as { id: number; method: string }
      asked.push(method)
      const result = answers[method]
      const error = { code: -32601, message: 'the method is not available' }
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...(result === undefined ? { error } : { result }) }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const outcome = await deploy('--local', { RPC_URL_CUSTOM: url, DEPLOYER_PRIVATE_KEY: RICH_KEY })
  server.closeAllConnections()
  server.close()
  return { ...outcome, asked }
}

describe('npm run deploy on a chain of its own', () => {
  it('needs CreateX, tells the cost without a key, deploys, and says so the second time', async () => {
    await withAnvil(8888, async (anvil) => {
      const { provider, url } = anvil
      const keyless = { RPC_URL_CUSTOM: url }
      const env = { ...keyless, DEPLOYER_PRIVATE_KEY: RICH_KEY }

      const without = await deploy('', env)
      expect(without.code, without.output).to.equal(1)
      const sentence = `This chain has no CreateX at ${CREATE_X}`
      expect(without.output.split(sentence), without.output).to.have.length(2)
      expect(without.output).to.not.match(/^ +at /m)

      await installCreateX(provider)
      const dry = await deploy('--dry-run', keyless)
      expect(dry.code, dry.output).to.equal(0)
      for (const { address, codeHash } of [validator, lens])
        expect(dry.output).to.include(address).and.include(codeHash)
      expect(dry.output).to.match(/Cost: 11,\d{3},\d{3} gas/)
      expect(dry.output).to.include('A dry run: nothing was sent')
      expect(await provider.getCode(validator.address)).to.equal('0x')

      const first = await deploy('', env)
      expect(first.code, first.output).to.equal(0)
      expect(first.output).to.include(`SessionKeyValidator is at ${validator.address}`)
      expect(first.output).to.include(`8888: [{ version: '${RELEASE.version}', validator: '${validator.address}'`)
      expect(first.output).to.not.include(RICH_KEY.slice(2, 20))
      await expectDeployed(anvil)

      const nonce = await provider.getTransactionCount(deployer)
      const second = await deploy('', env)
      expect(second.code, second.output).to.equal(0)
      expect(second.output).to.include('Deployed already: nothing to do')
      expect(second.output).to.include(`lens: '${lens.address}', block: 2 }],`)
      expect(await provider.getTransactionCount(deployer)).to.equal(nonce)
    })
  })

  it('deploys only what is missing, and refuses an address at which there is other code', async () => {
    await withAnvil(8888, async (anvil) => {
      const { provider, url } = anvil
      const env = { RPC_URL_CUSTOM: url, DEPLOYER_PRIVATE_KEY: RICH_KEY }
      await installCreateX(provider)
      await deploy('', env)
      // The Lens, and the contract that it deployed.
      for (const address of [lens.address, getCreateAddress({ from: lens.address, nonce: 1 })]) {
        await provider.send('anvil_setCode', [address, '0x'])
        await provider.send('anvil_setNonce', [address, '0x0'])
      }
      const nonce = await provider.getTransactionCount(deployer)
      const half = await deploy('', env)
      expect(half.code, half.output).to.equal(0)
      expect(half.output).to.not.include('Deploying SessionKeyValidator')
      // CreateX is in block 1.
      expect(half.output).to.include(`lens: '${lens.address}', block: 2 }],`)
      expect(await provider.getTransactionCount(deployer)).to.equal(nonce + 1)
      await expectDeployed(anvil)

      await provider.send('anvil_setCode', [validator.address, '0x600160005260206000f3'])
      const foreign = await deploy('', env)
      expect(foreign.code, foreign.output).to.equal(1)
      expect(foreign.output).to.include(`Other code than SessionKeyValidator is at ${validator.address}`)
      expect(await provider.getTransactionCount(deployer)).to.equal(nonce + 1)
    })
  })

  it('goes on with a transaction that was pending when it was stopped, and sends none twice', async () => {
    await withAnvil(8889, async (anvil) => {
      const { provider, url } = anvil
      const env = { RPC_URL_CUSTOM: url, DEPLOYER_PRIVATE_KEY: RICH_KEY }
      await installCreateX(provider)
      await provider.send('evm_setAutomine', [false])
      const stopped = startHardhat(['deploy', '--network', 'custom'], env)
      await untilTrue(async () => (await provider.getTransactionCount(deployer, 'pending')) === 1)
      await end(stopped.child)

      const resumed = startHardhat(['deploy', '--network', 'custom'], env)
      await untilTrue(() => Promise.resolve(resumed.output().includes('Going on with the transaction that is pending')))
      // It waits for as long as nothing is mined: three seconds of it are watched.
      for (let i = 0; i < 60; ++i) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        expect(resumed.child.exitCode, resumed.output()).to.equal(null)
      }
      await untilTrue(async () => {
        await provider.send('evm_mine', [])
        return resumed.child.exitCode !== null
      })
      const { code, output } = await resumed.outcome
      expect(code, output).to.equal(0)
      expect(await provider.getTransactionCount(deployer)).to.equal(2)
      await expectDeployed(anvil)

      // Of a run that was stopped, and whose transaction was mined before the next one looked.
      const journal = join(ROOT, `deploy/deployments/chain-8889-${validator.address}`)
      mkdirSync(journal, { recursive: true })
      const last = await deploy('', env)
      expect(last.code, last.output).to.equal(0)
      expect(existsSync(journal)).to.equal(false)
    })
  })

  it('sends nothing after a pending transaction of which it knows nothing', async () => {
    await withAnvil(8890, async ({ provider, url }) => {
      await installCreateX(provider)
      await provider.send('evm_setAutomine', [false])
      await new Wallet(RICH_KEY, provider).sendTransaction({ to: deployer })
      const { code, output } = await deploy('', { RPC_URL_CUSTOM: url, DEPLOYER_PRIVATE_KEY: RICH_KEY })
      expect(code, output).to.equal(1)
      expect(output).to.include(`Transactions of ${deployer} are pending (1)`)
      expect(await provider.getTransactionCount(deployer, 'pending')).to.equal(1)
    })
  })

  it('refuses a deployer that cannot pay, and says how much it needs', async () => {
    await withAnvil(8888, async ({ provider, url }) => {
      await installCreateX(provider)
      await provider.send('anvil_setBalance', [deployer, toQuantity(parseEther('0.001'))])
      const { code, output } = await deploy('', { RPC_URL_CUSTOM: url, DEPLOYER_PRIVATE_KEY: RICH_KEY })
      expect(code, output).to.equal(1)
      expect(output).to.match(new RegExp(`${deployer} has 0\\.001 and needs up to \\d+\\.\\d+ of the chain's currency`))
    })
  })

  it('refuses a chain that is not the one that the network names', async () => {
    await withAnvil(8888, async ({ url }) => {
      const { code, output } = await deploy('--network sepolia --dry-run', { RPC_URL_SEPOLIA: url })
      expect(code, output).to.equal(1)
      expect(output).to.include('11155111').and.include('8888').and.include('RPC_URL_SEPOLIA')
    })
  })

  it('puts CreateX nowhere but on a development chain', async () => {
    const { code, output, asked } = await deployToStrictNode()
    expect(code, output).to.equal(1)
    expect(output).to.include('--local is for development chains (anvil, Hardhat): this node refuses it')
    expect(asked).to.include('hardhat_setBalance').and.not.include('eth_sendRawTransaction')
  })

  it('sends nothing to a chain that could not run the code', async () => {
    const use = async ({ provider, url }: Anvil) => {
      const env = { RPC_URL_CUSTOM: url, DEPLOYER_PRIVATE_KEY: RICH_KEY }
      for (const args of ['', '--local', '--dry-run']) {
        const { code, output } = await deploy(args, env)
        expect(code, output).to.equal(1)
        expect(output).to.include("This chain's EVM is older than Cancun (PUSH0, MCOPY)")
      }
      expect(await provider.getBlockNumber()).to.equal(0)
    }
    for (const hardfork of ['london', 'shanghai']) await withAnvil(8888, use, ['--hardfork', hardfork])
  })

  it('does not deploy to the chain that is gone when it ends', async () => {
    const { code, output } = await startHardhat(['deploy', '--dry-run'], {}).outcome
    expect(code, output).to.equal(1)
    expect(output).to.include('Name a network: --network NAME, one of ').and.include('base-sepolia')
  })

  it('says what to set when a variable is missing', async () => {
    const { code, output } = await deploy('--network base-sepolia', {})
    expect(code, output).to.equal(1)
    expect(output).to.include('Set RPC_URL_BASE_SEPOLIA to the URL of an RPC node of base-sepolia')
  })
})

describe('docs/deploying.md', () => {
  it('deploys to a local chain by the lines it shows', async () => {
    const page = readFileSync(join(ROOT, 'docs/deploying.md'), 'utf8')
    const section = /## A local chain\n[\s\S]*?\n## /.exec(page)?.[0] ?? ''
    const lines = [...section.matchAll(/^npm run deploy -- (.*--network localhost.*)$/gm)].map(([, args = '']) => args)
    expect(section).to.include('npx anvil --chain-id 8888')
    expect(lines).to.have.length(2)
    await withAnvil(8888, async (anvil) => {
      for (const line of lines) {
        const { code, output } = await deploy(line, { RPC_URL_LOCALHOST: anvil.url })
        expect(code, output).to.equal(0)
      }
      expect(keccak256(await anvil.provider.getCode(CREATE_X))).to.equal(CREATE_X_CODE_HASH)
      await expectDeployed(anvil)
    })
  })
})
