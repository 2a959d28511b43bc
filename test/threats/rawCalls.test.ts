// Calldata that no compiler would write, handed to the module by an account that forwards it as it came: pointers that wrap
// around or lead out of it, and ether that nobody asked for.
import { loadFixture, setBalance, setNextBlockBaseFeePerGas } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataSlice, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import { sessionStruct } from '../../src'
import { callRaw, epochSlot, refusal, storageOf, usageSlot } from '../unit/validator/helpers/chain'
import { anOp, check, USER_OP_HASH, windowOf } from '../unit/validator/helpers/op'
import { grant, installModule, type Scene } from '../unit/validator/helpers/scene'
import { aSession, HOUR, START } from '../unit/validator/helpers/session'

const WINDOW = windowOf(START, START + HOUR)

/** Where the pointers of a userOp stand in calldata of validateUserOp, and what they are relative to. */
const OP = 68
const POINTERS = { initCode: 0x40, callData: 0x60, paymasterAndData: 0xe0, signature: 0x100 }

const put = (data: string, at: number, word: bigint): string =>
  concat([dataSlice(data, 0, at), toBeHex(BigInt.asUintN(256, word), 32), dataSlice(data, at + 32)])

const wordAt = (data: string, at: number): bigint => BigInt(dataSlice(data, at, at + 32))

const encoded = (scene: Scene, changes = {}): string =>
  scene.module.interface.encodeFunctionData('validateUserOp', [anOp(scene, aSession(), { op: changes }), USER_OP_HASH])

const answer = async (scene: Scene, data: string): Promise<string> => {
  try {
    return `window ${BigInt(await callRaw(scene, data)) === WINDOW}`
  } catch {
    return 'refused'
  }
}

describe('The pointers of an op', () => {
  it('lead to what is read, and to nothing that was not signed, wherever they lead', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const data = encoded(scene)
    expect(await answer(scene, data)).to.equal('window true')
    const far = [-1n, -32n, -68n, -100n, 2n ** 255n, 2n ** 64n, 2n ** 48n, 2n ** 48n - 1n, 10_000n, 1n, 31n, 33n]
    for (const head of [POINTERS.callData, POINTERS.signature])
      for (const value of far)
        expect(await answer(scene, put(data, OP + head, value)), `${head} ${value}`).to.equal('refused')
  })

  it('may lead out of calldata where the field is empty: what is read there is nothing', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const data = encoded(scene)
    // Zeros follow calldata, so initCode and paymasterAndData are empty there as well.
    for (const head of [POINTERS.initCode, POINTERS.paymasterAndData])
      for (const value of [10_000n, 2n ** 64n, 2n ** 200n])
        expect(await answer(scene, put(data, OP + head, value)), `${head} ${value}`).to.equal('window true')
  })

  it('may wrap around: the same field is read, or the op is refused', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    // The op itself is pointed to from behind: its words stand before the head that points to them.
    const data = encoded(scene)
    const argument = wordAt(data, 4)
    for (const shift of [2n ** 255n, 2n ** 200n, -(2n ** 100n)]) {
      const moved = put(
        put(data, 4, argument + shift),
        OP + POINTERS.callData,
        wordAt(data, OP + POINTERS.callData) - shift,
      )
      expect(await answer(scene, moved)).to.equal('refused')
    }
  })

  it('may make one field of two: an op whose callData is its own signature is refused', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const data = encoded(scene)
    const signature = wordAt(data, OP + POINTERS.signature)
    const callData = wordAt(data, OP + POINTERS.callData)
    for (const [head, value] of [
      [POINTERS.callData, signature],
      [POINTERS.signature, callData],
      [POINTERS.paymasterAndData, signature],
      [POINTERS.initCode, callData],
    ] as const)
      expect(await answer(scene, put(data, OP + head, value))).to.equal('refused')
  })

  it('T3 with a length near 2^256 or 2^64 read no call and no claim', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const data = encoded(scene)
    for (const head of [POINTERS.callData, POINTERS.signature]) {
      const at = OP + Number(wordAt(data, OP + head))
      const length = wordAt(data, at)
      for (const value of [
        2n ** 256n - 1n,
        2n ** 64n + length,
        2n ** 255n,
        length + 2n ** 48n,
        length - 1n,
        length + 1n,
      ])
        expect(await answer(scene, put(data, at, value)), `${head} ${value}`).to.equal('refused')
    }
  })
})

