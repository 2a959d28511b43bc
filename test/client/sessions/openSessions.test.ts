// What is found out before anybody is asked, and what is refused.
import { expect } from 'chai'
import type { Provider } from 'ethers'
import { ethers } from 'hardhat'

import { openZeppelinAccount, RELEASE, type AccountAdapter, type Address } from '../../../src'
import { findAdapter } from '../../../src/client/sessions/findAccount'
import { anAddress, expectRejection } from '../builders'
import { openLoop } from './stage'

describe('openSessions', () => {
  it('prompts nobody', async () => {
    const { open, methods, shown } = await openLoop()
    await (await open()).list()
    expect([methods(), shown]).to.deep.equal([[], []])
  })

  it('wants the adapter of an account that is not deployed', async () => {
    const { open, account } = await openLoop({ deployed: false })
    await expectRejection(open(), 'AccountNotDeployed', { account })
  })

  it('takes a kind of account that it is told of, and lists those that it knows to others', async () => {
    const { open, module } = await openLoop()
    // The module answers no accountId.
    await expectRejection(open({ account: module }), 'AccountKindUnknown', {
      accountId: '',
      known: [
        '@openzeppelin/contracts.AccountERC7579',
        'kernel.advanced.v0.3.1',
        'biconomy.nexus.1.0.0',
        'rhinestone.safe7579.v1.0.0',
        'uMSA.advanced/withHook.v0.1',
      ],
    })
    const own = { ...openZeppelinAccount, accountId: '@openzeppelin' }
    expect(await (await open({ adapters: [own] })).list()).to.deep.equal([])
  })

  it('takes no version of an account for another whose number only begins alike', async () => {
    const { account, bundler } = await openLoop()
    const { provider } = ethers
    const kind = (accountId: string): AccountAdapter => ({ ...openZeppelinAccount, accountId })
    const found = async (adapters: readonly AccountAdapter[]) =>
      await findAdapter({ account, provider, bundler, adapters })
    const [other, own] = [kind('@openzeppelin/contracts.AccountERC757'), kind('@openzeppelin/contracts.AccountERC7579')]
    expect(await found([other, own])).to.equal(own)
  })

  it('asks the bundler for the EntryPoint where the account does not tell, and refuses a choice', async () => {
    const { open, bundler } = await openLoop({ deployed: false })
    const found = [RELEASE.lens.address]
    const unknown = { ...bundler, supportedEntryPoints: () => Promise.resolve(found) }
    const adapter = openZeppelinAccount
    await expectRejection(open({ adapter, bundler: unknown }), 'EntryPointUnknown', { found })
    const two: readonly Address[] = [
      '0x0000000071727De22E5E9d8BAf0edAc6f37da032',
      '0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108',
    ]
    const many = { ...bundler, supportedEntryPoints: () => Promise.resolve(two) }
    await expectRejection(open({ adapter, bundler: many }), 'EntryPointUnknown', { found: two })
  })

  it('takes the EntryPoint that the account names, however that function is spelt', async () => {
    const { open, account, bundler } = await openLoop()
    // entrypoint(), as Kernel has it, in place of entryPoint().
    const [asOthers, asKernel] = ['0xb0d691fe', '0xa65d69d4']
    const call: Provider['call'] = async ({ to, data, ...rest }) => {
      const isAsked = to === account && (data === asOthers || data === asKernel)
      if (isAsked && data === asOthers) throw new Error('no such function')
      return await ethers.provider.call({ ...rest, to: to ?? null, data: isAsked ? asOthers : (data ?? null) })
    }
    const provider = new Proxy(ethers.provider, {
      get: (target, name) => {
        const value: unknown = name === 'call' ? call : Reflect.get(target, name, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    const silent = { ...bundler, supportedEntryPoints: () => Promise.reject(new Error('The bundler was asked')) }
    expect(await (await open({ bundler: silent, provider })).list()).to.deep.equal([])
  })

  it('refuses a bundler of another chain', async () => {
    const { open, bundler, chain } = await openLoop()
    const far = { ...bundler, chainId: () => Promise.resolve(10n) }
    await expectRejection(open({ bundler: far }), 'BundlerOfOtherChain', { expected: chain.chainId, actual: 10n })
  })

  it('refuses what is not the module, and a Lens of another', async () => {
    const { open, account, chain, module } = await openLoop()
    await expectRejection(open({ module: anAddress(0x77) }), 'ModuleNotDeployed', { address: anAddress(0x77) })
    await expectRejection(open({ module: account }), 'ModuleVersionDiffers', { module: account, version: '' })
    const lens = (await (await ethers.deployContract('SessionLens', [account])).getAddress()) as Address
    await expectRejection(open({ lens }), 'LensOfOtherModule', { lens, actual: account, expected: module })
    expect(await chain.lens.module()).to.equal(module)
  })

  it('refuses other code at the released address', async () => {
    const { open } = await openLoop()
    const { address, codeHash } = RELEASE.validator
    const code = await ethers.provider.getCode(address)
    await ethers.provider.send('hardhat_setCode', [address, `${code}00`])
    await expectRejection(open({ module: undefined, lens: undefined }), 'ModuleCodeDiffers', {
      address,
      expected: codeHash,
    })
    await ethers.provider.send('hardhat_setCode', [address, '0x'])
    await expectRejection(open({ module: undefined, lens: undefined }), 'ModuleNotDeployed', { address })
    await ethers.provider.send('hardhat_setCode', [address, code])
  })

  it('refuses a name that would stand in its own way', async () => {
    const { open } = await openLoop()
    await expectRejection(open({ app: 'mine (asked for)' }), 'FieldNotValid', { field: 'app' })
  })
})
