// The bytes of a grant: whatever they are, the id is that of the session they say (I17). And the largest session there is.
import { loadFixture, takeSnapshot } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength, dataSlice, getBytes, hexlify, toBeHex, type Result } from 'ethers'

import { permissionLeaf, sessionId, sessionStruct } from '../../../src'
import { callRaw, reasonOf, refusal } from './helpers/chain'
import { installModule, type Scene } from './helpers/scene'
import { aPermission, aSession, aTransfer, anAddress, inOrder, PAYMASTER, sessionOf, word } from './helpers/session'

const session = aSession({
  paymaster: PAYMASTER,
  period: 600,
  permissions: inOrder([aPermission(), aTransfer(anAddress(0x2001), 5n)]),
})

const encode = (scene: Scene, granted = session): string =>
  scene.module.interface.encodeFunctionData('grant', [sessionStruct(granted)])

/** The id that a grant of these bytes answers, or why it is refused. */
async function attempt(scene: Scene, data: string): Promise<unknown[]> {
  try {
    return ['id', await callRaw(scene, data)]
  } catch (thrown) {
    return reasonOf(thrown)
  }
}

/** `grant` with `count` permissions that are all the same bytes. */
function aliased(scene: Scene, count: number): string {
  // The last word is the number of permissions; behind it go their pointers, and one permission where all of them lead.
  const start = dataSlice(encode(scene, aSession({ permissions: [] })), 0, -32)
  const one = encode(scene, aSession({ permissions: [aPermission()] }))
  const permission = dataSlice(one, dataLength(start) + 64)
  const pointers = new Uint8Array(32 * count)
  const pointer = getBytes(toBeHex(32 * count, 32))
  for (let i = 0; i < count; i++) pointers.set(pointer, 32 * i)
  return concat([start, toBeHex(count, 32), pointers, permission])
}

describe('the calldata of grant', () => {
  it('I17 says one session by its id and its event, after any one byte has changed', async () => {
    const scene = await loadFixture(installModule)
    const bytes = getBytes(encode(scene))
    const before = await takeSnapshot()
    const seen = { granted: 0, refused: 0 }
    for (let i = 4; i < bytes.length; i++)
      for (const flip of [0x01, 0x80]) {
        const data = hexlify(bytes.map((byte, at) => (at === i ? byte ^ flip : byte)))
        const [what, id] = await attempt(scene, data)
        seen[what === 'id' ? 'granted' : 'refused']++
        if (what !== 'id') continue
        const receipt = await (await scene.stranger.sendTransaction({ to: scene.account, data })).wait()
        const event = scene.module.interface.parseLog(receipt!.logs[0]!)
        expect(event?.args[1], `byte ${i}`).to.equal(id)
        expect(sessionId(sessionOf(event?.args[3] as Result)), `byte ${i}`).to.equal(id)
        await before.restore()
      }
    expect(seen.granted).to.be.greaterThan(100)
    expect(seen.refused).to.be.greaterThan(500)
  })

  const dirty: readonly (readonly [string, number, bigint])[] = [
    ['signerKind', 0, 1n << 8n],
    ['validAfter', 2, 1n << 48n],
    ['validUntil', 3, 1n << 48n],
    ['paymaster', 4, 1n << 160n],
    ['period', 5, 1n << 32n],
    ['maxCalls', 6, 1n << 32n],
    ['maxValue', 7, 1n << 80n],
    ['maxFee', 8, 1n << 80n],
  ]
  for (const [field, index, bit] of dirty)
    it(`T8 is refused by the decoder with a bit above ${field}`, async () => {
      const scene = await loadFixture(installModule)
      const data = encode(scene)
      const at = 4 + 32 + 32 * index
      const value = BigInt(dataSlice(data, at, at + 32)) | bit
      const changed = concat([dataSlice(data, 0, at), toBeHex(value, 32), dataSlice(data, at + 32)])
      expect(await attempt(scene, data)).to.deep.equal(['id', sessionId(session)])
      expect(await attempt(scene, changed)).to.deep.equal(['(no reason)'])
    })

  it('T17 T142 is refused with one permission more than a proof can reach', async () => {
    const scene = await loadFixture(installModule)
    expect(await attempt(scene, aliased(scene, 2 ** 15 + 1))).to.deep.equal(['PermissionsTooMany', 32_769n, 32_768n])
  })

  it('is read with as many permissions as there can be', async () => {
    const scene = await loadFixture(installModule)
    const leaf = permissionLeaf(aPermission())
    expect(await attempt(scene, aliased(scene, 1))).to.deep.equal(['id', sessionId(aSession())])
    // All of them are one, so the second is refused: the number was not.
    expect(await attempt(scene, aliased(scene, 2 ** 15))).to.deep.equal(['PermissionsNotAscending', 1n, leaf, leaf])
  })

  it('T141 is read the same with bytes behind it', async () => {
    const scene = await loadFixture(installModule)
    for (const tail of ['0x00', '0xff', word(1)])
      expect(await attempt(scene, concat([encode(scene), tail]))).to.deep.equal(['id', sessionId(session)])
  })

  it('is refused by the decoder if cut anywhere', async () => {
    const scene = await loadFixture(installModule)
    const data = encode(scene)
    for (let length = 4; length < dataLength(data); length += 7)
      expect(await refusal(callRaw(scene, dataSlice(data, 0, length))), String(length)).to.deep.equal(['(no reason)'])
  })
})
