// What can be read, and what can not be changed: every view and pure function of the module.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, MaxUint256, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import { MODULE_VERSION, sessionId, sessionStruct } from '../../../src'
import { epochSlot, refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { anOp, DEFAULT_FEE, USER_OP_HASH, validate } from './helpers/op'
import { deployModule, grant, installData, installModule, newAccount, type Scene } from './helpers/scene'
import { aSession, anAddress, KEY, usageWord } from './helpers/session'

const NO = '0xffffffff'

describe('isModuleType', () => {
  it('is a validator and no other type', async () => {
    const { module } = await loadFixture(deployModule)
    const types = [0n, 1n, 2n, 3n, 4n, 5n, 7n, 257n, (1n << 128n) | 1n, MaxUint256]
    const answers = await Promise.all(types.map(async (type) => await module.isModuleType(type)))
    expect(types.filter((_, i) => answers[i])).to.deep.equal([1n])
  })
})

describe('isInitialized', () => {
  it('follows install and uninstall, for each account alone', async () => {
    const { module, validator, account } = await loadFixture(deployModule)
    const other = await newAccount(module)
    const answers = async (): Promise<boolean[]> => [
      await module.isInitialized(account),
      await module.isInitialized(other.account),
    ]
    expect(await answers()).to.deep.equal([false, false])
    await validator.onInstall(installData())
    expect(await answers()).to.deep.equal([true, false])
    await validator.revokeAll(ZeroHash)
    expect(await answers()).to.deep.equal([true, false])
    await validator.onUninstall('0x')
    expect(await answers()).to.deep.equal([false, false])
  })
})

describe('name and version', () => {
  it('are those of the EIP-712 domain', async () => {
    const { module } = await loadFixture(deployModule)
    expect([await module.name(), await module.version()]).to.deep.equal(['Latchkey', MODULE_VERSION])
  })
})

describe('isValidSignatureWithSender', () => {
  it('T79 T81 says no to everything, also to what a live session key signed', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const hash = id('a permit')
    const signatures = ['0x', KEY.sign(hash).serialized, KEY.sign(hash).compactSerialized, toBeHex(1, 1000)]
    for (const signature of signatures) {
      expect(await scene.module.isValidSignatureWithSender(scene.account, hash, signature)).to.equal(NO)
      expect(await scene.validator.isValidSignatureWithSender(anAddress(1), hash, signature)).to.equal(NO)
    }
  })
})

describe('supportsInterface', () => {
  it('is not there', async () => {
    const { address } = await loadFixture(deployModule)
    const data = id('supportsInterface(bytes4)').slice(0, 10) + '01ffc9a7'.padEnd(64, '0')
    expect(await refusal(ethers.provider.call({ to: address, data }))).to.deep.equal(['(no reason)'])
  })
})

describe('the module', () => {
  it('T136 I18 has no owner, no upgrade, no pause: its functions are these', async () => {
    const { module } = await loadFixture(deployModule)
    const names = module.interface.fragments.flatMap((one) => (one.type === 'function' ? one.format() : []))
    const tuple = '(address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)'
    const rule = '(uint32[],uint16,uint8,bytes32,bytes32[],uint8)'
    const permission = `(address,string,bytes4,uint80,${rule}[])`
    const session = `(uint8,bytes,uint48,uint48,address,uint32,uint32,uint80,uint80,${permission}[])`
    const sibling = '(uint256,address,bytes32,bytes32,bytes32)'
    expect([...names].sort()).to.deep.equal([
      'checkGrantData(bytes)',
      'checkInstallData(bytes)',
      'getEpoch(address)',
      'getSpent(address,bytes32,uint8)',
      'getUsage(address,bytes32)',
      `grant(${session})`,
      `grantSigned(address,${session},(bytes32,${sibling}[],bytes))`,
      'isInitialized(address)',
      'isLive(address,bytes32)',
      'isModuleType(uint256)',
      'isValidSignatureWithSender(address,bytes32,bytes)',
      'name()',
      'onInstall(bytes)',
      'onUninstall(bytes)',
      'renounce((bytes32,bytes32,bytes32,uint8,bytes),address,bytes)',
      'revoke(bytes32)',
      'revokeAll(bytes32)',
      `validateUserOp(${tuple},bytes32)`,
      'version()',
    ])
  })

  it('I18 takes no funds', async () => {
    const { module, address } = await loadFixture(deployModule)
    const payable = module.interface.fragments.filter((one) => 'payable' in one && one.payable === true)
    expect(payable).to.deep.equal([])
    const signer = await ethers.provider.getSigner(0)
    expect(await refusal(signer.call({ to: address, value: 1n }))).to.deep.equal(['(no reason)'])
  })
})