describe('Calldata of the other functions', () => {
  it('that is no ABI is refused without a reason, and an uninstall too: that never reverts for any bytes as data', async () => {
    const scene = await loadFixture(installModule)
    const good = scene.module.interface.encodeFunctionData('onUninstall', ['0x1234'])
    await callRaw(scene, good)
    for (const bad of [good.slice(0, 10), put(good, 4, 2n ** 255n), put(good, 36, 10_000n)])
      expect(await refusal(callRaw(scene, bad))).to.deep.equal(['(no reason)'])
    expect(await scene.module.isInitialized(scene.account)).to.equal(true)
  })

  it('with ether is refused by every function', async () => {
    const scene = await loadFixture(installModule)
    const { module, stranger, address } = scene
    const { interface: abi } = module
    for (const data of [
      encoded(scene),
      abi.encodeFunctionData('grant', [sessionStruct(aSession())]),
      abi.encodeFunctionData('revoke', [ZeroHash]),
      abi.encodeFunctionData('revokeAll', [ZeroHash]),
      abi.encodeFunctionData('onInstall', [concat([ZeroHash, toBeHex(64, 32), ZeroHash])]),
      abi.encodeFunctionData('onUninstall', ['0x']),
    ])
      expect(await refusal(stranger.call({ to: address, data, value: 1n }))).to.deep.equal(['(no reason)'])
  })
})

describe('Ether that was forced on the module', () => {
  it('changes nothing: no verdict, no storage', async () => {
    const scene = await loadFixture(installModule)
    const session = aSession()
    const id = await grant(scene, session)
    const before = await storageOf(scene, id)
    await setNextBlockBaseFeePerGas(1_000_000_000n)
    // A creation code that destroys itself in favour of the module.
    await (await scene.stranger.sendTransaction({ data: concat(['0x73', scene.address, '0xff']), value: 5n })).wait()
    expect(await ethers.provider.getBalance(scene.address)).to.equal(5n)
    expect(await check(scene, anOp(scene, session))).to.equal(WINDOW)
    expect(await storageOf(scene, id)).to.deep.equal(before)
    await setBalance(scene.address, 10n ** 24n)
    expect(await check(scene, anOp(scene, session))).to.equal(WINDOW)
  })
})

describe('The last epochs that a counter can say', () => {
  // 2^31 calls of the account away: written into storage here.
  const setEpoch = async ({ address, account }: Scene, word: bigint): Promise<void> => {
    await ethers.provider.send('hardhat_setStorageAt', [address, epochSlot(account), toBeHex(word, 32)])
  }

  it('never touch the tag, and wrap to the first', async () => {
    const scene = await loadFixture(installModule)
    const { module, account, validator } = scene
    const counter = async () => BigInt(await module.getEpoch(account)) & 0xffffffffn
    const tag = (1n << 40n) - (1n << 32n)
    await setEpoch(scene, tag | 0xfffffffen)
    await validator.onInstall(concat([ZeroHash, toBeHex(64, 32), ZeroHash]))
    expect(await module.getEpoch(account)).to.equal(toBeHex(tag | 0xffffffffn, 32))
    await validator.revokeAll(ZeroHash)
    expect(await counter()).to.equal(1n)
  })

  it('are the only ones in which what was revoked would be live', async () => {
    const scene = await loadFixture(installModule)
    const { module, account, address, validator } = scene
    const id = await grant(scene, aSession())
    await validator.revoke(id)
    for (const word of [1n, 3n, 0x7fffffffn, 0x80000001n, 0xfffffffcn, 0xfffffffdn]) {
      await setEpoch(scene, word)
      expect(await module.isLive(account, id), String(word)).to.equal(false)
    }
    await setEpoch(scene, 0xfffffffen)
    expect(await module.isLive(account, id)).to.equal(true)
    expect(await ethers.provider.getStorage(address, usageSlot(id, account))).to.match(/ffffffff$/)
  })
})