describe('getEpoch, getUsage and isLive', () => {
  const read = async ({ module, account }: Scene, session: string): Promise<unknown[]> => [
    await module.getEpoch(account),
    await module.getUsage(account, session),
    await module.isLive(account, session),
  ]

  it('show what is stored, at each step of a life', async () => {
    const scene = await loadFixture(deployModule)
    const { validator } = scene
    const session = aSession()
    const key = sessionId(session)
    expect(await read(scene, key)).to.deep.equal([ZeroHash, ZeroHash, false])
    await validator.onInstall(installData())
    expect(await read(scene, key)).to.deep.equal([toBeHex(1, 32), ZeroHash, false])
    await grant(scene, session)
    expect(await read(scene, key)).to.deep.equal([toBeHex(1, 32), usageWord({}), true])
    await validate(scene, anOp(scene, session))
    const used = { fee: DEFAULT_FEE, calls: 1n }
    expect(await read(scene, key)).to.deep.equal([toBeHex(1, 32), usageWord(used), true])
    await validator.revoke(key)
    expect(await read(scene, key)).to.deep.equal([toBeHex(1, 32), usageWord({ ...used, epoch: 2n ** 32n - 1n }), false])
    const { epoch, usage } = await storageOf(scene, key)
    expect((await read(scene, key)).slice(0, 2)).to.deep.equal([epoch, usage])
  })

  it('T57 is not live after revokeAll and after uninstall, though its usage stands', async () => {
    const scene = await loadFixture(installModule)
    const { validator, module, account } = scene
    const first = await grant(scene, aSession())
    await validator.revokeAll(ZeroHash)
    expect(await module.isLive(account, first)).to.equal(false)
    const second = await grant(scene, aSession({ maxCalls: 5 }))
    expect(await module.isLive(account, second)).to.equal(true)
    await validator.onUninstall('0x')
    expect(await module.isLive(account, second)).to.equal(false)
    expect(await module.getUsage(account, first)).to.equal(usageWord({ epoch: 1n }))
    expect(await module.getUsage(account, second)).to.equal(usageWord({ epoch: 3n }))
  })

  it('never finds the empty session live, whatever the epoch', async () => {
    const { module, validator, account } = await loadFixture(deployModule)
    expect(await module.isLive(account, ZeroHash)).to.equal(false)
    await validator.onInstall(installData())
    expect(await module.isLive(account, ZeroHash)).to.equal(false)
    await validator.onUninstall('0x')
    expect(await module.isLive(account, ZeroHash)).to.equal(false)
  })
})

describe('the storage', () => {
  it('T161 I11 has a slot for each account and each session of it, and a call writes those it names', async () => {
    const scene = await loadFixture(installModule)
    const { validator, account } = scene
    const session = aSession()
    const key = sessionId(session)
    expect(await writesOf(await validator.grant(sessionStruct(session)))).to.deep.equal([usageSlot(key, account)])
    const op = anOp(scene, session)
    expect(await writesOf(await validator.validateUserOp(op, USER_OP_HASH))).to.deep.equal([usageSlot(key, account)])
    const ids = [ZeroHash, toBeHex(1, 32), toBeHex(2, 32), epochSlot(account), usageSlot(key, account), key]
    for (const one of ids) expect(await writesOf(await validator.revoke(one))).to.deep.equal([usageSlot(one, account)])
    const ofEpoch = [epochSlot(account)]
    expect(await writesOf(await validator.revokeAll(ZeroHash))).to.deep.equal(ofEpoch)
    expect(await writesOf(await validator.onInstall(installData()))).to.deep.equal(ofEpoch)
    expect(await writesOf(await validator.onUninstall('0x'))).to.deep.equal(ofEpoch)
  })
})
